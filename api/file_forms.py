"""Forms that bring one file: how it is taken out, and how it is described."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData, UploadFile


def file_of(form: FormData) -> UploadFile:
    """Return the file of a form.

    Raises:
        RequestValidationError: there is none.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise RequestValidationError([{"type": "missing", "loc": ("body", "file"), "msg": ""}])
    return file


def file_form_schema(description: str, **others: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a form with one file, and with other fields, by name, beside it."""
    file = {"type": "string", "format": "binary", "description": description}
    return {"type": "object", "required": ["file"], "properties": {"file": file, **others}}
