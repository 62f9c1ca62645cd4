"""Time to read a CV into a profile, by number of pages, beside two plain ways to get at less.

    OMP_NUM_THREADS=1 python bench/extraction.py [--rounds 5] [--encoder]

A page is 2,500 characters of CVs written for the tests; processor time on one core, without the encoder.
Every figure is the best of several rounds, and all ways take turns in each round, so that a busy machine
slows all of them alike: the ratios hold where the milliseconds do not. The plain reader finds addresses,
telephone numbers, years and levels by regular expressions, and the labels of the taxonomy among runs of
one to four words: no sections, no jobs, no months, no inflected forms. `--encoder` adds a lookup by
vectors: each line against the label of every skill.
"""

import argparse
import re
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from matching.extraction.advert import read_advert
from matching.extraction.cv import read_cv
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from service.models import load_encoder
from service.settings import Settings

PAGE = 2500
TODAY = date(2026, 11, 25)
PAIRS = Path(__file__).parents[1] / "tests" / "data" / "pairs"
Way = Callable[[str], object]


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--encoder", action="store_true", help="also the lookup by vectors")
    options = arguments.parse_args()
    taxonomy = load_taxonomy()
    ways = {"read_cv": lambda text: read_cv(text, today=TODAY, taxonomy=taxonomy), "plain": plain(taxonomy)}
    if options.encoder:
        ways["vectors"] = by_vectors(taxonomy)
    console = Console()
    console.print(pages_table(ways, rounds=options.rounds))
    console.print(adverts_table(taxonomy, rounds=options.rounds))


def pages_table(ways: dict[str, Way], *, rounds: int) -> Table:
    """Return milliseconds per page and the ratio to the plain way, for CVs of 1 to 30 pages."""
    table = Table("pages", *(f"{name}, ms/page" for name in ways), "read_cv : plain")
    text = long_text()
    for n_pages in (1, 3, 10, 30):
        pieces = [
            text[start : start + n_pages * PAGE] for start in range(0, len(text) - n_pages * PAGE, 7 * PAGE)
        ]
        best = shortest(ways, pieces[:6], rounds=rounds)
        per_page = {name: 1000 * seconds / n_pages for name, seconds in best.items()}
        ratio = per_page["read_cv"] / per_page["plain"]
        table.add_row(str(n_pages), *(f"{value:.1f}" for value in per_page.values()), f"{ratio:.1f}")
    return table


def adverts_table(taxonomy: Taxonomy, *, rounds: int) -> Table:
    """Return milliseconds for an advert as written, and for the longest of one sign that is let in."""
    table = Table("advert", "characters", "ms")
    adverts = tomllib.loads((PAIRS / "advert_whole.toml").read_text(encoding="utf-8"))["advert"]
    texts = {
        "as written": [advert["text"] for advert in adverts],
        "commas": [50_000 * ","],
        "one word": [12_500 * "ou "],
    }
    for name, pieces in texts.items():
        way = {name: lambda text: read_advert(title="Agent", text=text, today=TODAY, taxonomy=taxonomy)}
        seconds = shortest(way, pieces, rounds=rounds)[name]
        table.add_row(name, f"{sum(map(len, pieces)) / len(pieces):.0f}", f"{1000 * seconds:.1f}")
    return table


def shortest(ways: Mapping[str, Way], texts: list[str], *, rounds: int) -> dict[str, float]:
    """Return for each way the mean over the texts of its shortest time for each, in seconds."""
    best = {name: [float("inf")] * len(texts) for name in ways}
    for _ in range(rounds):
        for number, text in enumerate(texts):
            for name, way in ways.items():
                start = time.process_time()
                way(text)
                best[name][number] = min(best[name][number], time.process_time() - start)
    return {name: sum(times) / len(times) for name, times in best.items()}


def long_text() -> str:
    """Return more than thirty pages of different CVs in four languages."""
    files = ("cv_whole.toml", "experience.toml")
    cvs = [
        cv["text"] for name in files for cv in tomllib.loads((PAIRS / name).read_text(encoding="utf-8"))["cv"]
    ]
    text = "\n\n".join(cvs)
    return text * (1 + 40 * PAGE // len(text))


def plain(taxonomy: Taxonomy) -> Way:
    """Return the way most people begin with: keywords looked up in a dictionary, and regular expressions."""
    kinds = (ConceptKind.SKILL, ConceptKind.OCCUPATION, ConceptKind.TOWN, ConceptKind.LANGUAGE)
    known = {
        label.lower(): concept.id
        for kind in kinds
        for concept in taxonomy.concepts(kind)
        for language in ("mul", "fr", "en", "es", "ar")
        for label in concept.labels(language)
    }

    def read(text: str) -> object:
        lower = text.lower()
        words = _WORD.findall(lower)
        runs = (" ".join(words[n : n + size]) for size in range(1, 5) for n in range(len(words)))
        return [known[run] for run in runs if run in known], [pattern.findall(lower) for pattern in _PLAIN]

    return read


_WORD = re.compile(r"[\w+#./'-]+")
_PLAIN = tuple(
    map(
        re.compile,
        (
            r"[\w.+-]+@[\w-]+\.[\w.]+",
            r"(?:\+212|0)[\d .-]{9,16}",
            r"\b[abc][12]\b",
            r"\b(?:\d{1,2}/)?(?:19|20)\d\d\b",
            r"\bbac ?\+ ?\d|\b(?:licence|master|bts|dut|ing[ée]nieur)\b",
        ),
    )
)


def by_vectors(taxonomy: Taxonomy) -> Way:
    """Return the lookup of each line among the labels of all skills by the bundled encoder."""
    encoder = load_encoder(Settings().encoder)
    labels = encoder.encode_passages(
        [concept.label("fr") for concept in taxonomy.concepts(ConceptKind.SKILL)]
    )

    def read(text: str) -> object:
        lines = [line for line in text.split("\n") if line.strip()]
        return (encoder.encode_queries(lines) @ labels.T).argmax(1)

    return read


if __name__ == "__main__":
    main()
