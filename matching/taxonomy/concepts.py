"""What the taxonomy holds: concepts of seven kinds, and where a text names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.taxonomy.notation import expand
from matching.types import ConceptId, EducationLevel, LanguageCode, Span

ANY_LANGUAGE = LanguageCode("mul")
"""Language of names written alike everywhere (`React`, `Oujda`); ISO 639-2 for "several languages"."""


class ConceptKind(StrEnum):
    """The subjects a text is read for; also the first half of every concept id."""

    OCCUPATION = "occupation"
    SKILL = "skill"
    FIELD = "field"
    DIPLOMA = "diploma"
    LANGUAGE = "language"
    TOWN = "town"
    SECTOR = "sector"


class Seniority(StrEnum):
    """How much responsibility an occupation carries."""

    JUNIOR = "junior"
    OPERATIONAL = "operational"
    LEAD = "lead"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on Earth, WGS 84, decimal degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Concept:
    """One trade, skill, field of study, diploma, language, town or sector, whatever it is called.

    Attributes:
        id: Kind and name, e.g. `occupation/customer-adviser`.
        notations: Labels per language as the data files write them (`notation.expand`); the first is the
            preferred one.
        exact: Labels that count only in the case given (`Go`, `Word`).
        context: Labels that count only next to another label of the same kind (`C`, `R`).
        vague: Labels too general to be looked for in running text; they count as a whole phrase only.
        excluded: Forms that the notations give and that mean another concept.
        unless: Phrases in which a label is said without the concept being meant.
        shared: Labels that another concept of the kind also has, with the reason.
        broader: Concepts of which this one is a kind.
        cohesion: How alike its narrower concepts are to it, in (0, 1].
        close: Neighbours; how well someone from here fits there, in (0, 1).
        needs: Skills without which the trade is not exercised.
        isco: ISCO-08 unit group. `rome`: code of the French ROME. `esco`: URI or code of ESCO.
        level: Diplomas only.
        place: Towns only; `country` is then the ISO 3166-1 alpha-2 code.
    """

    id: ConceptId
    kind: ConceptKind
    notations: Mapping[LanguageCode, tuple[str, ...]]
    exact: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)
    broader: tuple[ConceptId, ...] = ()
    cohesion: float = 0.8
    close: Mapping[ConceptId, float] = field(default_factory=dict)
    needs: tuple[ConceptId, ...] = ()
    seniority: Seniority | None = None
    isco: str | None = None
    rome: str | None = None
    esco: str | None = None
    level: EducationLevel | None = None
    place: Coordinates | None = None
    country: str | None = None

    def label(self, language: LanguageCode | str) -> str:
        """Return the preferred label in `language`, else the name used everywhere, else any label."""
        for code in (LanguageCode(language), ANY_LANGUAGE, LanguageCode("fr"), LanguageCode("en")):
            if self.notations.get(code):
                return expand(self.notations[code][0])[0]
        return self.name

    def labels(self, language: LanguageCode | str) -> tuple[str, ...]:
        """Return every label in `language`, gendered forms included; empty when it has none of its own."""
        written = self.notations.get(LanguageCode(language), ())
        return tuple(dict.fromkeys(form for notation in written for form in expand(notation)))

    @property
    def name(self) -> str:
        """The second half of the id: `customer-adviser`."""
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A concept named in a text.

    Attributes:
        span: The words, in the text as it was given.
        label: The label they were recognised by.
        confidence: In [0, 1]; below 0.7 for labels that are also ordinary words.
    """

    span: Span
    concept: ConceptId
    label: str
    confidence: float
