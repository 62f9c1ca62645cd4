"""Labels of ESCO, as its website hands them out: one CSV per kind and language."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from io import StringIO

from matching.encoding.pack.parallel import PIVOT, TAUGHT, AlignedSet
from matching.types import LanguageCode

_FILE = re.compile(r"^(?P<kind>occupations|skills)_(?P<language>[a-z]{2})\.csv$")
_LABEL_COLUMNS = ("preferredLabel", "altLabels")


def read_esco(folder: Traversable) -> tuple[AlignedSet, ...]:
    """Return one set per concept of `occupations_XX.csv` and `skills_XX.csv`, in the order of the names.

    Alternative labels are parted by line breaks inside their cell. Concepts without English are left out.
    """
    labels: dict[str, dict[LanguageCode, tuple[str, ...]]] = defaultdict(dict)
    for name in sorted(file.name for file in folder.iterdir()):
        found = _FILE.match(name)
        language = LanguageCode(found["language"]) if found else None
        if language in {PIVOT, *TAUGHT}:
            table = (folder / name).read_text(encoding="utf-8-sig")
            for uri, texts in _concepts(table):
                labels[uri][language] = texts
    return tuple(AlignedSet(texts) for texts in labels.values() if PIVOT in texts)


def _concepts(table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in csv.DictReader(StringIO(table)):
        texts = tuple(dict.fromkeys(_lines(row.get(column) or "" for column in _LABEL_COLUMNS)))
        if texts and row.get("conceptUri"):
            yield row["conceptUri"], texts


def _lines(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        yield from (line.strip() for line in cell.splitlines() if line.strip())
