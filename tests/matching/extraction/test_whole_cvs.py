import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.cv import read_cv
from matching.profile import CvReading
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId

TODAY = date(2026, 11, 25)
_FILE = Path(__file__).parents[2] / "data" / "pairs" / "cv_whole.toml"
_CVS = tomllib.loads(_FILE.read_text(encoding="utf-8"))["cv"]

Cv = dict[str, Any]
every_cv = pytest.mark.parametrize("cv", _CVS, ids=[cv["style"] for cv in _CVS])


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def _read(cv: Cv, taxonomy: Taxonomy) -> CvReading:
    return read_cv(cv["text"], today=TODAY, taxonomy=taxonomy)


def _those(cv: Cv, key: str) -> list[str]:
    return [cv[key]] if key in cv else []


def _town(name: str) -> ConceptId:
    return ConceptId(f"town/{name}")


@every_cv
def test_name_and_contacts_are_told_apart(cv: Cv, taxonomy: Taxonomy) -> None:
    identity = _read(cv, taxonomy).identity
    name = identity.name.value if identity.name else ""
    if "name" in cv:
        assert sorted(name.lower().split()) == sorted(cv["name"].lower().split())
    assert [mention.value for mention in identity.emails] == _those(cv, "email")
    assert [mention.value for mention in identity.phones] == _those(cv, "phone")


@every_cv
def test_the_town_is_where_the_person_lives(cv: Cv, taxonomy: Taxonomy) -> None:
    town = _read(cv, taxonomy).profile.town
    if "town" in cv:
        assert town is not None
        assert town.value.concept == _town(cv["town"])


@every_cv
def test_years_of_paid_work_and_the_latest_title_are_those_told(cv: Cv, taxonomy: Taxonomy) -> None:
    profile = _read(cv, taxonomy).profile
    is_rough = any(job.period and job.period.value.is_year_only for job in profile.experiences)
    if "years" in cv:
        assert profile.months_of_experience / 12 == pytest.approx(cv["years"], abs=1.0 if is_rough else 0.5)
    if "title" in cv:
        assert profile.latest_title == cv["title"]


@every_cv
def test_studies_languages_and_tools_are_those_told(cv: Cv, taxonomy: Taxonomy) -> None:
    profile = _read(cv, taxonomy).profile
    level = profile.education_level
    if "level" in cv:
        assert (level.label if level is not None else "none") == cv["level"]
    known = {skill.language: skill.level.value.name for skill in profile.languages if skill.level}
    asked = dict(item.split("=") for item in cv.get("languages", []))
    assert {code: known.get(code, "") for code in asked} == {
        code: name.upper() for code, name in asked.items()
    }
    claimed = {claim.skill.partition("/")[2] for claim in profile.skills}
    assert set(cv.get("skills", [])) <= claimed


@every_cv
def test_shifts_and_beginning_are_those_stated(cv: Cv, taxonomy: Taxonomy) -> None:
    availability = _read(cv, taxonomy).profile.availability
    signs = {f"+{mention.value.value}" for mention in availability.accepted_shifts}
    signs |= {f"-{mention.value.value}" for mention in availability.refused_shifts}
    assert set(cv.get("shifts", [])) <= signs
    if "available" in cv:
        assert availability.available_from is not None
        assert availability.available_from.value == date.fromisoformat(cv["available"])
    if "notice_days" in cv:
        assert availability.notice_days is not None
        assert availability.notice_days.value == cv["notice_days"]


@every_cv
def test_moves_and_pay_are_those_stated(cv: Cv, taxonomy: Taxonomy) -> None:
    profile = _read(cv, taxonomy).profile
    mobility = profile.mobility
    moves = cv.get("moves", [])
    if moves == "anywhere":
        assert mobility.moves_anywhere is not None
    else:
        assert {_town(name) for name in moves} <= {town.value.concept for town in mobility.moves_to}
    assert {_town(name) for name in cv.get("only_in", [])} <= {
        town.value.concept for town in mobility.only_in
    }
    if "remote_only" in cv:
        assert (mobility.remote_only is not None) is cv["remote_only"]
    pay = profile.salary_expectation_mad
    assert (pay.value if pay else None) == cv.get("salary")
