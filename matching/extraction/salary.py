"""The pay a candidate asks for."""

import re
from dataclasses import dataclass, replace

from matching.extraction.document import CvDocument
from matching.extraction.paragraphs import Paragraph, paragraphs
from matching.text.sections import SectionKind
from matching.types import Mention, Origin, Span

_ASKED = re.compile(
    r"\b(?:pretentions?(?: salariales?)?|salaire (?:souhaite|demande|desire|attendu|espere|minimum"
    r"|vise)|remuneration (?:souhaitee|demandee|attendue|desiree)"
    r"|attentes? salariales?|souhaits? salaria\w+|expected (?:salary|pay|compensation)"
    r"|salary (?:expectations?|expected|requirements?|required|range)|desired (?:salary|pay)"
    r"|(?:asking|looking) for (?:a salary|at least)|expectativas? (?:salarial(?:es)?|economicas?)"
    r"|pretensi(?:on|ones)(?: (?:salarial(?:es)?|economicas?))?"
    r"|salario (?:deseado|esperado|minimo|pretendido)|aspiraci(?:on|ones) salarial(?:es)?"
    r"|banda salarial|salaire|remuneration|salary|salario|sueldo|salir)\b"
    r"|(?:ال)?(?:راتب|اجر|اجره) (?:ال)?(?:مطلوب|متوقع|مرغوب|مقترح)(?:ه)?|الراتب|الاجر"
)
# Pay received is no expectation.
_RECEIVED = re.compile(
    r"(?:\b(?:actuel(?:le(?:ment)?)?|dernier|precedent|current|present|last|previous|actual|anterior"
    r"|ultimo)|(?:ال)?حالي|السابق)\b"
)
_WANTED = re.compile(
    r"\b(?:souhait\w*|demand\w*|attend\w*|desir\w*|expect\w*|desead[oa]|esperad[oa]|vise)\b|مطلوب|متوقع"
)
_AMOUNT = re.compile(
    r"(?<![\d+./])(?P<low>\d{1,3}(?:[ .,]\d{3})+|\d{1,2}(?= ?(?:a|-|et|to|/|y) ?\d{1,3} ?k)|\d{3,6}"
    r"|\d{1,3}(?:[.,]5)?(?= ?k))(?:[.,]00)? ?(?P<k>k(?![a-ce-z])|mille\b|الاف\b)?"
    r"(?: ?(?:dh?s?|mad|dirhams?|درهم)?(?:/mois)? ?(?:-|a|au?|to|et|and|y|/|الي"
    r"|و) ?(?P<high>\d{1,3}(?:[ .,]\d{3})+|\d{4,6}|\d{1,3}(?= ?k)) ?(?P<k2>k(?![a-ce-z]))?)?"
    r" ?(?P<unit>k?dhs?|mad|dirhams?|درهما?|euros?|eur|€|\$|usd)?(?!\w)"
)
_UNIT_BEFORE = re.compile(r"(?:\b(?:dhs?|mad|dirhams?)|درهم) ?$")
_PLAIN_PAY = re.compile(
    r"(?<![\d+./])\d{1,3}(?:[ .]?\d{3})? ?(?:k|mille)? ?(?:dhs?|mad|dirhams?)(?: (?:nets?|net[oa]s?)\b"
    r"| ?(?:/ ?|par |per |a |al )(?:mois|month|mes)\b)"
)
_ABOUT_THE_PAST = frozenset({SectionKind.EXPERIENCE, SectionKind.EDUCATION})
# A word that every mention of pay has; most CVs have none and are passed over.
_STEMS = (
    "pretent", "pretens", "salair", "salari", "salary", "sueldo", "salir", "remunerat", "pay", "راتب", "اجر",
    "dh", "mad", "dirham", "aspirac", "expect",
)  # fmt: skip
_FOREIGN = frozenset({"euro", "euros", "eur", "€", "$", "usd"})
_YEARLY = re.compile(
    r"[^.;\n]{0,24}(?:\b(?:par an|annuels?|annuelle|/ ?an|an\b|per year|a year|yearly|annual(?:ly)?"
    r"|p\.a|per annum|anual(?:es)?|al ano)|سنويا|في السنه)"
)
_GROSS = re.compile(r"[^.;\n]{0,24}(?:\b(?:bruts?|brute|gross|brut[oa]s?)\b|خام|اجمالي)")
_REACH = 70
_MONTHS = 12
_LEAST_MONTHLY, _MOST_MONTHLY = 1_500, 150_000  # dirhams a month between which a figure is a salary
# Share left of a Moroccan gross salary after social contributions and income tax, for usual salaries here.
_NET_SHARE = 0.82
_CONFIDENCE_DECLARED, _CONFIDENCE_INFERRED = 0.95, 0.6


