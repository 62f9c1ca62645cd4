import tomllib
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.salary import find_salary
from matching.types import Origin

PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/salary.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_pay_asked_for_is_read_in_net_dirhams_a_month(pair: dict[str, Any]) -> None:
    pay = find_salary(read_document(pair["text"]))
    assert (pay.value if pay else None) == pair.get("mad")


def test_a_gross_figure_is_inferred() -> None:
    pay = find_salary(read_document("Prétentions : 7000 DH brut"))
    assert pay is not None
    assert pay.value < 7000
    assert pay.origin is Origin.INFERRED
