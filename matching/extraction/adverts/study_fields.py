"""The fields of study asked for: by their names, or by single words of them in a list."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections.abc import Iterator, Sequence

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.durations import find_durations
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.page import pattern
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId

_ANY_FIELD = pattern(
    r"\b(?:toutes? (?:filieres?|specialites?|disciplines?|formations?|options?|branches?)|tous? (?:domaines?|secteurs|diplomes)|peu importe|quelle que soit|quel que soit|toutes options|any (?:field|discipline|subject|specialit\w+|major|degree)|in any\b|cualquier|indistint\w+|sin importar)\b|(?:جميع|كل|أي|كافة|مختلف) (?:ال)?(?:تخصصات|تخصص|شعب|شعبة|مسالك)"
)
EXPERIENCE_AFTER_STUDIES = pattern(
    r"\bexperienci?as?\b|\bexperiences?\b|(?:خبرة|تجربة)|\bet vous\b|\bvous (?:justifie|ave)z"
)
_IN = pattern(r"\b(?:en|in)\b ?(?:l'|la |le |les )?|: ?|(?<!\w)(?:في|ب)(?= |ال)")
_NEXT_FIELD = pattern(
    r" ?(?:,|/|\(|\)|;|\b(?:et|ou|or|and|o|u|y|e)\b|(?<!\w)(?:أو|و)) ?(?:en |in |de |l'|la |le |les )?"
)
_NEXT_WORDS = pattern(
    r" ?\(?(?:minimum|min|mini|au moins|ou plus|et plus|validee?s?|obligatoire|exigee?)? ?(?P<field>[\w']+(?: [\w']+){0,2})(?=[ ,.;:()]|$)"
)
_WHOLE_FIELD = 0.9
_MAX_FIELD_WORDS = 3
_ANY_STUDIES = frozenset(
    {
        "engineering",
        "science",
        "sciences",
        "ingénierie",
        "ingeniería",
        "technology",
        "technologie",
        "management",
    }
)
_NEXT_FIT = 0.47  # the same after another field (`en réseaux, systèmes`)
_FIELD_FIT = 0.49  # one word of a two-word field; below, words such as `sciences` fit anything


def fields_of_study(
    material: Material, statement: Statement, start: int, end: int
) -> tuple[tuple[ConceptId, ...], int]:
    """The fields of study named in the same part of the statement, and where they end."""
    folded = material.page.folded
    if _ANY_FIELD.search(folded, statement.start, statement.end):
        return (), end
    breaks = [
        match.start() for match in EXPERIENCE_AFTER_STUDIES.finditer(folded, statement.start, statement.end)
    ]
    breaks += [item.start for item in find_durations(folded, statement.start, statement.end)]
    first = max((place for place in breaks if place < start), default=statement.start)
    last = min((place for place in breaks if place > end), default=statement.end)
    named = [
        (item.start, item.end, item.concept)
        for item in material.named_in(ConceptKind.FIELD, start=first, end=last)
    ]
    named += _listed_fields(material, start, last, named)
    named += [] if named else _field_right_after(material, end, last)
    fields = tuple(dict.fromkeys(concept for *_, concept in sorted(named)))
    return fields, max((stop for _, stop, _ in named), default=end)


def _listed_fields(
    material: Material, start: int, end: int, known: Sequence[tuple[int, int, ConceptId]]
) -> Iterator[tuple[int, int, ConceptId]]:
    """Fields told by one word of their name in a list (`en réseaux, systèmes ou développement`).

    Each `en` opens a list, which ends with the first words that are no field.
    """
    folded = material.page.folded
    for opening in _IN.finditer(folded, start, end):
        place = opening.end()
        stops = [match.start() for match in _NEXT_FIELD.finditer(folded, place, end)]
        for stop in [*stops, end]:
            words = material.page.text[place:stop].strip(" ,/.()")
            first = material.page.text.find(words, place)
            if words and not any(begin < stop and place < finish for begin, finish, _ in known):
                field = _field(material, words, least=_FIELD_FIT if place == opening.end() else _NEXT_FIT)
                if field is None:
                    break
                yield first, first + len(words), field
            gap = _NEXT_FIELD.match(folded, stop, end)
            place = gap.end() if gap else stop


def _field(material: Material, words: str, *, least: float) -> ConceptId | None:
    if len(words.split()) > _MAX_FIELD_WORDS or words.lower() in _ANY_STUDIES:
        return None
    found = material.taxonomy.match(words, ConceptKind.FIELD)
    return found[0].id if found and found[1] >= least else None


def _field_right_after(material: Material, start: int, end: int) -> Iterator[tuple[int, int, ConceptId]]:
    """The field told by the next words, up to a comma (`Bac+3 RH`)."""
    words = _NEXT_WORDS.match(material.page.folded, start, end)
    if words and words["field"]:
        found = material.taxonomy.match(
            material.page.text[words.start("field") : words.end("field")], ConceptKind.FIELD
        )
        if found and found[1] >= _WHOLE_FIELD:
            yield *words.span("field"), found[0].id
