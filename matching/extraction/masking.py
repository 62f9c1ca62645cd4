"""Where a CV tells who the person is, to be blanked before anything is compared."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from matching.extraction.document import CvDocument
from matching.extraction.mentions import ConceptMentions
from matching.extraction.names import find_names
from matching.extraction.personal_words import (
    ADDRESS,
    ADDRESS_LABEL,
    AGE_ITEM,
    IN_SENTENCES,
    ITEM_EDGE,
    LABELLED,
    NATIONAL_ID,
    PERSONAL_ITEM,
)
from matching.extraction.places import is_street_name
from matching.profile import Identity
from matching.taxonomy.concepts import ConceptKind
from matching.text.folding import fold
from matching.text.sections import SectionKind
from matching.types import Span

_CONTACT_LINES = 14  # lines from the top among which streets and districts are those of the person
_WORKING_AGE = 15
_LONGEST_ITEM = 60
_ABOUT_JOBS = frozenset({SectionKind.EXPERIENCE, SectionKind.EDUCATION, SectionKind.SKILLS})
_ARABIC = re.compile(r"[\u0620-\u064a]{3}")
_LATIN = re.compile(r"[A-Za-z]{3}")
_DISTRICT = re.compile(r" ?\((?P<district>[^()\n\d]{3,25})\)")
_OTHER_GENDER = re.compile(r"\((?:e|ne|a|ة)\)")
_FULL_DATE = re.compile(
    r"(?<![\d/.\-])\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?(?P<year>19[4-9]\d|20[0-4]\d)(?![\d/.\-])"
)
_COUNTRY = re.compile(
    r"(?:maroc|morocco|marruecos|france|espagne|spain|espana|algerie|المغرب|فرنسا|اسبانيا)$"
)
_BRACKETED_PLAN = re.compile(
    r"\b(?:retour|moving|je |j'|me |km|logement|commut|actuel|d'origine|originaire|home town|province"
    r"|deplacement|trajet|navette|quotidien|famille|mobil|movil|mudar|traslad|relocat|dispo|prete? a|willing"
    r"|open to)|مستعد|انتقال|متاح"
)


def find_masked(
    document: CvDocument, *, identity: Identity, mentions: ConceptMentions, today: date
) -> tuple[Span, ...]:
    """The spans of the original text that tell who the person is, in order and without overlap.

    Names, contacts, addresses, national id, birth, age, family, gender, nationality, belief, health, looks.
    The words are not kept anywhere; towns stay readable, since distance to the site is a fair question.
    """
    cleaned = [
        *_personal(document, today=today),
        *_addresses(document, mentions),
        *_names(document, identity, mentions),
    ]
    spans = [document.clean.original_span(span) for span in cleaned]
    spans += _contacts(identity)
    return tuple(_merged(_with_both_genders(document.clean.original, spans)))


def _with_both_genders(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans with the other gender that is written behind them in brackets: `marié(e)`."""
    for span in spans:
        other = _OTHER_GENDER.match(text, span.end)
        yield Span(span.start, other.end()) if other else span


def _contacts(identity: Identity) -> Iterator[Span]:
    for mention in (identity.name, *identity.emails, *identity.phones, *identity.links):
        if mention is not None and mention.span is not None:
            yield mention.span


def _personal(document: CvDocument, *, today: date) -> Iterator[Span]:
    yield from _personal_items(document.folded)
    for pattern in (LABELLED, IN_SENTENCES):
        for match in pattern.finditer(document.folded):
            yield Span(*match.span())
    for line in document.lines[:_CONTACT_LINES]:
        for match in NATIONAL_ID.finditer(document.folded, line.span.start, line.span.end):
            yield Span(*match.span())
    yield from _birth_dates(document, today=today)


def _personal_items(folded: str) -> Iterator[Span]:
    """Items that are about the person, and ages beside them: `Female, 26, single`."""
    was_personal, age_before = False, None
    for start, end in _items(folded):
        is_short = end - start <= _LONGEST_ITEM
        personal = PERSONAL_ITEM.fullmatch(folded, start, end) if is_short else None
        age = AGE_ITEM.fullmatch(folded, start, end) if is_short and not personal else None
        if personal:
            yield Span(*personal.span("words"))
            if age_before:
                yield age_before
        elif age and was_personal:
            yield Span(*age.span("age"))
        was_personal = personal is not None
        age_before = Span(*age.span("age")) if age else None


def _items(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for edge in ITEM_EDGE.finditer(folded):
        yield start, edge.start()
        start = edge.end()
    yield start, len(folded)


def _birth_dates(document: CvDocument, *, today: date) -> Iterator[Span]:
    """Full dates outside jobs and studies that are old enough to be a birth: `24-08-1999, soltera`."""
    for line in document.lines:
        if line.section in _ABOUT_JOBS:
            continue
        for match in _FULL_DATE.finditer(document.folded, line.span.start, line.span.end):
            if int(match["year"]) <= today.year - _WORKING_AGE:
                yield Span(*match.span())


def _addresses(document: CvDocument, mentions: ConceptMentions) -> Iterator[Span]:
    """Streets and districts near the top, and whatever follows the label of an address; towns left out."""
    folded = document.folded
    for match in ADDRESS_LABEL.finditer(folded):
        yield from _without_towns(folded, Span(*match.span("address")), mentions)
    for line in document.lines[:_CONTACT_LINES]:
        if line.section in _ABOUT_JOBS:
            continue
        for match in ADDRESS.finditer(folded, line.span.start, line.span.end):
            yield from _without_towns(folded, Span(*match.span()), mentions)
        for town in mentions.within(ConceptKind.TOWN, line.span):
            district = _DISTRICT.match(folded, town.span.end, line.span.end)
            if (
                district
                and not _BRACKETED_PLAN.search(district["district"])
                and not mentions.within(ConceptKind.TOWN, Span(*district.span("district")))
                and not _COUNTRY.match(district["district"])
            ):
                yield Span(*district.span("district"))


def _without_towns(folded: str, span: Span, mentions: ConceptMentions) -> Iterator[Span]:
    start = span.start
    for town in mentions.within(ConceptKind.TOWN, span):
        if is_street_name(folded, town):
            continue
        if start < town.span.start:
            yield Span(start, town.span.start)
        start = town.span.end
    if start < span.end:
        yield Span(start, span.end)


def _names(document: CvDocument, identity: Identity, mentions: ConceptMentions) -> Iterator[Span]:
    """The name in all its forms and places: in the other script, and again in a statement or signature."""
    names = [identity.name] if identity.name else []
    header = (
        document.text[: document.lines[min(3, len(document.lines)) - 1].span.end] if document.lines else ""
    )
    if _ARABIC.search(header) and _LATIN.search(header):
        names = list(find_names(document, mentions=mentions, handles=(*identity.emails, *identity.links)))
    for name in names:
        words = fold(name.value).split()
        if len(words) > 1:
            yield from _places(document.folded, " ".join(words))
            yield from _places(document.folded, " ".join(reversed(words)))


def _places(folded: str, words: str) -> Iterator[Span]:
    start = folded.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = folded.find(words, start + 1)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in sorted(spans):
        if current is None or span.start > current.end:
            if current is not None:
                yield current
            current = span
        else:
            current = Span(current.start, max(current.end, span.end))
    if current is not None:
        yield current
