import numpy as np
import pytest

from matching.errors import UnknownConcept
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy


def test_a_concept_fits_itself_fully(small: Taxonomy) -> None:
    assert small.similarity("occupation/adviser", "occupation/adviser") == 1.0


def test_a_stated_fit_holds_both_ways(small: Taxonomy) -> None:
    assert small.similarity("occupation/adviser", "occupation/seller") == 0.7
    assert small.similarity("occupation/seller", "occupation/adviser") == 0.7


def test_each_side_may_state_its_own_fit(small: Taxonomy) -> None:
    assert small.similarity("occupation/seller", "occupation/shop") == 0.5
    assert small.similarity("occupation/shop", "occupation/seller") == 0.2


def test_fits_multiply_along_a_path(small: Taxonomy) -> None:
    assert small.similarity("occupation/adviser", "occupation/shop") == pytest.approx(0.35)


def test_a_narrower_trade_fits_the_broader_almost_fully(small: Taxonomy) -> None:
    assert small.similarity("occupation/front", "occupation/developer") == 0.95
    assert small.similarity("occupation/developer", "occupation/front") == 0.6


def test_siblings_fit_by_the_cohesion_of_their_family(small: Taxonomy) -> None:
    assert small.similarity("occupation/front", "occupation/back") == pytest.approx(0.36)


def test_strangers_and_other_kinds_do_not_fit(small: Taxonomy) -> None:
    assert small.similarity("occupation/front", "occupation/adviser") == 0.0
    assert small.similarity("occupation/front", "skill/java") == 0.0


def test_an_unknown_concept_is_refused(small: Taxonomy) -> None:
    with pytest.raises(UnknownConcept):
        small.similarity("occupation/front", "occupation/astronaut")


@pytest.mark.parametrize("kind", [ConceptKind.OCCUPATION, ConceptKind.SKILL, ConceptKind.FIELD])
def test_the_matrix_says_what_single_questions_say(taxonomy: Taxonomy, kind: ConceptKind) -> None:
    matrix = taxonomy.similarity_matrix(kind)
    assert matrix.values.shape == (len(matrix.ids), len(matrix.ids))
    assert np.all(np.diag(matrix.values) == 1.0)
    assert np.all((matrix.values >= 0.0) & (matrix.values <= 1.0))
    for held in matrix.ids[::25]:
        for wanted in matrix.ids[::7]:
            asked = matrix.values[matrix.index[held], matrix.index[wanted]]
            assert asked == pytest.approx(taxonomy.similarity(held, wanted))


@pytest.mark.parametrize(
    ("trade", "near", "far"),
    [
        ("customer-adviser", "telesales-agent", "waiter"),
        ("customer-adviser", "chat-email-adviser", "receptionist"),
        ("customer-adviser", "receptionist", "baker"),
        ("contact-centre-team-leader", "floor-manager", "shop-manager"),
        ("helpdesk-technician", "it-maintenance-technician", "full-stack-developer"),
        ("front-end-developer", "full-stack-developer", "java-developer"),
        ("full-stack-developer", "web-developer", "data-scientist"),
        ("system-administrator", "devops-engineer", "data-analyst"),
        ("data-analyst", "bi-analyst", "front-end-developer"),
        ("data-engineer", "etl-developer", "helpdesk-technician"),
        ("wfm-planner", "real-time-analyst", "customer-adviser"),
        ("qa-tester", "test-automation-engineer", "network-administrator"),
        ("secretary", "administrative-assistant", "driver"),
        ("accountant", "accounting-assistant", "receptionist"),
    ],
)
def test_neighbours_are_nearer_than_strangers(taxonomy: Taxonomy, trade: str, near: str, far: str) -> None:
    wanted = f"occupation/{trade}"
    assert taxonomy.similarity(f"occupation/{near}", wanted) > taxonomy.similarity(
        f"occupation/{far}", wanted
    )


def test_towns_know_how_far_apart_they_are(taxonomy: Taxonomy, small: Taxonomy) -> None:
    assert taxonomy.distance_km("town/oujda", "town/berkane") == pytest.approx(46, abs=2)
    assert taxonomy.distance_km("town/oujda", "town/casablanca") == pytest.approx(538, abs=10)
    assert small.distance_km("town/oujda", "town/nowhere") is None
