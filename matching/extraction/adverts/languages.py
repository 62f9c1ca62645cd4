"""Languages asked for, each with the least level and the command of it that is meant."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.language_levels import NamedLanguage, ToldLevel, levels_of
from matching.extraction.adverts.language_modes import mode_of, modes_of, sides_of
from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.page import pattern
from matching.extraction.cefr import LanguageSide
from matching.requirements import Importance, LanguageMode, LanguageWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import CefrLevel, LanguageCode, Origin

# What is French, Spanish ... without speaking it: `marché espagnol`, `clientes franceses`, `UK customers`.
_THING_BEFORE = pattern(r"""
\b(?:march\w+|client\w*|clientele|operateurs?|editeurs?|groupes?|societes?|entreprises?|marques?|pme|utilisateurs?|equipes?|agences?|filiales?|assureurs?|banques?|enseignes?|fournisseurs?|prospects?|public|abonnes|donneurs?|ordres?|leaders?|acteurs?|particuliers|mutuelles?|sites?|poste clavier|clavier|fiscalite|droit|territoire|partenaires?|consommateurs?|magasins?|projets?|horaires?|horario|hora|heure|
mercados?|empresas?|grupos?|companias?|marcas?|hogares|usuarios|abonados|particulares|festivos?|operadoras?|proyectos?|centro|plataforma|consultora|multinacional|
زبناء|زبائن|عملاء|شركة|شركات|مجموعة|سوق|متجر|إلكتروني|مقاولات?|متعامل|فاعل|السوق|الزبناء|العملاء) (?:et \w+ |y \w+ )?$
""")
_THING_AFTER = pattern(
    r" (?:market|customers?|clients?|compan(?:y|ies)|brands?|operators?|users?|subscribers?|publisher|office|headquarters|parent|group|retailer|insurer|bank|law|holidays|time zone)\b"
)
_WEEK_ENDS = pattern(r"fines de ")  # not Finnish
_BY_AUTHOR = (
    (LanguageCode("fr"), pattern(r"\blangue de moliere\b")),
    (LanguageCode("en"), pattern(r"\blangue de shakespeare\b|\blengua de shakespeare\b")),
    (LanguageCode("es"), pattern(r"\blangue de cervantes\b|\blengua de cervantes\b")),
)
_NOT_REQUIRED = pattern(
    r"\b(?:pas besoin d[e']|sans(?! (?:fautes?|accent|erreurs?|hesit\w+))|aucun\w*|ni|no se (?:requiere|necesita|exige)|no (?:hace falta|es necesario)|without|no need (?:for|of)|not? (?:required|needed) ?:?|pas d[e'])(?: \w+'?){0,3} ?(?:l'|d')?$|(?:لا (?:ت|ي)شترط|بدون|دون)(?: \w+){0,3} $"
)
_SPEAKING = pattern(
    r"\b(?:en|in|al|parl\w+|speak\w*|habl\w+|langue|language|idioma|bilingu\w+|trilingu\w+|niveau|nivel|level)\b ?(?:le |el |l'|de |du |d')?$|(?<!\w)(?:ب|بال|باللغة|لل)$"
)
_DEMANDING = frozenset({BlockKind.PROFILE, BlockKind.CONDITIONS})


def read_languages(material: Material) -> Iterator[Draft]:
    """The languages asked for, in the order of the advert.

    A language named without a level, where another statement gives one, is not repeated.
    """
    drafts = [
        draft
        for statement in material.statements
        for draft in _drafts(material, statement)
    ]  # fmt: skip
    yield from _distinct(drafts, title_end=material.page.title_end)


def _drafts(material: Material, statement: Statement) -> Iterator[Draft]:
    named = sorted(_named(material, statement), key=lambda language: language.start)
    if not named:
        return
    levels = levels_of(material, statement, named)
    sides = sides_of(material.page.folded, statement, named)
    for language in named:
        stated = levels[language]
        modes = modes_of(material.page.folded, stated, sides[language])
        groups: dict[tuple[Importance, LanguageMode], list[ToldLevel]] = defaultdict(list)
        for level in stated:
            place = max(language.start, level.start)
            importance = material.importance(statement, place, default=Importance.MUST)
            groups[importance, modes[level]].append(level)
        if not groups:
            yield from _without_level(material, statement, language, sides[language])
        for (importance, mode), found in groups.items():
            yield _draft(language, importance, mode, found, statement)


def _draft(
    language: NamedLanguage,
    importance: Importance,
    mode: LanguageMode,
    levels: Sequence[ToldLevel],
    statement: Statement,
) -> Draft:
    codes = [level for level in levels if level.is_code]
    natives = [level for level in levels if level.level is CefrLevel.NATIVE]
    if codes:
        wanted = min(codes + natives, key=lambda level: level.level)
    else:
        wanted = max(levels, key=lambda level: (level.level is not CefrLevel.NATIVE, level.level))
    is_known = statement.kind in _DEMANDING
    return Draft(
        LanguageWanted(language.code, wanted.level, mode),
        importance,
        min(language.start, *(level.start for level in levels)),
        max(language.end, *(level.end for level in levels)),
        origin=Origin.DECLARED,
        confidence=wanted.confidence if is_known else 0.8 * wanted.confidence,
    )


def _without_level(
    material: Material, statement: Statement, language: NamedLanguage, sides: frozenset[LanguageSide]
) -> Iterator[Draft]:
    """The language alone: demanded by name, by the title, or by duties that are done in it."""
    is_demanded = statement.kind in _DEMANDING
    if not is_demanded and not _is_spoken_in_duty(material, statement, language):
        return
    yield Draft(
        LanguageWanted(language.code, None, mode_of(sides)),
        material.importance(statement, language.start, default=Importance.MUST),
        language.start,
        language.end,
        origin=Origin.DECLARED if is_demanded else Origin.INFERRED,
        confidence=0.9 if is_demanded else 0.5,
    )


def _is_spoken_in_duty(material: Material, statement: Statement, language: NamedLanguage) -> bool:
    if statement.kind is BlockKind.TITLE:
        return True
    if statement.kind not in {BlockKind.TASKS, BlockKind.INTRO, BlockKind.COMPANY}:
        return False
    if statement.kind is BlockKind.COMPANY:
        return False
    before = material.page.folded[max(statement.start, language.start - 24) : language.start]
    return bool(_SPEAKING.search(before)) or material.page.folded[language.start :].startswith(
        ("بال", "وال", "باللغ")
    )


def _named(material: Material, statement: Statement) -> Iterator[NamedLanguage]:
    if statement.kind in {BlockKind.APPLY, BlockKind.UNWANTED, BlockKind.OFFER, BlockKind.COMPANY}:
        return
    folded = material.page.folded
    for found in material.named_in(ConceptKind.LANGUAGE, start=statement.start, end=statement.end):
        before = folded[max(statement.start, found.start - 40) : found.start]
        if (
            _WEEK_ENDS.match(folded, found.start)
            or _THING_BEFORE.search(before)
            or _THING_AFTER.match(folded, found.end)
            or _NOT_REQUIRED.search(before)
        ):
            continue
        yield NamedLanguage(LanguageCode(found.concept.partition("/")[2]), found.start, found.end)
    for code, words in _BY_AUTHOR:
        for match in words.finditer(folded, statement.start, statement.end):
            yield NamedLanguage(code, *match.span())


def _distinct(drafts: Sequence[Draft], *, title_end: int) -> Iterator[Draft]:
    """Each language once per level, command and importance; the title's only where the body gives no level."""
    told = {_language(draft) for draft in drafts if draft.start >= title_end and _has_level(draft)}
    drafts = [draft for draft in drafts if draft.start >= title_end or _language(draft) not in told]
    kept: list[Draft] = []
    for draft in sorted(drafts, key=_rank):
        assert isinstance(draft.wanted, LanguageWanted)
        if not any(_covers(other, draft) for other in kept):
            kept.append(draft)
    yield from sorted(kept, key=lambda draft: draft.start)


def _language(draft: Draft) -> LanguageCode:
    assert isinstance(draft.wanted, LanguageWanted)
    return draft.wanted.language


def _has_level(draft: Draft) -> bool:
    return isinstance(draft.wanted, LanguageWanted) and draft.wanted.level is not None


def _rank(draft: Draft) -> tuple[bool, bool, float, int]:
    assert isinstance(draft.wanted, LanguageWanted)
    return (draft.importance is Importance.NICE, draft.wanted.level is None, -draft.confidence, draft.start)


def _covers(known: Draft, draft: Draft) -> bool:
    """Whether the requirement known leaves nothing for the other to add."""
    assert isinstance(known.wanted, LanguageWanted)
    assert isinstance(draft.wanted, LanguageWanted)
    if known.wanted.language != draft.wanted.language:
        return False
    if draft.wanted.level is None:
        return True
    if known.wanted.level is None or known.wanted.mode not in {LanguageMode.ANY, draft.wanted.mode}:
        return False
    return known.importance == draft.importance or draft.wanted.level <= known.wanted.level
