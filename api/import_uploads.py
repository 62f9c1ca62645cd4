"""The body of `POST /v1/imports`: a form with a file, or the file itself."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO, Any

from fastapi import Request
from starlette.exceptions import HTTPException

from api.file_forms import file_form_schema, file_of

_FORM = "multipart/form-data"
_MAX_FIELDS = 8
_IN_MEMORY_BYTES = 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TAKEN = (
    "application/zip",
    "application/x-zip-compressed",
    "application/x-ndjson",
    "application/json",
    "application/jsonl",
    "text/csv",
    "application/octet-stream",
    _XLSX,
)
_LINES = (
    '{"external_id": "A-1", "text": "Salma Exemple\\nConseillère à Oujda\\nLangues : français C1"}\n'
    '{"external_id": "A-2", "json_resume": {"basics": {"name": "Karim Exemple", "label": "Web"}}}\n'
)


@asynccontextmanager
async def spooled(request: Request) -> AsyncIterator[IO[bytes]]:
    """Yield the file that a request brings, at its beginning; it goes with the block.

    Raises:
        HTTPException: the media type is not taken, or the form cannot be read.
        RequestValidationError: the form has no file.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == _FORM:
        async with request.form(max_files=1, max_fields=_MAX_FIELDS) as form:
            yield file_of(form).file
    elif media_type in _TAKEN:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as spool:
            async for chunk in request.stream():
                spool.write(chunk)
            spool.seek(0)
            yield spool
    else:
        raise HTTPException(415)


def body_description() -> dict[str, Any]:
    """Return the request body for the API's description."""
    file_schema = file_form_schema("ZIP of files, NDJSON, CSV or XLSX; which of them is seen by the content.")
    lines = {"lines": {"summary": "Two candidates", "value": _LINES}}
    content = {
        _FORM: {"schema": file_schema},
        "application/x-ndjson": {"schema": {"description": "One JSON object per line."}, "examples": lines},
    }
    return {"requestBody": {"required": True, "content": content}}
