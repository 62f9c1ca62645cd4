"""Candidates over HTTP, with a worker at work."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import docx
import httpx
import pytest

from api.dependencies import Resources
from service.candidates.reading import CandidateReader
from service.documents.reading import DocumentReader
from service.jobs.runner import run_jobs
from service.settings import WorkerSettings
from service.worker import handlers
from tests.api.world import Tenants

CV = """Salma Exemple
Conseillère clientèle
Oujda, 06 00 00 12 34, salma@exemple.example

EXPÉRIENCE PROFESSIONNELLE
01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda
Appels entrants, réclamations et fidélisation pour un opérateur de télécoms.

FORMATION
2022 Licence en études françaises, Université Mohammed Premier, Oujda

LANGUES
Français courant (C1), arabe langue maternelle, anglais B1

COMPÉTENCES
Excel, gestion des réclamations
"""


@pytest.fixture(scope="module", autouse=True)
async def worker(resources: Resources) -> AsyncIterator[None]:
    stop = asyncio.Event()
    async with DocumentReader.open(resources.settings.limits) as documents:
        reader = CandidateReader(
            database=resources.database,
            documents=documents,
            profiles=resources.profiles,
            inference=resources.inference,
            taxonomy=resources.taxonomy,
            max_attempts=3,
        )
        settings = WorkerSettings(heartbeat_seconds=0.5)
        running = asyncio.create_task(run_jobs(resources.database, handlers(reader), settings, stop=stop))
        yield
        stop.set()
        await running


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


async def send_text(
    client: httpx.AsyncClient, headers: dict[str, str], *, text: str = CV, wait: float = 30, **fields: str
) -> httpx.Response:
    return await client.post(
        "/v1/candidates", params={"wait": wait}, json={"text": text, **fields}, headers=headers
    )


async def test_a_text_is_answered_with_what_was_read_and_the_words_that_say_so(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await send_text(client, tenants.agency.headers)
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/v1/candidates/{body['id']}"
    assert body["status"] == "ready"
    assert body["identity"]["emails"] == ["salma@exemple.example"]
    (french,) = [entry for entry in body["profile"]["languages"] if entry["language"] == "fr"]
    assert french["level"]["value"] == "C1"
    words = french["cv"]
    assert body["text"][words["start"] : words["end"]] == words["words"]
    assert "C1" in words["words"]


async def test_a_word_file_is_read(client: httpx.AsyncClient, tenants: Tenants) -> None:
    answer = await client.post(
        "/v1/candidates",
        params={"wait": 30},
        files={"file": ("CV Salma.docx", word_file(CV))},
        data={"external_id": "S-1"},
        headers=tenants.agency.headers,
    )
    assert answer.status_code == 201
    assert answer.json()["external_id"] == "S-1"
    assert answer.json()["profile"]["months_of_experience"] == 30


async def test_a_json_resume_is_read(client: httpx.AsyncClient, tenants: Tenants) -> None:
    resume = {
        "basics": {"name": "Karim Exemple", "label": "Web developer", "location": {"city": "Oujda"}},
        "work": [
            {
                "name": "Studio Exemple",
                "position": "Web developer",
                "startDate": "2023-01",
                "endDate": "2024-12",
                "summary": "Booking sites with React.",
            }
        ],
        "languages": [{"language": "English", "fluency": "C1"}],
        "skills": [{"name": "Web", "keywords": ["React", "TypeScript"]}],
    }
    answer = await client.post(
        "/v1/candidates", params={"wait": 30}, json={"json_resume": resume}, headers=tenants.agency.headers
    )
    assert answer.status_code == 201
    profile = answer.json()["profile"]
    assert profile["months_of_experience"] == 24
    assert [entry["level"]["value"] for entry in profile["languages"]] == ["C1"]


async def test_without_waiting_the_answer_says_where_to_look(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await send_text(client, tenants.agency.headers, wait=0)
    assert answer.status_code == 202
    status_url = answer.json()["status_url"]
    async with asyncio.timeout(30):
        while True:
            status = (await client.get(status_url, headers=tenants.agency.headers)).json()
            if status["status"] != "received":
                break
            await asyncio.sleep(0.05)
    assert status["status"] == "ready"


async def test_a_scan_is_refused_with_the_reason_and_nobody_is_ready(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await client.post(
        "/v1/candidates",
        params={"wait": 30},
        files={"file": ("cv.pdf", b"%PDF-1.4 not really")},
        headers=tenants.agency.headers,
    )
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("document-rejected")
    assert answer.json()["reason"] == "broken"
    (entry,) = (await client.get("/v1/candidates", headers=tenants.agency.headers)).json()["candidates"]
    assert (entry["status"], entry["reason"]) == ("refused", "broken")


async def test_a_text_without_a_person_is_refused(client: httpx.AsyncClient, tenants: Tenants) -> None:
    answer = await send_text(client, tenants.agency.headers, text="x")
    assert (answer.status_code, answer.json()["reason"]) == (422, "no_text")


async def test_the_same_external_id_replaces(client: httpx.AsyncClient, tenants: Tenants) -> None:
    first = await send_text(client, tenants.agency.headers, external_id="E-1")
    second = await send_text(client, tenants.agency.headers, text=CV.replace("C1", "B2"), external_id="E-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    listed = (
        await client.get("/v1/candidates", params={"external_id": "E-1"}, headers=tenants.agency.headers)
    ).json()
    assert len(listed["candidates"]) == 1


async def test_an_idempotency_key_has_one_effect_and_refuses_another_body(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    headers = {**tenants.agency.headers, "Idempotency-Key": "k-1"}
    answers = await asyncio.gather(*(send_text(client, headers, wait=0) for _ in range(8)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = await send_text(client, headers, text=CV + "bilingue")
    assert other.status_code == 422
    assert "bilingue" not in other.text


async def test_a_person_corrects_and_takes_it_back(client: httpx.AsyncClient, tenants: Tenants) -> None:
    sent = (await send_text(client, tenants.agency.headers)).json()
    url = f"/v1/candidates/{sent['id']}"
    patched = await client.patch(
        url,
        json={"languages": [{"language": "fr", "level": "C2"}]},
        headers=tenants.agency.headers,
    )
    assert patched.status_code == 200
    (french,) = [e for e in patched.json()["profile"]["languages"] if e["language"] == "fr"]
    assert (french["level"]["value"], french["level"]["origin"]) == ("C2", "corrected")
    withdrawn = await client.patch(url, json={"languages": None}, headers=tenants.agency.headers)
    assert withdrawn.json()["profile"] == sent["profile"]


async def test_a_document_comes_back_as_a_download_byte_for_byte(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    content = word_file(CV)
    sent = await client.post(
        "/v1/candidates",
        files={"file": ("../سيرة «Salma».docx", content)},
        headers=tenants.agency.headers,
    )
    answer = await client.get(f"/v1/candidates/{sent.json()['id']}/document", headers=tenants.agency.headers)
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''%D8%B3" in disposition
    assert "/" not in disposition


async def test_someone_erased_is_gone_for_every_request(client: httpx.AsyncClient, tenants: Tenants) -> None:
    sent = (await send_text(client, tenants.agency.headers)).json()
    url = f"/v1/candidates/{sent['id']}"
    assert (await client.delete(url, headers=tenants.agency.headers)).status_code == 204
    for method, path in (("GET", url), ("GET", f"{url}/document"), ("GET", f"{url}/status"), ("DELETE", url)):
        answer = await client.request(method, path, headers=tenants.agency.headers)
        assert answer.status_code == 404


async def test_nobody_elses_candidate_exists(client: httpx.AsyncClient, tenants: Tenants) -> None:
    sent = (await send_text(client, tenants.agency.headers)).json()
    for candidate_id in (sent["id"], str(uuid4())):
        url = f"/v1/candidates/{candidate_id}"
        answers = [
            await client.get(url, headers=tenants.other_agency.headers),
            await client.get(f"{url}/status", headers=tenants.other_agency.headers),
            await client.get(f"{url}/document", headers=tenants.other_agency.headers),
            await client.patch(url, json={"town": "Oujda"}, headers=tenants.other_agency.headers),
            await client.delete(url, headers=tenants.other_agency.headers),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1


async def test_a_partner_sends_for_its_agency_and_sees_only_that(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    own = (await send_text(client, tenants.agency.headers, wait=0)).json()
    sent = (await send_text(client, tenants.partner.headers)).json()
    seen = (await client.get("/v1/candidates", headers=tenants.partner.headers)).json()["candidates"]
    assert [entry["id"] for entry in seen] == [sent["id"]]
    assert (
        await client.get(f"/v1/candidates/{own['id']}", headers=tenants.partner.headers)
    ).status_code == 404
    listed = (await client.get("/v1/candidates", headers=tenants.agency.headers)).json()["candidates"]
    uploaded_by = {entry["id"]: entry["uploaded_by"] for entry in listed}
    assert uploaded_by == {own["id"]: None, sent["id"]: str(tenants.partner.id)}


async def test_a_partner_of_nobody_else_cannot_name_another_agency(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await client.post(
        "/v1/candidates",
        params={"agency_id": str(tenants.other_agency.id)},
        json={"text": CV},
        headers=tenants.partner.headers,
    )
    assert answer.status_code == 404


async def test_an_employer_has_no_candidates(client: httpx.AsyncClient, tenants: Tenants) -> None:
    assert (await send_text(client, tenants.employer.headers)).status_code == 403
    assert (await client.get("/v1/candidates", headers=tenants.employer.headers)).status_code == 403


async def test_a_list_is_read_page_by_page_to_its_end(client: httpx.AsyncClient, tenants: Tenants) -> None:
    sent = [(await send_text(client, tenants.agency.headers, wait=0)).json()["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/candidates", params=params, headers=tenants.agency.headers)).json()
        seen += [entry["id"] for entry in page["candidates"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sent[::-1]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"{}", "application/json", 422),
        (b'{"text": "a", "json_resume": {}}', "application/json", 422),
        (b'{"text": "\\ud83d"}', "application/json", 400),
        (b'{"text": "secret\\u0000"}', "application/json", 422),
        (b'{"text": "secret", "age": 30}', "application/json", 422),
        (b'{"text": NaN}', "application/json", 422),
        (b'{"json_resume": {"work": [{"startDate": "secret"}]}}', "application/json", 422),
        (b"[" * 50_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"secret", "text/plain", 415),
        (b"", "", 415),
        (b"secret", "multipart/form-data", 400),
        (b"secret", "multipart/form-data; boundary=x", 400),
        (
            b'--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nsecret\r\n--x--',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
async def test_what_cannot_be_a_cv_is_refused_without_being_repeated(
    client: httpx.AsyncClient, tenants: Tenants, content: bytes, media_type: str, status: int
) -> None:
    headers = {**tenants.agency.headers, "Content-Type": media_type}
    answer = await client.post("/v1/candidates", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


async def test_the_description_shows_how_to_send(client: httpx.AsyncClient, tenants: Tenants) -> None:
    described = (await client.get("/openapi.json")).json()
    content = described["paths"]["/v1/candidates"]["post"]["requestBody"]["content"]
    assert set(content) == {"multipart/form-data", "application/json"}
    assert "$defs" not in json.dumps(content)
    for example in content["application/json"]["examples"].values():
        answer = await client.post(
            "/v1/candidates", params={"wait": 30}, json=example["value"], headers=tenants.agency.headers
        )
        assert answer.status_code == 201
        assert UUID(answer.json()["id"])
