"""The jobs that deliver events: at least once, each with its id, later and later, then no more."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.documents.originals.keyring import Keyring
from service.errors import JobFailed
from service.settings import WebhookSettings
from service.tenancy import OrganisationId, TenantDatabase
from service.webhooks import store
from service.webhooks.addresses import AddressRefused, HostUnknown, Resolve, look_up
from service.webhooks.events import announce
from service.webhooks.rows import DeliveryStatus, Event, TryRow
from service.webhooks.sending import GONE, Message, Outcome, send

PAUSES_SECONDS = (5.0, 30.0, 120.0, 600.0, 3600.0, 10_800.0, 36_000.0)
"""Between tries; after the last one a delivery is given up, some 14 hours after the event."""


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Delivers events; `resolve` is there for tests of names that lead elsewhere the next time."""

    database: TenantDatabase
    keyring: Keyring
    settings: WebhookSettings
    resolve: Resolve | None = None

    async def deliver(self, organisation_id: OrganisationId, delivery_id: UUID) -> None:
        """Try a delivery. Safe to repeat and to kill at any point: the receiver knows an event by its id.

        Raises:
            JobFailed: it is to be tried again later.
        """
        async with self.database.tenant(organisation_id) as connection:
            attempt = await store.begin_try(connection, delivery_id=delivery_id)
            if attempt is None:
                pause = await store.pause_left(connection, delivery_id=delivery_id)
        if attempt is not None:
            pause = await self._try(organisation_id, attempt)
        if pause is not None:
            raise JobFailed("The address is to be tried again.", retry=True, after_seconds=pause)

    async def tell_of_matches(self, organisation_id: OrganisationId) -> None:
        """Announce that ranked lists have changed."""
        async with self.database.tenant(organisation_id) as connection:
            await announce(connection, organisation_id, event=Event.MATCHES_CHANGED, data={"of": "pool"})

    async def _try(self, organisation_id: OrganisationId, attempt: TryRow) -> float | None:
        """Make a try and record it; return the seconds until the next one, None where there is none."""
        started = time.monotonic()
        outcome = await self._outcome(organisation_id, attempt)
        record = {
            "at": attempt.moment.isoformat(),
            "status": outcome.status,
            "error": outcome.error,
            "ms": round(1000 * (time.monotonic() - started)),
        }
        status, pause = _verdict(outcome, n_tries=attempt.n_tries)
        async with self.database.tenant(organisation_id) as connection:
            await store.end_try(connection, delivery_id=attempt.id, status=status, outcome=record)
            if outcome.is_success:
                await store.reached(connection, webhook_id=attempt.webhook_id)
            else:
                await store.not_reached(
                    connection, webhook_id=attempt.webhook_id, is_gone=outcome.status == GONE
                )
        return pause

    async def _outcome(self, organisation_id: OrganisationId, attempt: TryRow) -> Outcome:
        try:
            target = await look_up(attempt.url, self.settings, resolve=self.resolve)
        except AddressRefused:
            return Outcome(error="address_refused")
        except HostUnknown:
            return Outcome(error="host_unknown")
        message = Message(
            id=attempt.event_id,
            moment=attempt.moment,
            body=attempt.body,
            secrets=self._secrets(organisation_id, attempt),
        )
        return await send(message, target, timeout_seconds=self.settings.timeout_seconds)

    def _secrets(self, organisation_id: OrganisationId, attempt: TryRow) -> list[bytes]:
        sealed = [(attempt.secret, attempt.secret_key)]
        if attempt.former_secret is not None:
            sealed.append((attempt.former_secret, attempt.former_secret_key))
        return [
            self.keyring.unseal(secret, key=key, organisation_id=organisation_id) for secret, key in sealed
        ]


def _verdict(outcome: Outcome, *, n_tries: int) -> tuple[DeliveryStatus, float | None]:
    if outcome.is_success:
        return DeliveryStatus.DELIVERED, None
    if outcome.status == GONE or n_tries > len(PAUSES_SECONDS):
        return DeliveryStatus.FAILED, None
    return DeliveryStatus.WAITING, PAUSES_SECONDS[n_tries - 1]


def delivery_of(arguments: dict[str, Any]) -> tuple[OrganisationId, UUID]:
    """Return whom and what a job is about."""
    return OrganisationId(UUID(arguments["organisation_id"])), UUID(arguments["delivery_id"])
