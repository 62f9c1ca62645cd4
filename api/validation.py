"""What a client is told of an invalid request: where and why, never what was sent.

Requests hold CVs, so nothing of a request may come back in an error or reach a log.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI

MAX_FAULTS = 20

_PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "missing": "This is required.",
        "extra_forbidden": "An unknown field stands here.",
        "string_type": "A text is expected.",
        "string_unicode": "A text of valid Unicode characters is expected.",
        "string_too_long": "At most {max_length} characters are allowed.",
        "string_too_short": "At least {min_length} characters are needed.",
        "string_pattern_mismatch": "The text does not have the form {pattern}.",
        "too_long": "At most {max_length} items are allowed.",
        "too_short": "At least {min_length} items are needed.",
        "greater_than": "A value above {gt} is expected.",
        "greater_than_equal": "A value of at least {ge} is expected.",
        "less_than": "A value below {lt} is expected.",
        "less_than_equal": "A value of at most {le} is expected.",
        "finite_number": "A finite number is expected.",
        "int_type": "A whole number is expected.",
        "int_parsing": "A whole number is expected.",
        "int_from_float": "A whole number is expected.",
        "float_type": "A number is expected.",
        "float_parsing": "A number is expected.",
        "bool_type": "True or false is expected.",
        "bool_parsing": "True or false is expected.",
        "list_type": "A list is expected.",
        "dict_type": "An object is expected.",
        "model_type": "An object is expected.",
        "model_attributes_type": "An object is expected.",
        "uuid_parsing": "A UUID is expected.",
        "uuid_type": "A UUID is expected.",
        "enum": "One of {expected} is expected.",
        "literal_error": "One of {expected} is expected.",
        "union_tag_invalid": "{discriminator} has to be one of {expected_tags}.",
        "union_tag_not_found": "{discriminator} is required.",
    }
)
"""One sentence per kind of fault; pydantic's own messages may quote the input."""

_OWN_FAULTS: Final = "own_"
"""Kinds that begin so are raised by our models with a fixed text."""


def safe_faults(faults: Sequence[Any], *, names: frozenset[str]) -> list[dict[str, str]]:
    """Return one entry per fault: `in`, `pointer` (RFC 6901), `code` and `detail`.

    Args:
        faults: As pydantic reports them.
        names: Fields and parameters that the API declares; anything else in a path came from the client.
    """
    return [_safe_fault(fault, names) for fault in faults[:MAX_FAULTS]]


def known_names(app: FastAPI) -> frozenset[str]:
    """Return the names of all fields and parameters in the API's description."""
    return frozenset(_names_in(app.openapi()))


def _safe_fault(fault: Mapping[str, Any], names: frozenset[str]) -> dict[str, str]:
    where, *path = fault["loc"] or ("body",)
    kind = str(fault["type"])
    return {
        "in": str(where) if where in {"body", "query", "path", "header"} else "body",
        "pointer": _pointer(path, names),
        "code": kind.removeprefix(_OWN_FAULTS),
        "detail": fault["msg"] if kind.startswith(_OWN_FAULTS) else _sentence(kind, fault.get("ctx") or {}),
    }


def _pointer(path: Sequence[Any], names: frozenset[str]) -> str:
    """Keep declared names and positions; drop keys of the client, and the branches of a union."""
    return "".join(f"/{step}" for step in path if isinstance(step, int) or step in names)


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    phrase = _PHRASES.get(kind)
    if phrase is None:
        return "The value is not valid here."
    return phrase.format_map({name: context[name] for name in context if f"{{{name}}}" in phrase})


def _names_in(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _names_in(item)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        if "in" in schema and isinstance(schema.get("name"), str):
            yield schema["name"]
        for item in schema.values():
            yield from _names_in(item)
