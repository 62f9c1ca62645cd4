import re

import pytest

from matching.text.wordlists import any_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("janvier", "janvier"),
        ("jan", "jan"),
        ("january", "january"),
        ("de  nuit", "de  nuit"),  # any run of spaces
        ("c++", "c++"),  # signs stand for themselves
        ("juin", None),
    ],
)
def test_the_longest_phrase_is_matched(text: str, found: str | None) -> None:
    match = re.match(any_of(["jan", "january", "janvier", "de nuit", "c++"]), text)
    assert (match.group() if match else None) == found


def test_no_phrase_at_all_matches_nothing() -> None:
    assert re.match(any_of([]), "") is None
