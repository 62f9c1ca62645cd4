import httpx

from api.opening_models import OPENING_EXAMPLES
from tests.api.world import Tenants

ADVERT = OPENING_EXAMPLES["advert"]["value"]


async def test_smoke(client: httpx.AsyncClient, tenants: Tenants) -> None:
    answer = await client.post("/v1/openings", json=ADVERT, headers=tenants.agency.headers)
    assert answer.status_code == 201, answer.text
    print(answer.json())
