"""Reads ROME, the French public classification of trades.

Source of the format: the CSV files `referentiel_code_rome` and `referentiel_appellation` published by
France Travail as open data. Only the columns used here are asked for, so versions 3 and 4 both read.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator

from matching.taxonomy.concepts import Concept, ConceptKind
from matching.types import ConceptId, LanguageCode

_FRENCH = LanguageCode("fr")
# "Chargé / Chargée de clientèle": two words that begin alike, and what they share.
_BOTH_GENDERS = re.compile(r"^(?P<first>[\w-]+) / (?P<second>[\w-]+)(?P<rest>.*)$")
_ALIKE_LETTERS = 3


def concepts_from_rome(*, trades: str, titles: str) -> tuple[Concept, ...]:
    """Return one occupation for each trade of ROME, with all its titles in French.

    Args:
        trades: Contents of the file of codes: columns `code_rome`, `libelle_rome`.
        titles: Contents of the file of titles: columns `code_rome`, `libelle_appellation_long`,
            `libelle_appellation_court`.

    Returns:
        Concepts `occupation/rome-m1805` ... in the order of `trades`; `rome` is the code.
    """
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(titles):
        for column in ("libelle_appellation_court", "libelle_appellation_long"):
            by_code[row["code_rome"]] += _genders(row.get(column) or "")
    return tuple(
        Concept(
            id=ConceptId(f"{ConceptKind.OCCUPATION}/rome-{row['code_rome'].lower()}"),
            kind=ConceptKind.OCCUPATION,
            notations={_FRENCH: tuple(dict.fromkeys([row["libelle_rome"], *by_code[row["code_rome"]]]))},
            rome=row["code_rome"],
        )
        for row in _rows(trades)
    )


def _rows(text: str) -> Iterator[dict[str, str]]:
    plain = text.removeprefix("\ufeff")
    delimiter = ";" if ";" in plain.partition("\n")[0] else ","
    return iter(csv.DictReader(io.StringIO(plain, newline=""), delimiter=delimiter))


def _genders(title: str) -> list[str]:
    title = title.strip()
    both = _BOTH_GENDERS.match(title)
    if both and both["first"][:_ALIKE_LETTERS] == both["second"][:_ALIKE_LETTERS]:
        return [both["first"] + both["rest"], both["second"] + both["rest"]]
    return [title] if title else []
