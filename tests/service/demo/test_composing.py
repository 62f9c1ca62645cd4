"""A composed CV states what reading it gives."""

from datetime import date

import pytest

from matching.extraction.cv import read_cv
from matching.profile import Profile
from matching.taxonomy.loading import load_taxonomy
from service.demo.composing import ComposedCv, Composer
from service.demo.material import Material
from service.demo.people import draw_people

TODAY = date(2030, 6, 1)
MATERIAL = Material.load()
TAXONOMY = load_taxonomy()


@pytest.fixture(scope="module")
def cvs() -> list[ComposedCv]:
    composer = Composer(MATERIAL, TAXONOMY, today=TODAY)
    return [composer.compose(person) for person in draw_people(MATERIAL, n=25, seed=3, today=TODAY)]


def facts(profile: Profile) -> tuple[object, ...]:
    return (
        profile.language,
        profile.months_of_experience,
        [
            (e.span, e.occupation and e.occupation.value, e.period and e.period.value.months)
            for e in profile.experiences
        ],
        [(diploma.level.value, diploma.field_concept) for diploma in profile.diplomas],
        [(skill.language, skill.level and skill.level.value) for skill in profile.languages],
        profile.town and profile.town.value.concept,
        [mention.value.concept for mention in profile.mobility.moves_to],
        profile.availability.notice_days and profile.availability.notice_days.value,
        {mention.value for mention in profile.availability.refused_shifts},
        [mention.value for mention in profile.wanted_occupations],
        profile.masked,
    )


def test_work_studies_languages_town_and_terms_are_those_that_reading_finds(cvs: list[ComposedCv]) -> None:
    for cv in cvs:
        reading = read_cv(cv.text, today=TODAY, taxonomy=TAXONOMY)
        assert facts(cv.profile) == facts(reading.profile)


def test_nearly_all_skills_are_those_that_reading_finds(cvs: list[ComposedCv]) -> None:
    n_same, n_all = 0, 0
    for cv in cvs:
        read = {claim.skill for claim in read_cv(cv.text, today=TODAY, taxonomy=TAXONOMY).profile.skills}
        composed = {claim.skill for claim in cv.profile.skills}
        n_same, n_all = n_same + len(read & composed), n_all + len(read | composed)
    assert n_same >= 0.9 * n_all


def test_every_span_points_at_the_words_it_is_about(cvs: list[ComposedCv]) -> None:
    for cv in cvs:
        name = cv.identity.name
        assert name
        assert name.span
        assert name.span.text_in(cv.text) == name.value
        for experience in cv.profile.experiences:
            assert experience.title
            assert experience.title.span
            assert experience.title.span.text_in(cv.text) == experience.title.value


def test_no_passage_holds_a_word_of_identity(cvs: list[ComposedCv]) -> None:
    for cv in cvs:
        words = {span.text_in(cv.text) for span in cv.profile.masked}
        assert not any(word in segment.text for word in words for segment in cv.segments)
