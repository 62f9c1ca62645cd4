"""Addresses that an organisation wants to be told of events at, by the Standard Webhooks convention."""

import base64
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from service.documents.originals.keyring import Keyring
from service.errors import Conflict, NotFound
from service.settings import WebhookSettings
from service.tenancy import OrganisationId, TenantConnection
from service.webhooks import store
from service.webhooks.addresses import HostUnknown, look_up
from service.webhooks.events import announce
from service.webhooks.rows import DeliveryRow, Event, WebhookRow

__all__ = [
    "DeliveryRow",
    "Event",
    "NewWebhook",
    "WebhookRow",
    "add_webhook",
    "delete_webhook",
    "deliveries",
    "rotate_secret",
    "try_webhook",
    "webhooks",
]

MAX_WEBHOOKS = 20
NO_SUCH_WEBHOOK = "There is no such webhook."
_SECRET_BYTES = 32
_SECRET_PREFIX = "whsec_"  # noqa: S105 - what the convention writes before a secret


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """An address with a secret just made, which is seen this once."""

    row: WebhookRow
    secret: str


async def add_webhook(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    url: str,
    events: Sequence[Event],
    keyring: Keyring,
    settings: WebhookSettings,
) -> NewWebhook:
    """Return a new address.

    Raises:
        AddressRefused: nobody is told of events there.
        Conflict: the organisation has as many as it may have.
    """
    with suppress(HostUnknown):  # it may be known by the time there is something to tell
        await look_up(url, settings)
    if len(await store.webhooks(connection)) >= MAX_WEBHOOKS:
        raise Conflict(f"An organisation has at most {MAX_WEBHOOKS} webhooks.")
    secret = secrets.token_bytes(_SECRET_BYTES)
    row = await store.add_webhook(
        connection,
        organisation_id,
        url=url,
        events=sorted(set(events)),
        secret=keyring.seal(secret, organisation_id=organisation_id),
        secret_key=keyring.newest,
    )
    return NewWebhook(row, _written(secret))


async def webhooks(connection: TenantConnection) -> list[WebhookRow]:
    """Return all addresses of the organisation, the oldest first."""
    return await store.webhooks(connection)


async def delete_webhook(connection: TenantConnection, *, webhook_id: UUID) -> None:
    """Take an address out; what was to be delivered there is not.

    Raises:
        NotFound: the organisation has no such address.
    """
    if not await store.delete_webhook(connection, webhook_id=webhook_id):
        raise NotFound(NO_SUCH_WEBHOOK)


async def rotate_secret(
    connection: TenantConnection, organisation_id: OrganisationId, *, webhook_id: UUID, keyring: Keyring
) -> NewWebhook:
    """Return an address with another secret; the former one signs beside it for a day.

    Raises:
        NotFound: the organisation has no such address.
    """
    secret = secrets.token_bytes(_SECRET_BYTES)
    row = await store.rotate_secret(
        connection,
        webhook_id=webhook_id,
        secret=keyring.seal(secret, organisation_id=organisation_id),
        secret_key=keyring.newest,
    )
    if row is None:
        raise NotFound(NO_SUCH_WEBHOOK)
    return NewWebhook(row, _written(secret))


async def try_webhook(
    connection: TenantConnection, organisation_id: OrganisationId, *, webhook_id: UUID
) -> None:
    """Have a test event delivered to an address.

    Raises:
        NotFound: the organisation has no such address.
        Conflict: the address wants nothing any more.
    """
    row = await _webhook(connection, webhook_id)
    if not row.is_active:
        raise Conflict("This address answered 410 and is told nothing any more: rotate its secret to go on.")
    await announce(
        connection,
        organisation_id,
        event=Event.TEST,
        data={"webhook_id": str(webhook_id)},
        webhook_id=webhook_id,
    )


async def deliveries(
    connection: TenantConnection, *, webhook_id: UUID, after: UUID | None, limit: int
) -> list[DeliveryRow]:
    """Return what was to be delivered to an address, the newest first.

    Raises:
        NotFound: the organisation has no such address.
    """
    await _webhook(connection, webhook_id)
    return await store.deliveries(connection, webhook_id=webhook_id, after=after, limit=limit)


async def _webhook(connection: TenantConnection, webhook_id: UUID) -> WebhookRow:
    row = await store.webhook(connection, webhook_id=webhook_id)
    if row is None:
        raise NotFound(NO_SUCH_WEBHOOK)
    return row


def _written(secret: bytes) -> str:
    return _SECRET_PREFIX + base64.b64encode(secret).decode()
