import tomllib
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.contact import find_emails, find_links, find_phones
from matching.extraction.document import read_document

FINDERS = {"emails": find_emails, "phones": find_phones, "links": find_links}
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/contact.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_ways_to_reach_a_person_are_found_and_nothing_else_is(pair: dict[str, Any]) -> None:
    document = read_document(pair["text"])
    asked = {name: wanted for name, wanted in pair.items() if name in FINDERS}
    found = {name: [mention.value for mention in FINDERS[name](document)] for name in asked}
    assert found == asked


def test_a_number_points_to_the_words_as_received() -> None:
    text = "Tél  :\t06.00.00.17.01 (soir)"
    (phone,) = find_phones(read_document(text))
    assert phone.span is not None
    assert phone.span.text_in(text) == "06.00.00.17.01"


def test_a_number_that_no_country_has_stays_as_written() -> None:
    (phone,) = find_phones(read_document("Tel +999 123 456 789"))
    assert phone.value == "+999 123 456 789"
