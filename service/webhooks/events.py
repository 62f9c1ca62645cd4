"""Events as other features announce them, in the transaction of what happened."""

from typing import Any
from uuid import UUID, uuid4

from service.jobs.queue import Job, enqueue
from service.tenancy import OrganisationId, TenantConnection
from service.webhooks import store
from service.webhooks.rows import Event

DELIVER = "deliver_webhook"
TELL_OF_MATCHES = "tell_of_matches"
_HALF_MINUTE = 30.0


async def announce(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    event: Event,
    data: dict[str, Any],
    webhook_id: UUID | None = None,
) -> None:
    """Have an event delivered to all who want it, or to one address alone, when the transaction commits.

    Args:
        connection: In the transaction of what happened.
        organisation_id: Whose event it is.
        event: What happened.
        data: Identifiers and states. Nothing about a person: what is delivered leaves the service.
        webhook_id: The one address; None for all that want the event.
    """
    deliveries = await store.announce(
        connection, event=event, event_id=f"evt_{uuid4().hex}", data=data, webhook_id=webhook_id
    )
    for delivery_id in deliveries:
        arguments: dict[str, str | int] = {
            "organisation_id": str(organisation_id),
            "delivery_id": str(delivery_id),
        }
        await enqueue(connection, Job(DELIVER, f"webhook/{organisation_id}/{delivery_id}", arguments))


async def matches_changed(connection: TenantConnection) -> None:
    """Have it told that ranked lists are no longer the same, once for all changes of half a minute."""
    moment = await store.half_minute(connection, event=Event.MATCHES_CHANGED)
    if moment is None:
        return
    job = Job(
        TELL_OF_MATCHES,
        f"matches/{moment.organisation_id}/{moment.number}",
        {"organisation_id": str(moment.organisation_id)},
        after_seconds=_HALF_MINUTE,
    )
    await enqueue(connection, job)
