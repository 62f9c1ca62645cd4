"""What tests of the API are about."""

from dataclasses import dataclass
from uuid import UUID

import httpx

from api.dependencies import Resources
from api.errors import MEDIA_TYPE, TYPE_PREFIX
from tests.factories import Tenant
from tests.people import Person, keep_person


@dataclass(frozen=True, slots=True)
class Tenants:
    """Organisations of one test; `partner` is linked to `agency`."""

    agency: Tenant
    other_agency: Tenant
    employer: Tenant
    partner: Tenant


async def add_person(
    resources: Resources, tenant: Tenant, person: Person, *, partner: Tenant | None = None
) -> UUID:
    """Keep a candidate, perhaps sent by a partner, as if the worker had read it; return its id."""
    return await keep_person(
        resources.database,
        tenant,
        person,
        encoder=resources.inference.description,
        vectors=await resources.inference.encode_passages([person.segment.text]),
        partner=partner,
    )


def assert_problem(answer: httpx.Response, statuses: set[int]) -> None:
    """Fail unless the answer is a problem of RFC 9457 with one of the statuses."""
    assert answer.status_code in statuses, answer.text[:500]
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"].startswith(TYPE_PREFIX)
    assert body["title"]
    assert answer.text.isascii()
