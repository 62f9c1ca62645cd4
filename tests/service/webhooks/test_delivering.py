"""Events arrive at least once, signed, with their id; those that cannot be delivered are given up at last."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from service.documents.originals.keyring import Keyring, new_key
from service.errors import JobFailed
from service.settings import WebhookSettings
from service.tenancy import Connection, TenantDatabase
from service.webhooks.delivering import PAUSES_SECONDS, Deliverer
from service.webhooks.events import announce, matches_changed
from service.webhooks.use_cases import (
    DeliveryRow,
    Event,
    NewWebhook,
    add_webhook,
    delete_webhook,
    deliveries,
    rotate_secret,
    webhooks,
)
from tests.factories import Tenant
from tests.service.webhooks.receiver import Receiver, receiving

KEYRING = Keyring.parse(new_key("test"))
HERE = WebhookSettings(allows_http=True, allows_private_addresses=True, timeout_seconds=0.5)
DATA = {"candidate_id": "00000000-0000-0000-0000-000000000001"}


@dataclass
class Scene:
    """An agency with an address on this machine, and what delivers there."""

    database: TenantDatabase
    agency: Tenant
    receiver: Receiver
    hook: NewWebhook
    deliverer: Deliverer
    owner: Connection

    async def happen(self, event: Event = Event.CANDIDATE_READY, *, to: Tenant | None = None) -> None:
        tenant = to or self.agency
        async with self.database.tenant(tenant.id) as connection:
            await announce(connection, tenant.id, event=event, data=DATA)

    async def waiting(self) -> list[UUID]:
        """Deliveries that jobs are about, the oldest first."""
        jobs = await self.owner.fetch(
            "SELECT payload FROM pgqueuer WHERE entrypoint = 'deliver_webhook' ORDER BY id"
        )
        return [UUID(json.loads(job["payload"])["delivery_id"]) for job in jobs]

    async def deliver(self, delivery_id: UUID) -> None:
        await self.deliverer.deliver(self.agency.id, delivery_id)

    async def log(self) -> list[DeliveryRow]:
        async with self.database.tenant(self.agency.id) as connection:
            return await deliveries(connection, webhook_id=self.hook.row.id, after=None, limit=10)


@pytest.fixture
async def scene(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> AsyncIterator[Scene]:
    deliverer = Deliverer(tenant_database, KEYRING, HERE)
    async with receiving() as receiver:
        async with tenant_database.tenant(agency.id) as connection:
            hook = await add_webhook(
                connection,
                agency.id,
                url=receiver.url,
                events=[Event.CANDIDATE_READY, Event.MATCHES_CHANGED],
                keyring=KEYRING,
                settings=HERE,
            )
        yield Scene(tenant_database, agency, receiver, hook, deliverer, owner_connection)


async def test_an_event_arrives_signed_and_is_logged(scene: Scene, other_agency: Tenant) -> None:
    await scene.happen()
    await scene.happen(Event.OPENING_READY)  # which this address does not want
    await scene.happen(to=other_agency)  # which has no address
    (delivery_id,) = await scene.waiting()
    await scene.deliver(delivery_id)
    await scene.deliver(delivery_id)  # a job that runs twice
    assert len(scene.receiver.bodies) == 1
    sent = Webhook(scene.hook.secret).verify(scene.receiver.bodies[0], scene.receiver.headers[0])
    assert (sent["type"], sent["data"]) == ("candidate.ready", DATA)
    with pytest.raises(WebhookVerificationError):
        Webhook(scene.hook.secret).verify(
            scene.receiver.bodies[0].replace(b"ready", b"other"), scene.receiver.headers[0]
        )
    (entry,) = await scene.log()
    assert (entry.status, entry.n_tries, entry.tries[0]["status"]) == ("delivered", 1, 200)
    assert entry.event_id == scene.receiver.headers[0]["webhook-id"]


async def test_a_delivery_whose_worker_dies_is_made_again_with_the_same_id_and_body(scene: Scene) -> None:
    scene.receiver.answers = [0, 200]
    await scene.happen()
    (delivery_id,) = await scene.waiting()
    dying = asyncio.create_task(scene.deliver(delivery_id))
    await scene.receiver.got_one.wait()
    dying.cancel()
    await asyncio.wait([dying])
    await scene.deliver(delivery_id)
    assert scene.receiver.bodies[0] == scene.receiver.bodies[1]
    assert scene.receiver.headers[0]["webhook-id"] == scene.receiver.headers[1]["webhook-id"]


async def test_failures_are_tried_again_later_and_later_and_given_up_at_last(scene: Scene) -> None:
    scene.receiver.answers = [500]
    await scene.happen()
    (delivery_id,) = await scene.waiting()
    for pause in PAUSES_SECONDS:
        with pytest.raises(JobFailed) as failure:
            await scene.deliver(delivery_id)
        assert failure.value.after_seconds == pause
        await scene.owner.execute("UPDATE webhooks SET paused_until = NULL")
    await scene.deliver(delivery_id)
    (entry,) = await scene.log()
    assert (entry.status, len(entry.tries)) == ("failed", len(PAUSES_SECONDS) + 1)


async def test_an_address_that_fails_is_left_alone_for_a_while_without_counting(scene: Scene) -> None:
    scene.receiver.answers = [0]  # no answer in time
    await scene.happen()
    await scene.happen()
    first, second = await scene.waiting()
    with pytest.raises(JobFailed):
        await scene.deliver(first)
    await scene.owner.execute("UPDATE webhooks SET paused_until = now() + interval '1 minute'")
    with pytest.raises(JobFailed) as pause:
        await scene.deliver(second)
    assert 1 <= (pause.value.after_seconds or 0) <= 60
    assert len(scene.receiver.bodies) == 1
    log = await scene.log()
    assert [entry.n_tries for entry in log] == [0, 1]
    assert log[1].tries[0]["error"] == "timeout"


async def test_an_address_that_is_gone_is_told_nothing_any_more(scene: Scene) -> None:
    scene.receiver.answers = [410]
    await scene.happen()
    (delivery_id,) = await scene.waiting()
    await scene.deliver(delivery_id)
    async with scene.database.tenant(scene.agency.id) as connection:
        assert [row.is_active for row in await webhooks(connection)] == [False]
    await scene.happen()
    assert len(await scene.waiting()) == 1


async def test_after_a_change_both_secrets_sign_for_a_day(scene: Scene) -> None:
    async with scene.database.tenant(scene.agency.id) as connection:
        changed = await rotate_secret(
            connection, scene.agency.id, webhook_id=scene.hook.row.id, keyring=KEYRING
        )
    await scene.happen()
    await scene.happen()
    first, second = await scene.waiting()
    await scene.deliver(first)
    for secret in (scene.hook.secret, changed.secret):
        Webhook(secret).verify(scene.receiver.bodies[0], scene.receiver.headers[0])
    await scene.owner.execute("UPDATE webhooks SET former_until = now()")
    await scene.deliver(second)
    Webhook(changed.secret).verify(scene.receiver.bodies[1], scene.receiver.headers[1])
    with pytest.raises(WebhookVerificationError):
        Webhook(scene.hook.secret).verify(scene.receiver.bodies[1], scene.receiver.headers[1])


async def test_secrets_are_kept_sealed(scene: Scene) -> None:
    kept = await scene.owner.fetchval("SELECT secret FROM webhooks")
    assert len(kept) > 32
    assert base64.b64decode(scene.hook.secret.removeprefix("whsec_")) not in kept


async def test_with_an_address_goes_all_that_was_to_be_delivered_there(scene: Scene) -> None:
    await scene.happen()
    (delivery_id,) = await scene.waiting()
    async with scene.database.tenant(scene.agency.id) as connection:
        await delete_webhook(connection, webhook_id=scene.hook.row.id)
    await scene.deliver(delivery_id)
    assert not scene.receiver.bodies


async def test_many_changes_of_the_lists_are_told_of_once(scene: Scene) -> None:
    async with scene.database.tenant(scene.agency.id) as connection:
        for _ in range(5):
            await matches_changed(connection)
    jobs = await scene.owner.fetch(
        "SELECT execute_after > now() AS waits FROM pgqueuer WHERE entrypoint = 'tell_of_matches'"
    )
    assert [job["waits"] for job in jobs] == [True]
    await scene.deliverer.tell_of_matches(scene.agency.id)
    (delivery_id,) = await scene.waiting()
    await scene.deliver(delivery_id)
    assert json.loads(scene.receiver.bodies[0])["type"] == "matches.changed"
