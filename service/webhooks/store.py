from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.tenancy import OrganisationId, TenantConnection
from service.webhooks.rows import DeliveryRow, DeliveryStatus, Event, HalfMinute, TryRow, WebhookRow

QUERIES = load_queries(__package__)


async def add_webhook(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    url: str,
    events: Sequence[Event],
    secret: bytes,
    secret_key: str | None,
) -> WebhookRow:
    """Return a new address."""
    record = await connection.fetchrow(
        QUERIES["add_webhook"], organisation_id, url, list(events), secret, secret_key
    )
    assert record is not None
    return to_row(WebhookRow, record)


async def webhooks(connection: TenantConnection) -> list[WebhookRow]:
    """Return all addresses of the organisation, the oldest first."""
    return to_rows(WebhookRow, await connection.fetch(QUERIES["webhooks"]))


async def webhook(connection: TenantConnection, *, webhook_id: UUID) -> WebhookRow | None:
    """Return one address."""
    return to_row_or_none(WebhookRow, await connection.fetchrow(QUERIES["webhook"], webhook_id))


async def delete_webhook(connection: TenantConnection, *, webhook_id: UUID) -> bool:
    """Return whether there was such an address."""
    return bool(await connection.fetchval(QUERIES["delete_webhook"], webhook_id))


async def rotate_secret(
    connection: TenantConnection, *, webhook_id: UUID, secret: bytes, secret_key: str | None
) -> WebhookRow | None:
    """Return an address that signs with another secret, and for a day with the former one too."""
    return to_row_or_none(
        WebhookRow, await connection.fetchrow(QUERIES["rotate_secret"], webhook_id, secret, secret_key)
    )


async def announce(
    connection: TenantConnection,
    *,
    event: Event,
    event_id: str,
    data: dict[str, Any],
    webhook_id: UUID | None = None,
) -> list[UUID]:
    """Return the deliveries of an event that are now to be made."""
    rows = await connection.fetch(QUERIES["announce"], event, event_id, data, webhook_id)
    return [row["id"] for row in rows]


async def half_minute(connection: TenantConnection, *, event: Event) -> HalfMinute | None:
    """Return which half minute it is; None where nobody wants to be told of the event."""
    return to_row_or_none(HalfMinute, await connection.fetchrow(QUERIES["half_minute"], event))


async def begin_try(connection: TenantConnection, *, delivery_id: UUID) -> TryRow | None:
    """Return a delivery whose try now counts; None where none is to be made now."""
    return to_row_or_none(TryRow, await connection.fetchrow(QUERIES["begin_try"], delivery_id))


async def pause_left(connection: TenantConnection, *, delivery_id: UUID) -> float | None:
    """Return the seconds after which a delivery may be tried; None where it is done or its address gone."""
    seconds: float | None = await connection.fetchval(QUERIES["pause_left"], delivery_id)
    return seconds


async def end_try(
    connection: TenantConnection, *, delivery_id: UUID, status: DeliveryStatus, outcome: dict[str, Any]
) -> None:
    """Record what came of a try."""
    await connection.execute(QUERIES["end_try"], delivery_id, status, [outcome])


async def reached(connection: TenantConnection, *, webhook_id: UUID) -> None:
    """Record that an address answered as it should."""
    await connection.execute(QUERIES["reached"], webhook_id)
    await connection.execute(QUERIES["forget_old_deliveries"], webhook_id)


async def not_reached(connection: TenantConnection, *, webhook_id: UUID, is_gone: bool) -> None:
    """Record that it did not, or that it wants nothing any more."""
    await connection.execute(QUERIES["not_reached"], webhook_id, is_gone)


async def deliveries(
    connection: TenantConnection, *, webhook_id: UUID, after: UUID | None, limit: int
) -> list[DeliveryRow]:
    """Return deliveries to an address, the newest first, those that come after `after`."""
    return to_rows(DeliveryRow, await connection.fetch(QUERIES["deliveries"], webhook_id, after, limit))
