"""Many at once: an import comes in item by item, says what became of each, and can be sent again."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from api.app import create_app
from service.settings import DatabaseSettings, Settings
from service.worker import work
from tests.factories import Tenant


def cv(name: str, extra: str = "") -> str:
    return (
        f"{name} Exemple\nConseillère clientèle, Oujda\n\nEXPÉRIENCE\n"
        "01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda\n\n"
        f"LANGUES\nFrançais C1, arabe langue maternelle\n{extra}"
    )


def zipped(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def lines(*objects: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in objects)


@pytest.fixture
async def client(database_settings: DatabaseSettings, agency: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """The API as the agency uses it, with a worker beside it."""
    settings = Settings(database=database_settings)
    app = create_app(settings)
    stop = asyncio.Event()
    worker = asyncio.create_task(work(settings, stop=stop))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://api.example", headers=agency.headers
        ) as client:
            yield client
    stop.set()
    await worker


async def sent(client: httpx.AsyncClient, content: bytes, media_type: str, **params: str) -> dict[str, Any]:
    answer = await client.post(
        "/v1/imports", content=content, headers={"Content-Type": media_type}, params=params
    )
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/v1/imports/{answer.json()['id']}"
    body: dict[str, Any] = answer.json()
    return body


async def finished(client: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    async with asyncio.timeout(120):
        while True:
            body: dict[str, Any] = (await client.get(f"/v1/imports/{import_id}")).json()
            if body["status"] == "finished":
                return body
            await asyncio.sleep(0.1)


async def results(client: httpx.AsyncClient, import_id: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/imports/{import_id}/results")
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_a_zip_of_cvs_comes_in_and_each_file_has_its_result(client: httpx.AsyncClient) -> None:
    files = {
        "cvs/Salma.txt": cv("Salma").encode(),
        "cvs/Karim.txt": cv("Karim").encode(),
        "cvs/copy of Karim.txt": cv("Karim").encode(),
        "cvs/empty.pdf": b"",
        "cvs/broken.pdf": b"%PDF-1.7\nnothing",
        "__MACOSX/cvs/._Salma.txt": b"left over",
    }
    import_id = (await sent(client, zipped(files), "application/zip"))["id"]
    body = await finished(client, import_id)
    assert body["n_items"] == 5
    counts = {outcome: n for outcome, n in body["counts"].items() if n}
    assert counts == {"created": 2, "duplicate": 1, "refused": 2}
    by_name = {item["name"]: item for item in await results(client, import_id)}
    assert by_name["Salma.txt"]["outcome"] == "created"
    assert by_name["Salma.txt"]["is_read"]
    assert by_name["copy_of_Karim.txt"]["candidate_id"] == by_name["Karim.txt"]["candidate_id"]
    assert by_name["empty.pdf"]["reason"] == "empty"
    assert by_name["broken.pdf"]["reason"] == "broken"
    listed = (await client.get("/v1/candidates", params={"status": "ready"})).json()["candidates"]
    assert len(listed) == 2


async def test_an_import_sent_again_makes_nobody_twice(client: httpx.AsyncClient) -> None:
    content = lines(
        {"external_id": "A-1", "text": cv("Salma")},
        {"text": cv("Karim")},
        {"external_id": "A-1", "text": cv("Nadia")},
        {"external_id": "A-3"},
        "not an object",
    )
    first = await sent(client, content, "application/x-ndjson")
    await finished(client, first["id"])
    outcomes = [item["outcome"] for item in await results(client, first["id"])]
    assert outcomes == ["created", "created", "refused", "refused", "refused"]
    reasons = [item["reason"] for item in await results(client, first["id"])]
    assert reasons[2:] == ["repeated_external_id", "invalid", "not_json"]

    again = await sent(client, content, "application/x-ndjson")
    await finished(client, again["id"])
    outcomes = [item["outcome"] for item in await results(client, again["id"])]
    assert outcomes == ["unchanged", "duplicate", "refused", "refused", "refused"]

    changed = await sent(
        client, lines({"external_id": "A-1", "text": cv("Salma", "Anglais B2")}), "application/x-ndjson"
    )
    await finished(client, changed["id"])
    assert [item["outcome"] for item in await results(client, changed["id"])] == ["replaced"]
    assert len((await client.get("/v1/candidates")).json()["candidates"]) == 2


async def test_openings_come_in_as_lines(client: httpx.AsyncClient) -> None:
    content = lines(
        {"title": "Conseiller francophone", "text": "Oujda. Français C1 exigé.", "external_id": "o-1"},
        {"@type": "JobPosting", "title": "Técnico de soporte", "description": "Español C1."},
        {"text": "An advert without a title"},
    )
    import_id = (await sent(client, content, "application/x-ndjson", subject="openings"))["id"]
    await finished(client, import_id)
    items = await results(client, import_id)
    assert [item["outcome"] for item in items] == ["created", "created", "refused"]
    assert items[2]["detail"] == "/title This is required."
    opening = (await client.get(f"/v1/openings/{items[0]['opening_id']}")).json()
    assert opening["external_id"] == "o-1"


async def test_whoever_watches_is_told_when_it_is_over(client: httpx.AsyncClient) -> None:
    import_id = (await sent(client, lines({"text": cv("Salma")}), "application/x-ndjson"))["id"]
    answer = await client.get(f"/v1/imports/{import_id}/events", params={"seconds": 60})
    events = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert [lines[0] for lines in events[1:]][-1] == "event: end"
    assert json.loads(events[-1][1].removeprefix("data: "))["status"] == "finished"
