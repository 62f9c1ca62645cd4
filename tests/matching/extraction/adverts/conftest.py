import pytest

from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()
