from collections.abc import Callable

import pytest

from matching.assessment import Outcome
from matching.profile import Experience
from matching.ranking.ranker import assess
from matching.ranking.scorer import Scorer
from matching.requirements import ExperienceWanted, OccupationWanted
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, Mention
from tests.matching.ranking.conftest import (
    ADVISER,
    HERE,
    MakeCandidate,
    MakeOpening,
    experience,
    requirement,
)

LEADER = ConceptId("occupation/contact-centre-team-leader")
TELESALES = ConceptId("occupation/telesales-agent")
EVALUATOR = ConceptId("occupation/quality-evaluator")
SHOP_MANAGER = ConceptId("occupation/shop-manager")
PRODUCTION_MANAGER = ConceptId("occupation/production-manager")
TEAM = ConceptId("skill/team-management")

Judge = Callable[..., Outcome]


@pytest.fixture
def judge(
    taxonomy: Taxonomy, scorer: Scorer, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> Judge:
    """The outcome of one demand for experience, in an opening for a trade, for someone with this work."""

    def outcome(
        wanted: ExperienceWanted, *work: Experience, trade: ConceptId = ADVISER, **profile: object
    ) -> Outcome:
        items = (
            requirement(OccupationWanted("", (trade,)), name="occupation"),
            requirement(wanted, name="experience"),
        )
        assessment = assess(
            make_opening(items=items),
            make_candidate(experiences=work, **profile),
            taxonomy=taxonomy,
            scorer=scorer,
        )
        return assessment.evidence[1].outcome

    return outcome


@pytest.mark.parametrize("elsewhere", [SHOP_MANAGER, PRODUCTION_MANAGER, ADVISER, EVALUATOR])
def test_only_leading_people_in_the_trade_is_experience_as_a_team_leader(
    judge: Judge, elsewhere: ConceptId
) -> None:
    wanted = ExperienceWanted(24, team_size=8)
    assert judge(wanted, experience(30, occupation=LEADER), trade=LEADER) is Outcome.MET
    assert judge(wanted, experience(90, occupation=elsewhere), trade=LEADER) is not Outcome.MET


def test_a_demand_for_years_as_a_team_leader_asks_for_leading_even_without_a_word_on_the_team(
    judge: Judge,
) -> None:
    wanted = ExperienceWanted(24, occupations=(LEADER,))
    assert judge(wanted, experience(30, occupation=LEADER)) is Outcome.MET
    assert judge(wanted, experience(60, occupation=TELESALES)) is Outcome.NOT_MET


def test_an_adviser_whose_duties_tell_of_a_team_is_credited_with_half_of_the_months(judge: Judge) -> None:
    wanted = ExperienceWanted(12, team_size=1)
    relay = experience(60, occupation=ConceptId("occupation/contact-centre-work"), skills=(TEAM,))
    assert judge(wanted, relay, trade=LEADER) is Outcome.MET
    without_team = experience(60, occupation=ConceptId("occupation/contact-centre-work"))
    assert judge(wanted, without_team, trade=LEADER) is Outcome.NOT_MET


def test_a_trade_half_way_off_counts_less_where_the_advert_names_the_trades_that_count(judge: Judge) -> None:
    advising = experience(40, occupation=ADVISER)
    assert judge(ExperienceWanted(12), advising, trade=EVALUATOR) is Outcome.MET
    named = ExperienceWanted(12, occupations=(EVALUATOR,))
    assert judge(named, advising, trade=EVALUATOR) is Outcome.NOT_MET


def test_work_without_a_title_is_taken_for_the_trade_the_person_presents_themselves_by(judge: Judge) -> None:
    untitled = experience(30, title=None, occupation=None)
    wanted = ExperienceWanted(12)
    assert judge(wanted, untitled, headline=Mention("Conseillère client", HERE)) is Outcome.MET
    assert judge(wanted, untitled, headline=Mention("Boulanger", HERE)) is Outcome.NOT_MET


def test_enough_work_whose_trade_could_not_be_read_is_to_be_verified_unless_all_else_is_another_trade(
    judge: Judge,
) -> None:
    unread = experience(30, title="Xyz", occupation=None, months_ago=24)
    hardly_read = experience(30, occupation=ADVISER, confidence=0.3)
    baker = experience(30, occupation=ConceptId("occupation/baker"), title="Boulanger")
    wanted = ExperienceWanted(24)
    assert judge(wanted, unread) is Outcome.NOT_STATED
    assert judge(wanted, hardly_read) is Outcome.NOT_STATED
    assert judge(wanted, experience(6), unread) is Outcome.NOT_STATED
    assert judge(wanted, baker, unread) is Outcome.NOT_MET
    assert judge(ExperienceWanted(48), unread) is Outcome.NOT_MET
