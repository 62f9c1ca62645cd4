"""What is to be said of a plan, put into sentences for people, in their language."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Self

from matching.assignment.comparison import Change
from matching.assignment.gaps import Gap, NearMiss, Proposal
from matching.assignment.problem import Conflict
from matching.assignment.steps import Step, StepKind
from matching.assignment.support import Reach, Scheme, Support, Threshold
from matching.explanation.wording import DEFAULT_LANGUAGE, LANGUAGES, Wording

_RIGHT_TO_LEFT = frozenset({"ar"})
_ISOLATE, _END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

Titles = Mapping[str, str]
"""Of openings, by their ids."""


@dataclass(frozen=True, slots=True)
class PlanWording:
    """Sentences in the languages of the service; unknown languages are answered in French."""

    wording: Wording
    templates: Mapping[str, Mapping[str, Mapping[str, str]]]

    @classmethod
    def load(cls, wording: Wording) -> Self:
        """Return the wording of the packaged files `data/words/<language>.toml`."""
        folder = resources.files("matching.assignment") / "data" / "words"
        return cls(
            wording,
            {
                language: tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
                for language in LANGUAGES
            },
        )

    def in_language(self, language: str, titles: Titles) -> "PlanSpeech":
        """Return what speaks one language about the openings of one plan."""
        spoken = language if language in self.templates else DEFAULT_LANGUAGE
        return PlanSpeech(self.wording, self.templates[spoken], spoken, titles)


@dataclass(frozen=True, slots=True)
class PlanSpeech:
    """Sentences about one plan, in one language."""

    wording: Wording
    templates: Mapping[str, Mapping[str, str]]
    language: str
    titles: Titles

    def label(self, name: str) -> str:
        """Return the heading of a column, or a word of a table."""
        return self.templates["labels"][name]

    def cost(self, gap: Gap) -> str:
        """Return what a requirement costs, e.g. that French C1 instead of B2 costs 23 seats."""
        words = self._words(gap.step)
        below = self.templates["below"].get(gap.step.kind, "") if gap.step.instead else ""
        return self.templates["cost"]["step" if below else "whole"].format(
            asked=self.templates["asked"][gap.step.kind].format(**words),
            below=below.format(**words),
            seats=self._count("seats", gap.n_seats),
            title=self._title(gap.opening_id),
        )

    def action(self, step: Step) -> str:
        """Return what people would have to do, or be asked, to make a step."""
        is_whole = step.kind is StepKind.LANGUAGE and not step.instead
        key = "language_whole" if is_whole else step.kind.value
        action = self.templates["action"][key].format(**self._words(step))
        return action[:1].upper() + action[1:]

    def proposal(self, proposal: Proposal) -> str:
        """Return what one step of several people would bring."""
        return self.templates["proposal"]["sentence"].format(
            action=self.action(proposal.step),
            people=self._count("people", proposal.n_people),
            seats=self._count("seats", proposal.n_seats),
            titles=", ".join(self._title(opening_id) for opening_id in proposal.opening_ids),
        )

    def near_miss(self, near: NearMiss, step: Step | None) -> str:
        """Return what keeps a person from the nearest opening; `step` where it is one must-have."""
        title = self._title(near.opening_id)
        if step is None:
            return self.templates["near"]["several"].format(title=title, n=near.n_missing)
        return self.templates["near"]["sentence"].format(title=title, action=self.action(step))

    def price(self, opening_id: str, price: float) -> str:
        """Return what one more seat would bring; `price` in the unit of scores."""
        return self.templates["price"]["sentence"].format(
            title=self._title(opening_id), points=_number(price * 100)
        )

    def conflict(self, conflict: Conflict) -> str:
        """Return what could not be met as demanded."""
        return self.templates["conflict"][conflict.kind].format(
            title=self._title(conflict.opening_id), wanted=conflict.wanted, possible=conflict.possible
        )

    def ending(self, ending: str, gap: float) -> str:
        """Return why planning ended; `gap` as a share."""
        return self.templates["ending"][ending].format(gap=_number(gap * 100))

    def support(self, scheme: Scheme, support: Support) -> str:
        """Return whether a project reaches the thresholds of a scheme, and which not."""
        reach = support.reach
        missing = (self._threshold(it) for it in support.thresholds if it.reach is reach is not Reach.YES)
        return self.templates["support"][reach].format(
            name=scheme.names[self.language], missing="; ".join(missing)
        )

    def change(self, change: Change, *, total: float) -> str:
        """Return why somebody is placed otherwise; `total` is what the site gains, in the unit of scores."""
        return self.templates["change"][change.reason].format(
            before=self._title(change.before or ""),
            title=self._title(change.after or ""),
            gain=_signed((change.gain or 0.0) * 100),
            total=_signed(total * 100),
        )

    def _threshold(self, reached: Threshold) -> str:
        return self.templates["measure"][reached.measure].format(
            threshold="–" if reached.threshold is None else _number(reached.threshold),
            value="–" if reached.value is None else _number(reached.value),
        )

    def _title(self, opening_id: str) -> str:
        """The title as it is, kept from turning the sentence around where the two run in other directions."""
        title = self.titles.get(opening_id, "–")
        return f"{_ISOLATE}{title}{_END_OF_ISOLATE}" if self.language in _RIGHT_TO_LEFT else title

    def _count(self, what: str, n: int) -> str:
        one, many = tuple(self.templates["counts"][what])
        return one if n == 1 else many.format(n=n)

    def _words(self, step: Step) -> dict[str, str]:
        """The data of a step, with codes and concepts replaced by names in the language."""
        words = {"subject": step.subject, "wanted": step.wanted, "instead": step.instead}
        parts = [part for part in step.subject.split(",") if part]
        if step.kind is StepKind.LANGUAGE:
            words["subject"] = self._labels(f"language/{code}" for code in parts)
        elif step.kind is StepKind.SKILL:
            words["subject"] = self._labels(parts)
        elif step.kind is StepKind.SHIFTS:
            names = self.wording.templates[self.language]["shift_names"]
            words["subject"] = ", ".join(names[part] for part in parts)
        elif step.kind is StepKind.EDUCATION:
            names = self.wording.templates[self.language]["education_names"]
            words |= {key: names.get(words[key], words[key]) for key in ("wanted", "instead") if words[key]}
        elif step.kind is StepKind.PLACE:
            words["subject"] = " / ".join(parts)
        return words

    def _labels(self, concept_ids: Iterable[str]) -> str:
        known = [it for it in concept_ids if it in self.wording.taxonomy]
        labels: Sequence[str] = [self.wording.taxonomy.concept(it).label(self.language) for it in known]
        return " / ".join(labels)


def _number(value: float) -> str:
    return f"{value:,.1f}".replace(",", "\N{NARROW NO-BREAK SPACE}").removesuffix(".0")


def _signed(value: float) -> str:
    return f"+{_number(value)}" if value > 0 else _number(value).replace("-", "\N{MINUS SIGN}")
