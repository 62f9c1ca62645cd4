"""The body of `POST /v1/candidates`: a form with a file, or JSON."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from api.candidate_models import CandidateInput
from api.file_forms import file_form_schema, file_of
from api.models import ExternalId
from service.candidates.receiving import Submission
from service.documents.reading.rejection import rejected
from service.documents.rows import DocumentKind
from service.errors import InvalidRequest, RejectionReason
from service.settings import LimitSettings

_FORM = "multipart/form-data"
_JSON = "application/json"
_MAX_FIELDS = 8

_A_TEXT = {
    "text": "Salma Exemple\nConseillère clientèle à Oujda\n\nExpérience\n"
    "01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda : appels entrants, réclamations.\n\n"
    "Langues\nFrançais C1, arabe langue maternelle\n",
    "external_id": "A-1042",
}
_A_RESUME = {
    "json_resume": {
        "basics": {
            "name": "Karim Exemple",
            "label": "Web developer",
            "email": "karim@exemple.example",
            "location": {"city": "Oujda", "countryCode": "MA"},
        },
        "work": [
            {
                "name": "Studio Exemple",
                "position": "Front-end developer",
                "startDate": "2023-02",
                "highlights": ["Built a booking site with React"],
            }
        ],
        "languages": [{"language": "French", "fluency": "Fluent"}],
        "skills": [{"name": "Web", "keywords": ["React", "TypeScript"]}],
    }
}


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent, whatever the form of the body."""

    submission: Submission
    external_id: str | None


async def read_upload(request: Request, limits: LimitSettings) -> Upload:
    """Return what a request sends.

    Raises:
        HTTPException: the media type is not taken, or the form cannot be read.
        RequestValidationError: a field is missing or not as described.
        DocumentRejected: the file is too large.
        InvalidRequest: the text is too long.
    """
    match request.headers.get("content-type", "").partition(";")[0].strip().lower():
        case "multipart/form-data":
            return await _form(request, limits)
        case "application/json":
            return _json(await request.body(), limits)
        case _:
            raise HTTPException(415)


def body_description() -> dict[str, Any]:
    """Return the request body for the API's description."""
    file_schema = file_form_schema(
        "PDF, DOCX, ODT, RTF, HTML or plain text.",
        external_id={"type": "string", "minLength": 1, "maxLength": 200},
    )
    examples = {
        "text": {"summary": "A CV as text", "value": _A_TEXT},
        "json-resume": {"summary": "A CV as JSON Resume", "value": _A_RESUME},
    }
    json_schema = _inlined(CandidateInput.model_json_schema())
    content = {_FORM: {"schema": file_schema}, _JSON: {"schema": json_schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


async def _form(request: Request, limits: LimitSettings) -> Upload:
    async with request.form(max_files=1, max_fields=_MAX_FIELDS) as form:
        file = file_of(form)
        content = await file.read(limits.max_cv_bytes + 1)
        if len(content) > limits.max_cv_bytes:
            raise rejected(RejectionReason.TOO_LARGE)
        media_type = file.content_type or "application/octet-stream"
        submission = Submission(DocumentKind.FILE, content, media_type, file.filename)
        return Upload(submission, _external_id(form.get("external_id")))


def _external_id(value: object) -> str | None:
    if value is None:
        return None
    try:
        checked: str = TypeAdapter(ExternalId).validate_python(value)
    except ValidationError as exc:
        raise RequestValidationError(_located(exc, "external_id")) from None
    return checked


def _json(body: bytes, limits: LimitSettings) -> Upload:
    try:
        given = CandidateInput.model_validate_json(body)
    except ValidationError as exc:
        raise RequestValidationError(_located(exc)) from None
    if len(given.text or "") > limits.max_text_chars:
        raise InvalidRequest(f"At most {limits.max_text_chars} characters are allowed.", field="text")
    return Upload(given.submission(), given.external_id)


def _located(error: ValidationError, *where: str) -> list[dict[str, Any]]:
    """The faults, placed in the body as those of any other route are; never with what was sent."""
    faults = error.errors(include_url=False, include_input=False)
    return [{**fault, "loc": ("body", *where, *fault["loc"])} for fault in faults]


def _inlined(schema: dict[str, Any]) -> Any:  # noqa: ANN401  a JSON schema is any JSON
    """A schema without references: those of a single body would not be found in the whole description."""
    definitions = schema.get("$defs", {})

    def resolve(part: Any) -> Any:  # noqa: ANN401  see above
        if isinstance(part, list):
            return [resolve(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolve(definitions[part["$ref"].rpartition("/")[2]])
        return {key: resolve(value) for key, value in part.items() if key != "$defs"}

    return resolve(schema)
