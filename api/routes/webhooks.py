"""Webhooks: addresses that are told of events, their secrets, and what was delivered."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from api.authentication import ManagesWebhooks
from api.dependencies import ResourcesOfApp
from api.models import AnswerModel
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from api.webhook_models import (
    WEBHOOK_EXAMPLES,
    DeliveryAnswer,
    DeliveryList,
    NewWebhookAnswer,
    WebhookAnswer,
    WebhookInput,
    WebhookList,
)
from service.webhooks import use_cases
from service.webhooks.use_cases import Event

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])


class Announced(AnswerModel):
    """The test event is on its way; the delivery log says what came of it."""

    event: Event


@router.post("", status_code=201, summary="Be told of events", responses=problems(409, 415))
async def add_webhook(
    webhook: Annotated[WebhookInput, Body(openapi_examples=WEBHOOK_EXAMPLES)],
    principal: ManagesWebhooks,
    resources: ResourcesOfApp,
) -> NewWebhookAnswer:
    """Requests are signed by the Standard Webhooks convention with the secret that is shown this once."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        new = await use_cases.add_webhook(
            connection,
            principal.organisation_id,
            url=webhook.url,
            events=[Event(event) for event in webhook.events],
            keyring=resources.originals.keyring,
            settings=resources.settings.webhooks,
        )
    return NewWebhookAnswer.of_new(new)


@router.get("", summary="List webhooks", responses=problems())
async def list_webhooks(principal: ManagesWebhooks, resources: ResourcesOfApp) -> WebhookList:
    """The oldest first; secrets are not shown again."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        rows = await use_cases.webhooks(connection)
    return WebhookList(webhooks=[WebhookAnswer.of(row) for row in rows])


@router.delete("/{webhook_id}", status_code=204, summary="Delete a webhook", responses=problems(404))
async def delete_webhook(webhook_id: UUID, principal: ManagesWebhooks, resources: ResourcesOfApp) -> None:
    """What was to be delivered there is forgotten."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.delete_webhook(connection, webhook_id=webhook_id)


@router.post("/{webhook_id}/test", status_code=202, summary="Send a test event", responses=problems(404, 409))
async def test_webhook(webhook_id: UUID, principal: ManagesWebhooks, resources: ResourcesOfApp) -> Announced:
    """An event `webhook.test`, delivered like any other."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.try_webhook(connection, principal.organisation_id, webhook_id=webhook_id)
    return Announced(event=Event.TEST)


@router.post("/{webhook_id}/rotate-secret", summary="Change the secret", responses=problems(404))
async def rotate_webhook_secret(
    webhook_id: UUID, principal: ManagesWebhooks, resources: ResourcesOfApp
) -> NewWebhookAnswer:
    """Requests carry signatures by both secrets for a day. An address that answered 410 is tried again."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        new = await use_cases.rotate_secret(
            connection,
            principal.organisation_id,
            webhook_id=webhook_id,
            keyring=resources.originals.keyring,
        )
    return NewWebhookAnswer.of_new(new)


@router.get("/{webhook_id}/deliveries", summary="What was delivered", responses=problems(404))
async def list_deliveries(
    *,
    webhook_id: UUID,
    principal: ManagesWebhooks,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> DeliveryList:
    """Every event with each of its tries, for thirty days."""
    question = f"deliveries {principal.organisation_id} {webhook_id}"
    position = read_cursor(cursor, form=tuple[UUID], question=question)
    async with resources.database.tenant(principal.organisation_id) as connection:
        rows = await use_cases.deliveries(
            connection, webhook_id=webhook_id, after=position[0] if position else None, limit=limit + 1
        )
    page = rows[:limit]
    has_more = len(rows) > limit
    return DeliveryList(
        deliveries=[DeliveryAnswer.of(row) for row in page],
        next_cursor=write_cursor([page[-1].id], question=question) if has_more else None,
    )
