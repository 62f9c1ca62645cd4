"""Invented people: who they are, drawn by a seed, before a word of their CV is written."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.demo.material import CV_LANGUAGES, Material, Trade

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True, slots=True)
class Job:
    """One post held: months are counted back from today."""

    title: str
    employer: str
    start: date
    end: date | None
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Everything a CV of the demonstration tells.

    Attributes:
        number: Position in the stream; the same seed and number give the same person.
        language: Of the CV.
        levels: CEFR level per language; Arabic is the mother tongue of all.
        education: Years after the baccalaureate: 0, 2, 3 or 5.
    """

    number: int
    name: str
    email: str
    phone: str
    town: str
    language: str
    trade: Trade
    jobs: tuple[Job, ...]
    education: int
    field: str
    school: str
    graduated: int
    levels: Mapping[str, str]
    tools: tuple[str, ...]
    shifts: str
    start: str
    will_move: bool


def draw_people(material: Material, *, n: int, seed: int, today: date, first: int = 1) -> Iterator[Person]:
    """Yield the people from number `first` to number `n` one by one; each is the same for any `n`."""
    for number in range(first, n + 1):
        yield _Draw(material, random.Random(f"{seed}-{number}"), today).person(number)  # noqa: S311 - no secret


class _Draw:
    """One person's chances."""

    def __init__(self, material: Material, chance: random.Random, today: date) -> None:
        self._material, self._chance, self._today = material, chance, today

    def person(self, number: int) -> Person:
        material, chance = self._material, self._chance
        trade = chance.choices(material.trades, [trade.weight for trade in material.trades])[0]
        language = chance.choices(list(CV_LANGUAGES), list(CV_LANGUAGES.values()))[0]
        is_woman = chance.random() < 0.5
        towns = material.people["towns"]
        town = chance.choices(list(towns), list(towns.values()))[0]
        education = self._education(trade)
        jobs = self._jobs(trade, language, is_woman=is_woman)
        phrases = material.phrases[language]
        name, latin = self._names(is_woman=is_woman, in_arabic=language == "ar")
        return Person(
            number=number,
            name=name,
            email=f"{latin.lower().replace(' ', '.')}.{number}@courrier.example",
            phone=f"06 00 00 {number // 100 % 100:02d} {number % 100:02d}",
            town=town,
            language=language,
            trade=trade,
            jobs=jobs,
            education=education,
            field=chance.choice(trade.fields),
            school=chance.choice(material.people["schools"][str(max(education, 2))]),
            graduated=(jobs[-1].start.year if jobs else self._today.year) - chance.randint(0, 1),
            levels=self._levels(trade),
            tools=tuple(chance.sample(trade.tools, min(len(trade.tools), chance.randint(2, 5)))),
            shifts=chance.choice(phrases["shifts"]) if chance.random() < 0.75 else "",
            start=chance.choice(phrases["starts"]),
            will_move=town in {"Fès", "Casablanca"} and chance.random() < 0.5,
        )

    def _names(self, *, is_woman: bool, in_arabic: bool) -> tuple[str, str]:
        """The name as written in the CV, and in Latin script for the e-mail address."""
        names = self._material.people["names"]
        kind = "women" if is_woman else "men"
        n_first, n_family = len(names[f"{kind}_ar"]), len(names["family_ar"])
        if not in_arabic:
            n_first, n_family = len(names[kind]), len(names["family"])
        first, family = self._chance.randrange(n_first), self._chance.randrange(n_family)
        latin = f"{names[kind][first]} {names['family'][family]}"
        arabic = f"{names[f'{kind}_ar'][first]} {names['family_ar'][family]}" if in_arabic else ""
        return arabic or latin, latin

    def _education(self, trade: Trade) -> int:
        weights = (5, 40, 35, 20) if trade.site == "it" else (30, 35, 30, 5)
        return self._chance.choices((0, 2, 3, 5), weights)[0]

    def _levels(self, trade: Trade) -> dict[str, str]:
        english = (5, 15, 30, 30, 15, 5) if trade.site == "it" else (15, 30, 30, 18, 6, 1)
        levels = {"fr": self._level((1, 4, 15, 40, 32, 8)), "en": self._level(english)}
        if self._chance.random() < 0.35:
            levels["es"] = self._level((10, 20, 20, 25, 20, 5))
        return levels

    def _level(self, weights: tuple[int, ...]) -> str:
        return self._chance.choices(LEVELS, weights)[0]

    def _jobs(self, trade: Trade, language: str, *, is_woman: bool) -> tuple[Job, ...]:
        """Posts from the latest to the first, with gaps; the earlier ones may be in a neighbouring trade."""
        chance, jobs = self._chance, []
        end: date | None = (
            None if chance.random() < 0.7 else _months_before(self._today, chance.randint(1, 8))
        )
        for position in range(chance.choices((0, 1, 2, 3), (8, 40, 36, 16))[0]):
            last = end or self._today
            start = _months_before(last, chance.randint(4, 48))
            held = trade if position == 0 or chance.random() < 0.6 else self._neighbour(trade)
            jobs.append(self._job(held, language, start=start, end=end, is_woman=is_woman))
            end = _months_before(start, chance.randint(1, 5))
        return tuple(jobs)

    def _neighbour(self, trade: Trade) -> Trade:
        return self._chance.choice([other for other in self._material.trades if other.site == trade.site])

    def _job(self, trade: Trade, language: str, *, start: date, end: date | None, is_woman: bool) -> Job:
        words = trade.words[language]
        title = self._chance.choice(words["titles"]).split("|")[is_woman]
        duties = self._chance.sample(words["duties"], min(len(words["duties"]), self._chance.randint(2, 4)))
        employer = self._chance.choice(self._material.people["employers"][trade.site])
        return Job(title, employer, start, end, tuple(duties))


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
