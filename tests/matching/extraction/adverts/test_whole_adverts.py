import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.advert import read_advert
from matching.ranking.subjects import advert_text
from matching.requirements import Requirements
from matching.taxonomy.taxonomy import Taxonomy
from tests.matching.extraction.adverts.notation import described

TODAY = date(2026, 11, 1)
_FILE = Path(__file__).parents[3] / "data" / "pairs" / "advert_whole.toml"
_ADVERTS = tomllib.loads(_FILE.read_text(encoding="utf-8"))["advert"]

Advert = dict[str, Any]
every_advert = pytest.mark.parametrize("advert", _ADVERTS, ids=[advert["style"] for advert in _ADVERTS])


def _read(advert: Advert, taxonomy: Taxonomy) -> Requirements:
    return read_advert(title=advert["title"], text=advert["text"], today=TODAY, taxonomy=taxonomy)


@every_advert
def test_every_requirement_is_found_with_the_words_that_state_it(advert: Advert, taxonomy: Taxonomy) -> None:
    read = _read(advert, taxonomy)
    source = advert_text(title=advert["title"], text=advert["text"])
    spans = [item.span.text_in(source) for item in read.items if item.span]
    asks = [f"{line} <- {words}" for line, words in zip(described(read), spans, strict=True)]
    assert asks == advert["asks"]


@every_advert
def test_posts_pay_and_contract_are_those_of_the_advert(advert: Advert, taxonomy: Taxonomy) -> None:
    read = _read(advert, taxonomy)
    assert (read.headcount.value if read.headcount else None) == advert.get("headcount")
    assert (read.contract.value if read.contract else None) == advert.get("contract")
    assert (list(read.salary_mad.value) if read.salary_mad else None) == advert.get("salary")
    assert read.language == advert["language"]


@every_advert
def test_each_duty_is_a_passage_of_its_own(advert: Advert, taxonomy: Taxonomy) -> None:
    source = advert_text(title=advert["title"], text=advert["text"])
    assert [span.text_in(source) for span in _read(advert, taxonomy).tasks] == advert["tasks"]


@every_advert
def test_protected_criteria_are_refused_and_never_asked_for(advert: Advert, taxonomy: Taxonomy) -> None:
    read = _read(advert, taxonomy)
    assert [mention.value.value for mention in read.refused] == advert["refused"]
    refused = [mention.span for mention in read.refused if mention.span]
    asked = [item.span for item in read.items if item.span]
    assert not any(span.start <= words.start and words.end <= span.end for span in refused for words in asked)


@every_advert
def test_ids_are_unique_and_readable(advert: Advert, taxonomy: Taxonomy) -> None:
    ids = [item.id for item in _read(advert, taxonomy).items]
    assert len(set(ids)) == len(ids)
    assert "occupation" in ids


@every_advert
def test_line_ends_and_blanks_change_nothing(advert: Advert, taxonomy: Taxonomy) -> None:
    changed = {**advert, "text": advert["text"].replace("\n", "\r\n").replace(" ", "\u00a0")}
    assert described(_read(changed, taxonomy)) == described(_read(advert, taxonomy))
