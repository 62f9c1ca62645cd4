import tomllib
from datetime import date
from pathlib import Path

import pytest

from matching.extraction.document import read_document
from matching.extraction.experience import Career, read_career
from matching.extraction.mentions import find_concepts
from matching.profile import Experience
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy

TODAY = date(2026, 11, 15)
CVS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/experience.toml").read_text(encoding="utf-8"))[
    "cv"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def career_of(text: str, taxonomy: Taxonomy) -> Career:
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    return read_career(document, mentions=mentions, today=TODAY, taxonomy=taxonomy)


def written(job: Experience) -> str:
    title = job.title.value if job.title else "-"
    if job.period is None:
        return f"{job.kind}; {title}; -; -"
    period = job.period.value
    start = period.start.strftime("%Y" if period.is_year_only else "%Y-%m") if period.start else "-"
    return f"{job.kind}; {title}; {start}; {period.months}"


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv["form"])
def test_the_jobs_of_a_cv_are_read_whatever_its_layout(cv: dict[str, list[str]], taxonomy: Taxonomy) -> None:
    career = career_of(str(cv["text"]), taxonomy)

    assert sorted(map(written, career.experiences)) == sorted(cv["jobs"])


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv["form"])
def test_the_latest_title_is_that_of_the_current_or_last_job(cv: dict[str, str], taxonomy: Taxonomy) -> None:
    latest = career_of(cv["text"], taxonomy).latest_title

    assert latest is not None
    assert latest.value in cv["latest"].split(" | ")


@pytest.mark.parametrize("cv", [cv for cv in CVS if "years" in cv], ids=lambda cv: cv["form"])
def test_only_paid_work_adds_up_and_overlaps_count_once(cv: dict[str, float], taxonomy: Taxonomy) -> None:
    assert career_of(str(cv["text"]), taxonomy).months / 12 == pytest.approx(cv["years"], abs=0.3)


def test_every_value_points_at_its_words_in_the_original(taxonomy: Taxonomy) -> None:
    text = "EXPÉRIENCE\n\uf0b7  Du 01/2021  au 12/2023 :\u00a0Téléconseillère – Société Azur"

    (job,) = career_of(text, taxonomy).experiences

    assert job.title
    assert job.employer
    assert job.period
    assert [m.span.text_in(text) for m in (job.title, job.employer, job.period) if m.span] == [
        "Téléconseillère",
        "Société Azur",
        "01/2021  au 12/2023",
    ]


def test_jobs_come_most_recent_first(taxonomy: Taxonomy) -> None:
    text = (
        "Expérience\n2015-2018 : Serveur, café Rif\n2021 - présent : Comptable, fiduciaire\n"
        "2018-2021 : Caissier, Acima"
    )

    titles = [job.title.value for job in career_of(text, taxonomy).experiences if job.title]

    assert titles == ["Comptable", "Caissier", "Serveur"]


def test_the_description_is_told_from_the_heading(taxonomy: Taxonomy) -> None:
    text = (
        "Expérience\nComptable, fiduciaire Azur, 2019-2021\n- saisie des factures\n- paie de 12 personnes\n\n"
        "Formation\nBTS"
    )

    (job,) = career_of(text, taxonomy).experiences

    assert job.description
    assert job.description.text_in(text) == "saisie des factures\n- paie de 12 personnes"


def test_a_headline_is_the_title_under_the_name(taxonomy: Taxonomy) -> None:
    text = "Samia RAHALI\nTechnicienne support informatique\n06 00 00 12 12\nFormation\nDUT 2024"

    headline = career_of(text, taxonomy).headline

    assert headline
    assert headline.value == "Technicienne support informatique"


def test_wanted_trades_are_read_from_wishes_and_headline(taxonomy: Taxonomy) -> None:
    text = "Ali Benali\nComptable\nJe cherche un poste de téléconseiller à Oujda.\nBac 2020"

    wanted = {mention.value for mention in career_of(text, taxonomy).wanted_occupations}

    assert "occupation/accountant" in wanted
    assert len(wanted) >= 2
