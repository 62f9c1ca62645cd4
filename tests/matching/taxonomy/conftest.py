from typing import Any

import pytest

from matching.taxonomy.concepts import Concept, ConceptKind
from matching.taxonomy.loading import concept_of, load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy

TRADES: dict[str, dict[str, Any]] = {
    "adviser": {
        "fr": ["conseiller/ère client", "téléconseiller/ère [en] réception d'appels"],
        "en": ["customer {adviser|advisor}"],
        "es": ["teleoperador/a de atención al cliente"],
        "ar": ["مستشار(ة) زبناء"],
        "close": {"seller": 0.7},
    },
    "seller": {"fr": ["télévendeur/se"], "en": ["telesales agent"], "close": {"shop": 0.5}},
    "shop": {"fr": ["vendeur/se"], "en": ["shop assistant"], "close": {"seller": 0.2}},
    "developer": {"fr": ["développeur/se"], "en": ["software developer"], "cohesion": 0.6},
    "front": {"fr": ["développeur/se front-end"], "en": ["front-end developer"], "broader": ["developer"]},
    "back": {"fr": ["développeur/se back-end"], "en": ["back-end developer"], "broader": ["developer"]},
    "worker": {"fr": ["salarié/e"], "vague": ["agent/e"]},
    "lead": {"fr": ["chef/fe d'équipe"], "en": ["team leader"], "except": ["cheffe d'équipe cuisine"]},
}
SKILLS: dict[str, dict[str, Any]] = {
    "c": {"names": ["langage C"], "context": ["C"]},
    "go": {"names": ["Golang"], "context": ["Go"]},
    "java": {"names": ["Java SE"], "exact": ["Java"]},
    "javascript": {"names": ["JavaScript"]},
    "word": {"names": ["Microsoft Word"], "exact": ["Word"]},
    "dotnet": {"names": [".NET", "C#"]},
    "cpp": {"names": ["C++"]},
}
TOWNS: dict[str, dict[str, Any]] = {
    "oujda": {"names": ["Oujda"], "ar": ["وجدة"], "lat": 34.68, "lon": -1.91, "country": "MA"},
    "la-rochelle": {"names": ["La Rochelle"], "lat": 46.16, "lon": -1.15, "country": "FR"},
    "nowhere": {"names": ["Sans Lieu"]},
}


def concepts_of(tables: dict[str, dict[str, Any]], kind: ConceptKind) -> list[Concept]:
    return [concept_of(name, table, kind=kind) for name, table in tables.items()]


@pytest.fixture(scope="session")
def small() -> Taxonomy:
    """A taxonomy small enough to be read at a glance."""
    return Taxonomy(
        [
            *concepts_of(TRADES, ConceptKind.OCCUPATION),
            *concepts_of(SKILLS, ConceptKind.SKILL),
            *concepts_of(TOWNS, ConceptKind.TOWN),
        ],
        spellings={"developeur": "developpeur"},
    )


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The taxonomy that is shipped."""
    return load_taxonomy()
