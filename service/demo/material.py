"""The words of which the demonstration is made, from plain files that a recruiter can read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

CV_LANGUAGES = {"fr": 58, "ar": 16, "en": 14, "es": 12}
"""Of a hundred CVs, how many are written in each language."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What people of one trade have done.

    Attributes:
        weight: How many of a hundred people.
        site: `call-centre` or `it`.
        fields: Fields of study.
        tools: Products they work with.
        words: Language -> titles ("masculine|feminine") and duties.
    """

    name: str
    weight: float
    site: str
    fields: tuple[str, ...]
    tools: tuple[str, ...]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class OpeningText:
    """An advert of the demonstration."""

    external_id: str
    title: str
    text: str
    headcount: int


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the demonstration is drawn from."""

    trades: tuple[Trade, ...]
    people: Mapping[str, Any]
    phrases: Mapping[str, Any]
    openings: tuple[OpeningText, ...]

    @classmethod
    def load(cls) -> Self:
        """Return the material of the packaged files."""
        return cls(
            trades=tuple(_trade(name, table) for name, table in _file("trades").items()),
            people=_file("people"),
            phrases=_file("phrases"),
            openings=tuple(
                OpeningText(row["external_id"], row["title"], row["text"].strip(), row["headcount"])
                for row in _file("openings")["opening"]
            ),
        )


def _file(name: str) -> dict[str, Any]:
    source = resources.files("service.demo") / "data" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _trade(name: str, table: Mapping[str, Any]) -> Trade:
    return Trade(
        name=name,
        weight=table["weight"],
        site=table["site"],
        fields=tuple(table["fields"]),
        tools=tuple(table["tools"]),
        words={
            language: {"titles": tuple(table[language]["titles"]), "duties": tuple(table[language]["duties"])}
            for language in CV_LANGUAGES
        },
    )
