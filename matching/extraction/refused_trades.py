"""The work that a person says they will not do, or not do again."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator

from matching.extraction.document import CvDocument
from matching.types import ConceptId, Mention, Origin, Span

_REFUSAL = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:je |j')?(?:ne |n')(?:(?:veux|voudrais|souhaite|desire|cherche|recherche|envisage|accepte|reprend\w*|aime) (?:plus|pas|jamais|nullement)|compte (?:plus|pas) (?:re|faire|travailler)\w*|(?:ai|aurai) (?:plus|pas|aucune) (?:\w+ )?envie|suis (?:plus|pas) (?:interesse\w*|a la recherche|prete? a))(?! (?:d'|de )?(?:autre|que|seulement|uniquement))"
    r"|(?:surtout |mais )?pas (?:question de |envie de |de )?(?:reprendre|refaire|retourner|revenir|retravailler|repartir)"
    r"|(?<!^)plus (?:jamais )?(?:de|d')(?= ?[^.;,\n]{1,30}pour moi)|nada de(?! particular)"
    r"|(?:sans|ni) (?:reprendre|refaire|retourner)"
    r"|(?:i )?(?:do not|don't|no longer|would not|wouldn't|will not|won't|am not|not) (?:want|wish|look\w*|interested|go back|return|consider|do)"
    r"|(?:ya )?no (?:quiero|busco|deseo|acepto|me interesa\w*|volveria|pienso volver|estoy interesad[oa])(?! (?:otra|mas|nada mas|solo))"
    r"|لا (?:ارغب|اريد|ابحث|اود|اقبل|يهمني)|لم اعد (?:ارغب|اريد|ابحث)"
    r")(?![^\W_])"
)
_CLAUSE_END = re.compile(
    r"[.;!?\n:؛،]|,(?! (?:ni|nor|ou|or|o)\b)|(?<![^\W_])(?:mais|but|pero|sino|لكن|بل)(?![^\W_])"
)
_TELEPHONE = (
    "customer-adviser", "telesales-agent", "appointment-setter", "retention-adviser", "debt-collector",
    "technical-hotline-adviser", "switchboard-operator", "emergency-call-handler", "telephone-surveyor",
    "complaints-handler", "after-sales-adviser", "booking-agent", "business-customer-adviser",
)  # fmt: skip
_SELLING = (
    "telesales-agent", "sales-representative", "shop-salesperson", "appointment-setter",
    "sales-development-representative",
)  # fmt: skip
_LEADING = ("contact-centre-team-leader", "floor-manager", "contact-centre-operations-manager")

# What is refused, by the words for it, and the trades that are mostly that.
_WORK: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(
            r"(?<![^\W_])(?:tele?phones?|appels?|casque|centres? d'appels?|centre de contacts?|teleconseil\w*|phones?|calls?|headsets?|call cent(?:er|re)s?"
            r"|telefono|telefonicamente|llamadas?|auriculares|cascos|centros? de llamadas|(?:ال|بال)?هاتف(?:ي|يه)?|(?:ال)?مكالمات|(?:ال)?مكالمه|مراكز? (?:ال)?(?:نداء|اتصال))(?![^\W_])"
        ),
        _TELEPHONE,
    ),
    (
        re.compile(
            r"(?<![^\W_])(?:ventes?|vendre|televente|teleprospection|prospection|demarchage|phoning|sales|selling|cold calls?|telesales|ventas?|vender|captacion|televenta|(?:ال)?بيع|(?:ال)?مبيعات)(?![^\W_])"
        ),
        _SELLING,
    ),
    (
        re.compile(
            r"(?<![^\W_])(?:encadr\w+|management|manager|superviser|supervision|diriger (?:une|des) equipes?|managing|lead(?:ing)? (?:a )?teams?|supervising|supervisar|dirigir (?:un )?equipos?|(?:ال)?تاطير|(?:ال)?اشراف)(?![^\W_])"
        ),
        _LEADING,
    ),
)  # fmt: skip


def find_refused_trades(document: CvDocument) -> tuple[Mention[ConceptId], ...]:
    """Return the trades that the text refuses, each once, with the words that refuse them."""
    found: dict[ConceptId, Mention[ConceptId]] = {}
    for clause in _refusing_clauses(document.folded):
        for words, trades in _WORK:
            if words.search(document.folded, clause.start, clause.end):
                for trade in trades:
                    concept = ConceptId(f"occupation/{trade}")
                    mention = document.mention(concept, clause, origin=Origin.INFERRED, confidence=0.8)
                    found.setdefault(concept, mention)
    return tuple(found.values())


def _refusing_clauses(folded: str) -> Iterator[Span]:
    """From the word that refuses to the end of its clause."""
    for refusal in _REFUSAL.finditer(folded):
        end = _CLAUSE_END.search(folded, refusal.end())
        yield Span(refusal.start(), end.start() if end else len(folded))
