"""Whoever wants to know is told once that an import is over, and not before."""

import io
import json
from uuid import UUID

from service.candidates.receiving import Sender, Submission
from service.documents.originals.keyring import Keyring
from service.imports.ending import WATCH_IMPORT, Watch, look_whether_over
from service.imports.items import CandidateItem, Item
from service.imports.rows import ImportSubject
from service.imports.sources import Source
from service.imports.use_cases import Order, cancel_import, receive_import
from service.settings import LimitSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant


def read_line(name: str, line: bytes) -> Item:
    return CandidateItem(name, Submission.of_text(json.loads(line)["text"]))


async def sent(database: TenantDatabase, agency: Tenant) -> UUID:
    source = Source(io.BytesIO(b'{"text": "Salma"}\n'), ImportSubject.CANDIDATES, read_line)
    order = Order(Sender(agency.id, agency.id, is_bulk=True), Keyring.none(), LimitSettings())
    async with database.tenant(agency.id) as connection:
        return (await receive_import(connection, source, order)).import_id


async def looks(owner: Connection) -> list[int]:
    rows = await owner.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = $1 ORDER BY id", WATCH_IMPORT)
    return [json.loads(row["payload"])["number"] for row in rows]


async def test_an_import_is_looked_at_until_it_is_over(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    import_id = await sent(tenant_database, agency)
    assert await looks(owner_connection) == [1]
    await look_whether_over(tenant_database, Watch(agency.id, import_id, 1))
    assert await looks(owner_connection) == [1, 2]
    async with tenant_database.tenant(agency.id) as connection:
        await cancel_import(connection, organisation_id=agency.id, import_id=import_id)
    await look_whether_over(tenant_database, Watch(agency.id, import_id, 2))
    assert await looks(owner_connection) == [1, 2]
