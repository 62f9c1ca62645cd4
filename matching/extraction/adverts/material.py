"""What the readers of requirements work on: an advert in statements, with the concepts it names."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.extraction.adverts.blocks import Labels, Statement, statements_of
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.importance import Ruling, importance_at, rulings_of
from matching.extraction.adverts.page import Page, read_page
from matching.extraction.adverts.protected import NamedCriterion, find_protected
from matching.extraction.adverts.sentence_kinds import with_continuations, with_own_kind
from matching.extraction.adverts.skill_kinds import technical_skills
from matching.ranking.subjects import advert_text
from matching.requirements import Importance, Wanted
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, Origin

_NEVER_A_HEADING = frozenset({ConceptKind.LANGUAGE, ConceptKind.SKILL, ConceptKind.DIPLOMA, ConceptKind.TOWN})


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """A concept the advert names, by which label. Offsets are those of the page."""

    concept: ConceptId
    kind: ConceptKind
    start: int
    end: int
    confidence: float
    label: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A requirement before it has an id. Offsets are those of the page."""

    wanted: Wanted
    importance: Importance
    start: int
    end: int
    origin: Origin = Origin.DECLARED
    confidence: float = 1.0
    alternatives: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """An advert ready to be read subject by subject.

    Attributes:
        statements: In reading order, the title first.
        places: Of each statement, its place in `statements`.
        rulings: For each statement, what its words decide about importance.
        named: Concepts by kind, by place.
        refused: Where protected criteria are named: nothing inside is read as a requirement.
        technical: Skills that are tools or techniques (`skill_kinds.technical_skills`).
        today: Day from which relative dates count.
    """

    page: Page
    statements: tuple[Statement, ...]
    places: Mapping[Statement, int]
    rulings: tuple[tuple[Ruling, ...], ...]
    named: Mapping[ConceptKind, Sequence[NamedConcept]]
    refused: tuple[NamedCriterion, ...]
    technical: frozenset[ConceptId]
    taxonomy: Taxonomy
    today: date

    def statements_about(self, *kinds: BlockKind) -> Iterator[Statement]:
        """The statements of the kinds given, in reading order."""
        return (statement for statement in self.statements if statement.kind in kinds)

    def words(self, statement: Statement) -> str:
        """The folded words of a statement."""
        return self.page.folded[statement.start : statement.end]

    def named_in(self, kind: ConceptKind, *, start: int, end: int) -> tuple[NamedConcept, ...]:
        """The concepts of one kind that begin in `[start, end)`."""
        named = self.named[kind]
        first = bisect_left(named, start, key=_start)
        return tuple(named[first : bisect_left(named, end, lo=first, key=_start)])

    def statement_at(self, place: int) -> Statement | None:
        """The statement in which a place of the page stands."""
        before = bisect_right(self.statements, place, key=_start) - 1
        return next((item for item in self.statements[max(0, before) :: -1][:2] if place < item.end), None)

    def is_refused(self, start: int, end: int) -> bool:
        """Whether words overlap the name of a protected criterion."""
        return any(item.start < end and start < item.end for item in self.refused)

    def importance(
        self, statement: Statement, place: int, *, default: Importance = Importance.NICE
    ) -> Importance:
        """The importance of what begins at `place` of the statement."""
        rulings = self.rulings[self.places[statement]]
        return importance_at(rulings, statement, place=place, default=default)


def read_material(*, title: str, text: str, today: date, taxonomy: Taxonomy) -> Material:
    """The advert cleaned, cut into statements and searched for concepts."""
    page = read_page(advert_text(title=title, text=text), title_length=len(title))
    named = list(_named(page, taxonomy))
    labels = Labels(tuple(item.start for item in named if item.kind in _NEVER_A_HEADING))
    told = [with_own_kind(page, statement) for statement in statements_of(page, labels)]
    statements = tuple(with_continuations(page, told))
    return Material(
        page=page,
        statements=statements,
        places={statement: place for place, statement in enumerate(statements)},
        rulings=tuple(rulings_of(page, statement) for statement in statements),
        named={kind: [item for item in named if item.kind is kind] for kind in ConceptKind},
        refused=tuple(find_protected(page, statements)),
        technical=technical_skills(taxonomy),
        taxonomy=taxonomy,
        today=today,
    )


def _start(item: NamedConcept | Statement) -> int:
    return item.start


def _named(page: Page, taxonomy: Taxonomy) -> Iterator[NamedConcept]:
    for match in taxonomy.find(page.text):
        kind = ConceptKind(match.concept.partition("/")[0])
        yield NamedConcept(
            match.concept, kind, match.span.start, match.span.end, match.confidence, match.label
        )
