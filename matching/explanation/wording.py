"""Evidence put into sentences for people, in their language."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Self

from matching.assessment import Evidence, Outcome
from matching.explanation.steps import single_step
from matching.requirements import Importance
from matching.taxonomy.taxonomy import Taxonomy

LANGUAGES = ("fr", "en", "es", "ar")
DEFAULT_LANGUAGE = "fr"

N_QUESTIONS = 3
"""An interviewer remembers two or three things to ask."""

Templates = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences in the four languages of the service; unknown languages are answered in French."""

    taxonomy: Taxonomy
    templates: Mapping[str, Templates]

    @classmethod
    def load(cls, taxonomy: Taxonomy) -> Self:
        """Return the wording of the packaged files `data/<language>.toml`."""
        folder = resources.files("matching.explanation") / "data"
        files = {
            language: (folder / f"{language}.toml").read_text(encoding="utf-8") for language in LANGUAGES
        }
        return cls(taxonomy, {language: tomllib.loads(text) for language, text in files.items()})

    def sentence(self, evidence: Evidence, *, language: str) -> str:
        """Return one sentence on why the requirement has its outcome."""
        section, _, key = evidence.reason.partition(".")
        return self._filled(self._of(language)[section][key], evidence, language)

    def questions(self, evidence: Iterable[Evidence], *, language: str) -> list[str]:
        """Return what to ask in the interview: must-haves not stated or narrowly missed, at most three."""
        open_points = [
            part
            for part in evidence
            if part.importance is Importance.MUST and part.outcome in {Outcome.NOT_STATED, Outcome.NARROWLY}
        ]
        templates = self._of(language)["questions"]
        asked = [self._filled(templates[_subject(part)], part, language) for part in open_points]
        return list(dict.fromkeys(asked))[:N_QUESTIONS]

    def lifts(self, evidence: Iterable[Evidence], *, language: str) -> list[str]:
        """Return the one step, if it is one, after which every must-have would be met; see `single_step`."""
        templates = self._of(language)["lifts"]
        return [
            self._filled(templates[_subject(part)], part, language)
            for part in single_step(evidence)
            if _subject(part) in templates
        ]

    def _of(self, language: str) -> Templates:
        return self.templates.get(language, self.templates[DEFAULT_LANGUAGE])

    def _filled(self, template: str, evidence: Evidence, language: str) -> str:
        return template.format(**self._named(evidence, language))

    def _named(self, evidence: Evidence, language: str) -> dict[str, str]:
        """The data of the evidence, with codes and concepts replaced by names in the language."""
        data, templates = dict(evidence.data), self._of(language)
        subject = _subject(evidence)
        if "language" in data:
            data["language"] = self._label(f"language/{data['language']}", language)
        if "standing" in data:
            data["standing"] = templates["standings"].get(data["standing"], "")
        if subject == "skills":
            data |= {key: self._labels("skill", data[key], language) for key in ("wanted", "found")}
        if subject == "shifts":
            names = templates["shift_names"]
            data |= {k: ", ".join(names[s] for s in data[k].split(",") if s) for k in ("wanted", "found")}
        if subject == "education":
            names = templates["education_names"]
            data |= {key: names.get(data[key], data[key]) for key in ("wanted", "found")}
        return {key: value or "–" for key, value in data.items()}

    def _labels(self, kind: str, names: str, language: str) -> str:
        return " / ".join(self._label(f"{kind}/{name}", language) for name in names.split(", ") if name)

    def _label(self, concept_id: str, language: str) -> str:
        label = self.taxonomy.concept(concept_id).label(language)
        return label[:1].upper() + label[1:]


def _subject(evidence: Evidence) -> str:
    return evidence.reason.partition(".")[0]
