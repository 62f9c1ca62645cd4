"""A judged set: openings, CVs, a recruiter's grades, and facts that a reader of the CVs can check."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.evaluation.metrics import Judgements


@dataclass(frozen=True, slots=True)
class JudgedOpening:
    """An advert of the set; `language` may be mixed, like `ar-fr`."""

    id: str
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedCv:
    """A CV of the set, as text."""

    id: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One checkable value of one CV; `value` may hold several accepted forms separated by ` | `."""

    candidate_id: str
    field: str
    value: str

    @property
    def accepted(self) -> tuple[str, ...]:
        """The accepted forms."""
        return tuple(form.strip() for form in self.value.split(" | "))


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Everything an evaluation needs; `unreadable` CVs were refused, with the reason, and rank last."""

    openings: tuple[JudgedOpening, ...]
    cvs: tuple[JudgedCv, ...]
    judgements: Judgements
    facts: tuple[Fact, ...] = ()
    unreadable: Mapping[str, str] | None = None

    def language_of(self, candidate_id: str) -> str:
        """Return the language of a CV."""
        return next(cv.language for cv in self.cvs if cv.id == candidate_id)
