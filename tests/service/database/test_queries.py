import pytest

from service.database.queries import Queries

_TEXT = """
-- name: key_by_prefix
-- The key with this prefix,
-- or nothing.
-- $1 prefix
-- row: KeyRow
SELECT prefix -- the public part
FROM api_keys
WHERE prefix = $1;

-- name: touch
-- Changes nothing.
UPDATE api_keys SET note = note
"""


def test_a_file_holds_named_statements_with_their_purpose() -> None:
    first, second = Queries("service.keys", text=_TEXT)

    assert (first.name, first.row, second.name, second.row) == ("key_by_prefix", "KeyRow", "touch", None)
    assert first.purpose == "The key with this prefix, or nothing. $1 prefix"
    assert first.sql == (
        "/* keys.key_by_prefix */\nSELECT prefix -- the public part\nFROM api_keys\nWHERE prefix = $1"
    )


def test_a_statement_is_found_by_its_name() -> None:
    queries = Queries("service.keys", text=_TEXT)

    assert queries["touch"] == "/* keys.touch */\nUPDATE api_keys SET note = note"
    with pytest.raises(KeyError):
        queries["missing"]


@pytest.mark.parametrize(
    "text",
    [
        "-- name: x\nSELECT 1",
        "-- name: x\n-- Only a purpose.",
        "-- name: x\n-- One.\nSELECT 1\n-- name: x\n-- Two.\nSELECT 2",
    ],
)
def test_a_block_needs_a_purpose_a_statement_and_a_name_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match="'x'"):
        Queries("service.keys", text=text)