@dataclass(frozen=True, slots=True)
class _Pay:
    dirhams: int
    span: Span
    is_converted: bool


def find_salary(document: CvDocument) -> Mention[int] | None:
    """The pay asked for in net dirhams a month, the lower bound of a range; None when none is stated.

    Yearly and gross figures are converted and `INFERRED`. Pay received in a present or former job, and
    figures in other currencies, are left out.
    """
    if not any(stem in document.folded for stem in _STEMS):
        return None
    is_asked = _ASKED.search(document.folded) is not None
    if not is_asked and not _PLAIN_PAY.search(document.folded):
        return None
    for paragraph in paragraphs(document):
        pay = _asked(paragraph) if is_asked else _named(paragraph)
        if pay is not None:
            return document.mention(
                pay.dirhams,
                pay.span,
                origin=Origin.INFERRED if pay.is_converted else Origin.DECLARED,
                confidence=_CONFIDENCE_INFERRED if pay.is_converted else _CONFIDENCE_DECLARED,
            )
    return None


def _named(paragraph: Paragraph) -> _Pay | None:
    """The pay where no word asks for it: `looking for hybrid work, 18k MAD net`."""
    if paragraph.section in _ABOUT_THE_PAST:
        return None
    plain = _PLAIN_PAY.search(paragraph.words)
    amount = _AMOUNT.search(paragraph.words, plain.start()) if plain else None
    pay = _pay(paragraph, amount) if amount else None
    return replace(pay, is_converted=True) if pay else None


def _asked(paragraph: Paragraph) -> _Pay | None:
    for asked in _ASKED.finditer(paragraph.words):
        end = min(len(paragraph.words), asked.end() + _REACH)
        amount = _AMOUNT.search(paragraph.words, asked.end(), end)
        while amount is not None:
            is_received = _is_received(paragraph.words[asked.start() : amount.start()])
            pay = None if is_received else _pay(paragraph, amount)
            if pay is not None:
                return pay
            amount = _AMOUNT.search(paragraph.words, amount.end(), end)
    return None


def _is_received(words: str) -> bool:
    """Whether the pay is that of a present or former job, by the last word that says which."""
    received = max((match.start() for match in _RECEIVED.finditer(words)), default=-1)
    wanted = max((match.start() for match in _WANTED.finditer(words)), default=-1)
    return received > wanted


def _pay(paragraph: Paragraph, amount: re.Match[str]) -> _Pay | None:
    words = paragraph.words
    unit = amount["unit"] or ""
    if unit in _FOREIGN:
        return None
    has_unit = bool(unit) or _UNIT_BEFORE.search(words, 0, amount.start()) is not None
    in_thousands = bool(amount["k"] or amount["k2"] or unit.startswith("k"))
    value = _number(amount["low"]) * (1000 if in_thousands else 1)
    is_yearly = _YEARLY.match(words, amount.end()) is not None
    is_gross = _GROSS.match(words, amount.end()) is not None
    monthly = value / _MONTHS if is_yearly else value
    if not _LEAST_MONTHLY <= monthly <= _MOST_MONTHLY or (not has_unit and _is_year(value)):
        return None
    net = monthly * _NET_SHARE if is_gross else monthly
    return _Pay(round(net), paragraph.span_of(amount), is_converted=is_yearly or is_gross)


def _number(written: str) -> float:
    if re.fullmatch(r"\d{1,3}[.,]5", written):
        return float(written.replace(",", "."))
    return float(re.sub(r"\D", "", written))


def _is_year(value: float) -> bool:
    return 1950 <= value <= 2049
