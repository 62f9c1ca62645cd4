"""Webhooks as the API takes and shows them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from api.models import AnswerModel, RequestModel, Text
from service.webhooks.use_cases import DeliveryRow, Event, NewWebhook, WebhookRow

Wanted = Literal[
    "candidate.ready", "candidate.refused", "opening.ready", "import.finished", "matches.changed"
]
_ALL: list[Wanted] = [
    "candidate.ready",
    "candidate.refused",
    "opening.ready",
    "import.finished",
    "matches.changed",
]

WEBHOOK_EXAMPLES = {
    "all": {"summary": "Everything", "value": {"url": "https://hooks.exemple.example/oujda-match"}},
}


class WebhookInput(RequestModel):
    """Where to be told of what."""

    url: Annotated[Text, StringConstraints(min_length=1, max_length=2000)] = Field(
        description="An https address of the public internet. It is looked up for each delivery, and "
        "redirections are not followed."
    )
    events: list[Wanted] = Field(default=_ALL, min_length=1, max_length=20)


class WebhookAnswer(AnswerModel):
    """An address. `is_active` is false once it answered 410 Gone."""

    id: UUID
    url: str
    events: list[Event]
    is_active: bool
    n_failures: int = Field(description="Tries since the address last answered as it should.")
    paused_until: datetime | None = None
    created_at: datetime

    @classmethod
    def of(cls, row: WebhookRow) -> Self:
        """Return what is shown of an address."""
        return cls.model_validate(asdict(row))


class NewWebhookAnswer(WebhookAnswer):
    """An address with its secret, which is shown this once."""

    secret: str = Field(description="`whsec_…`, as the libraries of Standard Webhooks take it.")

    @classmethod
    def of_new(cls, new: NewWebhook) -> Self:
        """Return what is shown of an address whose secret was just made."""
        return cls.model_validate({**asdict(new.row), "secret": new.secret})


class WebhookList(AnswerModel):
    """All addresses of the organisation."""

    webhooks: list[WebhookAnswer]


class TryAnswer(AnswerModel):
    """One try of a delivery: the status that came back, or why none did."""

    at: datetime
    status: int | None
    error: str | None
    ms: int


class DeliveryAnswer(AnswerModel):
    """An event on its way to one address. `event_id` is sent as `webhook-id`."""

    id: UUID
    event_id: str
    event: Event
    status: Literal["waiting", "delivered", "failed"]
    n_tries: int
    tries: list[TryAnswer]
    created_at: datetime

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        """Return what is shown of a delivery."""
        return cls.model_validate(asdict(row))


class DeliveryList(AnswerModel):
    """The newest first."""

    deliveries: list[DeliveryAnswer]
    next_cursor: str | None
