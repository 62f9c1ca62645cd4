"""How many people an advert is for."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator

from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern
from matching.taxonomy.concepts import ConceptKind
from matching.types import Mention, Origin

_COUNT = rf"(?P<count>\d{{1,3}}|{NUMBER_WORDS})"
_HIRING = pattern(r"""
(?:\b(?:recrut(?:e|ons|ent|er|ez)|(?:re)?cherch(?:e|ons|ent)|(?:recrutement|embauche)(?: \w+)? (?=de \d|de (?:deux|trois|quatre|cinq|six|dix)|d')|embauch(?:e|ons|ent)|renforc(?:e|ons|er)|besoin|faut|accueill(?:ons|e)|integr(?:e|ons)|
buscamos|busca|buscan|necesitamos|contrat(?:amos|ar?|an)|incorpor(?:amos|ar?|an)|selecciona(?:mos|n)?|precisamos|
kan9e?lb\w* 3la|mehtaj\w+|bghina|looking for|hir(?:e|es|ing)|recruit(?:s|ing)?|seek(?:s|ing)?|needs?)\b|
(?:(?:ن|ي|ت)بحث عن|(?:ن|ي|ت)وظف|توظيف|تشغيل|(?:ن|ي|ت)طلب|(?:بحاجة|حاجتها|حاجته|حاجتنا) إلى|(?:ن|ي|ت)رغب في))
""")
_COUNTED = pattern(rf"(?<![\w.,/+'-]){_COUNT}(?: \(\d+\))? (?P<next>\w+)")
_BRACKETED = re.compile(r"\([^)\n]*\)")
_AFTER_HIRING = 160
_PLACES = r"(?:postes?|positions?|vacanc(?:y|ies)|openings?|places?|plazas?|puestos?|vacantes?|(?:ال)?(?:مناصب|منصب|منصبا|وظائف|مقاعد))"
_STATED: tuple[tuple[float, re.Pattern[str]], ...] = (
    (
        1.0,
        pattern(
            rf"\b(?:vacanc(?:y|ies)|openings|headcount|positions|nombre de postes|postes? (?:a pourvoir|ouverts?)|plazas|vacantes|numero de (?:plazas|vacantes|puestos)|effectif|عدد (?:ال)?(?:مناصب|وظائف|مقاعد)(?: المطلوبة| المتاحة)?) ?[:=(] ?{_COUNT}\b"
        ),
    ),
    (
        1.0,
        pattern(
            rf"(?<![\w+/.,-])(?<!\bpas ){_COUNT} (?:nouveaux |nuevos |new |autres )?{_PLACES}\b(?! (?:de travail|informatiques?|clients?|windows|utilisateurs|radio|fixes|occupe|en france))|(?:\(| )x ?(?P<times>\d{{1,3}})\b|\b(?P<times_before>\d{{1,3}}) ?x (?=[a-z])"
        ),
    ),
)  # fmt: skip
# Seats of a call centre: `centre de contacts de 450 positions`.
_SIZE_OF_SITE = pattern(
    r"\b(?:centres?|plateaux?|plateforme|sites?|call[- ]?center|contact[- ]?cent(?:er|re)|capacite|capacity|centro|plataforma)\b[^.;\n]{0,40}$"
)
_TWO = pattern(r"عن \w+(?:ين|تين) (?:اثنين|اثنتين)(?!\w)")
_KINDS = (
    BlockKind.TITLE,
    BlockKind.INTRO,
    BlockKind.CONDITIONS,
    BlockKind.COMPANY,
    BlockKind.PROFILE,
    BlockKind.OFFER,
)
_REACH = 30
_ONE_PERSON = pattern(
    r"(?:engineer|developer|agent|someone|analyst|administrator|personne|profil|candidat\w*|collaborat\w*|replacement|person|persona|ou|e|talent|ingenieur\w*|technicien\w*|شخص)\b"
)
_ONE_WORDS = frozenset({"un", "une", "a", "an", "una", "uno", "one", "واحد", "واحده"})
_ENGLISH = pattern(r"(?:looking|hir|recruit(?:s|ing)?$|seek|need)")
_EITHER = frozenset({"ou", "or", "o"})  # `un ou une analyste`
_ENGLISH_ARTICLES = frozenset({"a", "an"})  # `a` is a preposition in French and Spanish
_MAX = 500
_NOT_PEOPLE = pattern(
    r"(?:ans?|mois|annees?|anos?|years?|months?|meses|semaines?|weeks?|semanas?|jours?|days?|dias?|heures?|hours?|horas?|pays|countries|paises|sites?|plateaux?|clients?|clientes|customers|"
    r"salarie\w*|employe\w*|empleados|langues|languages|idiomas|etages?|marques|brands|projets?|projects?|secteurs|utilisateurs|users|abonnes|peu|plus|moment|grand|gran|new|nouvelle?|nueva?|big|good|bon|formation|client|site|and|or|et|ou|y|"
    r"سنوات|سنة|أشهر|شهر|أيام|ساعات|لغات|زبناء|شركات|دول)\b"
)
_A_TEAM = pattern(
    r"\b(?:equipe|groupe|societe|boite|plus|team|staff|equipo|plantilla) (?:de|of)\b ?$|(?:فريق|أكثر) (?:من|يضم) ?$"
)


def read_headcount(material: Material) -> Mention[int] | None:
    """The number of people looked for; None when the advert gives none.

    Numbers of employees, of customers or of years are not read: the number has to stand with a word for
    posts, or to follow a word for hiring.
    """
    found = sorted(_found(material), key=lambda mention: (-mention.confidence, mention.value == 1))
    return found[0] if found else None


def _found(material: Material) -> Iterator[Mention[int]]:
    folded = material.page.folded
    for statement in material.statements_about(*_KINDS):
        for confidence, words in _STATED:
            for match in words.finditer(folded, statement.context_start, statement.end):
                if _SIZE_OF_SITE.search(folded, statement.context_start, match.start()):
                    continue
                if mention := _mention(material, match, match.start(), confidence):
                    yield mention
        for match in _TWO.finditer(folded, statement.start, statement.end):
            yield Mention(2, material.page.span(*match.span()), confidence=0.9)
        for hiring in _HIRING.finditer(folded, statement.start, statement.end):
            is_english = bool(_ENGLISH.match(hiring.group()))
            end = min(statement.end, hiring.end() + _AFTER_HIRING)
            yield from _after_hiring(material, hiring.end(), end, is_english=is_english)


def _after_hiring(material: Material, start: int, end: int, *, is_english: bool) -> Iterator[Mention[int]]:
    """The first number of people after a word for hiring; numbers in brackets count something else."""
    folded = material.page.folded
    bracketed = [match.span() for match in _BRACKETED.finditer(folded, start, end)]
    for match in _COUNTED.finditer(folded, start, end):
        if any(opening < match.start() < closing for opening, closing in bracketed):
            continue
        if match["count"] in _ENGLISH_ARTICLES and not is_english:
            continue
        if material.is_refused(*match.span("count")):
            continue
        is_either = match["count"] in _ONE_WORDS and match["next"] in _EITHER
        if (is_either or not _NOT_PEOPLE.match(match["next"])) and not _A_TEAM.search(
            folded[start : match.start()]
        ):
            is_one = match["count"] in _ONE_WORDS
            if not is_one or _names_a_person(material, match):
                mention = _mention(material, match, match.start(), 0.9)
                if mention:
                    yield mention
                return


def _mention(material: Material, match: re.Match[str], start: int, confidence: float) -> Mention[int] | None:
    groups = match.groupdict()
    count = groups.get("count") or groups.get("times") or groups.get("times_before") or ""
    value = number_of(count) or 0
    if not 1 <= value <= _MAX:
        return None
    is_article = count in _ONE_WORDS
    return Mention(
        int(value),
        material.page.span(start, match.end()),
        Origin.INFERRED if is_article else Origin.DECLARED,
        min(confidence, 0.7) if is_article else confidence,
    )


def _names_a_person(material: Material, match: re.Match[str]) -> bool:
    after = match.start("next")
    names_a_trade = material.named_in(ConceptKind.OCCUPATION, start=after, end=after + _REACH)
    return bool(names_a_trade) or bool(_ONE_PERSON.match(match["next"]))
