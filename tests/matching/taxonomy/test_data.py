"""The shipped data files hold together."""

from typing import Any

import pytest

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.consistency import faults
from matching.taxonomy.loading import concept_of
from matching.taxonomy.taxonomy import Taxonomy


def test_nothing_is_amiss(taxonomy: Taxonomy) -> None:
    assert faults([concept for kind in ConceptKind for concept in taxonomy.concepts(kind)]) == []


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [
        (ConceptKind.OCCUPATION, 250),
        (ConceptKind.SKILL, 1200),
        (ConceptKind.TOWN, 200),
        (ConceptKind.LANGUAGE, 30),
    ],
)
def test_enough_is_known(taxonomy: Taxonomy, kind: ConceptKind, at_least: int) -> None:
    assert len(taxonomy.concepts(kind)) >= at_least


def test_every_trade_has_an_isco_code(taxonomy: Taxonomy) -> None:
    codes = {concept.id: concept.isco or "" for concept in taxonomy.concepts(ConceptKind.OCCUPATION)}
    assert [concept for concept, code in codes.items() if not (len(code) == 4 and code.isdigit())] == []


def test_every_trade_has_a_family_or_a_neighbour(taxonomy: Taxonomy) -> None:
    matrix = taxonomy.occupation_similarity_matrix()
    index = taxonomy.occupation_index
    assert [concept for concept, row in index.items() if (matrix[row] > 0).sum() < 2] == []


FAULTY: list[tuple[dict[str, dict[str, Any]], str]] = [
    ({"Bad_Id": {"names": ["x"]}}, "small letters"),
    ({"a": {"fr": ["x"], "en": ["y"], "es": ["z"]}}, "no label in ar"),
    ({"a": {"names": ["x"], "broader": ["b"]}}, "skill/b is not a known skill"),
    ({"a": {"names": ["x"], "close": {"town/oujda": 0.5}}}, "not a known skill"),
    ({"a": {"names": ["x"], "close": {"a": 0.5}}}, "related to itself"),
    ({"a": {"names": ["x"], "needs": ["skill/b"]}}, "needs skill/b"),
    ({"a": {"names": ["x"]}, "b": {"names": ["y"], "close": {"a": 1.5}}}, "not between 0 and 1"),
    (
        {"a": {"names": ["x"], "broader": ["b"]}, "b": {"names": ["y"], "broader": ["a"]}},
        "broader than itself",
    ),
    (
        {"a": {"names": ["Réseaux"]}, "b": {"names": ["réseau"]}},
        "'Réseaux' is a label of skill/a and of skill/b",
    ),
]


@pytest.mark.parametrize(("tables", "fault"), FAULTY)
def test_a_fault_is_named(tables: dict[str, dict[str, Any]], fault: str) -> None:
    concepts = [concept_of(name, table, kind=ConceptKind.SKILL) for name, table in tables.items()]
    assert any(fault in found for found in faults(concepts))


def test_a_label_may_be_shared_for_a_reason() -> None:
    concepts = [
        concept_of("a", {"names": ["x y"]}, kind=ConceptKind.SKILL),
        concept_of("b", {"names": ["x y"], "shared": {"x y": "said of both"}}, kind=ConceptKind.SKILL),
    ]
    assert faults(concepts) == []
