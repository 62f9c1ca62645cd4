"""Cursors: opaque texts that say where the next page of a list begins.

A cursor holds the keys of the last entry seen, so that lists may grow and shrink between pages without an
entry shown twice or left out. It also holds a digest of what was asked; with another question it is refused.
It grants nothing: whatever it names is looked up among the things of the caller's organisation.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import TypeAdapter, ValidationError

from service.errors import InvalidRequest

T = TypeVar("T")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_CURSOR_CHARS = 500

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Entries of one page.")]
CursorText = Annotated[
    str | None,
    Query(
        max_length=MAX_CURSOR_CHARS,
        description="`next_cursor` of the page before; left out for the first page.",
    ),
]


def write_cursor(position: Sequence[object], *, question: str) -> str:
    """Return a cursor.

    Args:
        position: Sort keys of the last entry of the page, as JSON values, UUIDs or times.
        question: What is listed and for whom, with all its filters; the same text has to be given to
            read the cursor.
    """
    payload = json.dumps([_digest(question), *position], default=str).encode()
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def read_cursor(cursor: str | None, *, form: type[T], question: str) -> T | None:
    """Return the position in a cursor as `form`, e.g. `tuple[datetime, UUID]`; None for the first page.

    Raises:
        InvalidRequest: it is no cursor of ours, or one of another question.
    """
    if cursor is None:
        return None
    try:
        payload = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, *position = json.loads(payload)
        if digest != _digest(question):
            raise ValueError  # noqa: TRY301  one way out for everything that is not a cursor of this question
        return TypeAdapter(form).validate_json(json.dumps(position))
    except (ValueError, TypeError, RecursionError, ValidationError) as error:
        raise InvalidRequest("The cursor does not belong to this list.", field="cursor") from error


def _digest(question: str) -> str:
    return hashlib.blake2s(question.encode(), digest_size=9).hexdigest()
