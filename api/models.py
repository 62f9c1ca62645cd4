"""What all request and answer bodies share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can keep the text: no U+0000, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def without_nul(text: str) -> str:
    """Return the text, which has no character that PostgreSQL cannot keep.

    Raises:
        PydanticCustomError: it has one.
    """
    if "\x00" in text:
        raise PydanticCustomError("own_nul_character", "The character U+0000 is not allowed.")
    return text


class RequestModel(BaseModel):
    """A body that is sent to us: unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class AnswerModel(BaseModel):
    """A body that we send."""

    model_config = ConfigDict(frozen=True)


ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(without_nul)
]
ExternalId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(without_nul),
    Field(description="Your own name for it; the same name again replaces it."),
]


class Words(AnswerModel):
    """Words of a text, by character offsets (Unicode code points, `end` exclusive)."""

    start: int
    end: int
    words: str
