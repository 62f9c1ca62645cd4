"""Vocabulary shared by every stage: where words stand in a text, and how a value was obtained."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Generic, NewType, TypeVar

T = TypeVar("T")

LanguageCode = NewType("LanguageCode", str)
"""ISO 639-1 code where one exists (`fr`, `ar`), else ISO 639-2 (`ber` for all Amazigh languages)."""

ConceptId = NewType("ConceptId", str)
"""Key of a taxonomy concept, e.g. `occupation/customer-adviser` or `skill/react`."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of character offsets, `start <= end`, in the text as it was received."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def text_in(self, source: str) -> str:
        """Return the words of `source` that this span covers."""
        return source[self.start : self.end]


class Origin(StrEnum):
    """How a value was obtained."""

    DECLARED = "declared"
    TESTED = "tested"
    INFERRED = "inferred"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """A value together with the words that state it.

    Attributes:
        value: What the words mean.
        span: Where the words stand; None when a person or a structured document gave the value.
        origin: How the value was obtained.
        confidence: In [0, 1]; 1 when the words leave no doubt.
    """

    value: T
    span: Span | None
    origin: Origin = Origin.DECLARED
    confidence: float = 1.0


class CefrLevel(IntEnum):
    """Levels of the Common European Framework, with native speakers above C2."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6
    NATIVE = 7


class EducationLevel(IntEnum):
    """Years of study after the baccalaureate, on the scale used in Morocco and France."""

    NONE = 0
    BAC = 1
    BAC_2 = 2
    BAC_3 = 3
    BAC_5 = 5
    BAC_8 = 8

    @property
    def label(self) -> str:
        """The level as recruiters write it: `none`, `bac`, `bac+2` ..."""
        return {0: "none", 1: "bac"}.get(self.value, f"bac+{self.value}")


class Shift(StrEnum):
    """When work is done."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    WEEKEND = "weekend"
    ROTATING = "rotating"
    SPLIT = "split"
    ON_CALL = "on_call"
