"""What all request and answer bodies share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def storable(text: str) -> str:
    """Return the text, in which every character can be kept.

    Raises:
        PydanticCustomError: it has U+0000, which PostgreSQL does not take, or half a surrogate pair.
    """
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("own_unstorable_text", "The text holds a character that cannot be kept.")
    return text


class RequestModel(BaseModel):
    """A body that is sent to us: unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class AnswerModel(BaseModel):
    """A body that we send."""

    model_config = ConfigDict(frozen=True)


Text = Annotated[str, AfterValidator(storable)]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(storable)
]
ExternalId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(storable),
    Field(description="Your own name for it; the same name again replaces it."),
]


class Words(AnswerModel):
    """Words of a text, by character offsets (Unicode code points, `end` exclusive)."""

    start: int
    end: int
    words: str
