"""The whole way: files are uploaded, a worker reads them, an opening ranks their owners and says why."""

import asyncio
import io
from collections.abc import AsyncIterator

import docx
import httpx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from api.app import create_app
from service.settings import DatabaseSettings, Settings
from service.worker import work
from tests.factories import Tenant

ADVISER = """Salma Exemple
Conseillère clientèle
Oujda - 06 00 00 12 34 - salma@exemple.example

EXPÉRIENCE PROFESSIONNELLE
01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda
Appels entrants, réclamations et fidélisation pour un opérateur de télécoms.

FORMATION
2022 Licence en études françaises, Université Mohammed Premier, Oujda

LANGUES
Français courant (C1), arabe langue maternelle, anglais B1
"""
BEGINNER = """Karim Exemple
Étudiant
Nador - 06 00 00 56 78

FORMATION
2024 Baccalauréat sciences physiques, lycée Exemple, Nador

LANGUES
Français notions (A2), arabe langue maternelle
"""
ADVERT = {
    "title": "Conseiller clientèle francophone",
    "text": "Centre d'appels à Oujda.\n\nVos missions :\n- Répondre aux appels entrants\n"
    "- Traiter les réclamations\n\nProfil :\n- Français C1 exigé\n- Bac+2 minimum\n"
    "- 1 an d'expérience en relation client",
}


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_file(text: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    lines = canvas.beginText(60, 780)
    for line in text.splitlines():
        lines.textLine(line)
    canvas.drawText(lines)
    canvas.save()
    return buffer.getvalue()


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


async def upload(client: httpx.AsyncClient, name: str, content: bytes) -> str:
    answer = await client.post("/v1/candidates", params={"wait": 30}, files={"file": (name, content)})
    assert answer.status_code == 201
    candidate_id: str = answer.json()["id"]
    return candidate_id


async def test_uploaded_files_are_ranked_for_an_opening_and_the_words_that_decided_are_shown(
    client: httpx.AsyncClient,
) -> None:
    adviser = await upload(client, "CV Salma.docx", word_file(ADVISER))
    beginner = await upload(client, "CV Karim.pdf", pdf_file(BEGINNER))
    opening = (await client.post("/v1/openings", json=ADVERT)).json()

    listed = (await client.get(f"/v1/openings/{opening['id']}/matches")).json()
    first, second = listed["matches"]
    assert [first["candidate_id"], second["candidate_id"]] == [adviser, beginner]
    assert first["score"] > second["score"]
    assert second["tier"] == "fails"

    french = next(r for r in first["requirements"] if r["feature"] == "languages")
    text = (await client.get(f"/v1/candidates/{adviser}")).json()["text"]
    (words,) = french["cv"]
    assert text[words["start"] : words["end"]] == words["words"]
    assert "C1" in words["words"]


async def test_someone_erased_is_in_no_list_any_more(client: httpx.AsyncClient) -> None:
    adviser = await upload(client, "CV Salma.docx", word_file(ADVISER))
    opening = (await client.post("/v1/openings", json=ADVERT)).json()
    url = f"/v1/openings/{opening['id']}/matches"
    assert len((await client.get(url)).json()["matches"]) == 1
    await client.delete(f"/v1/candidates/{adviser}")
    assert (await client.get(url)).json()["matches"] == []


async def test_a_correction_changes_the_next_list(client: httpx.AsyncClient) -> None:
    beginner = await upload(client, "CV Karim.pdf", pdf_file(BEGINNER))
    opening = (await client.post("/v1/openings", json=ADVERT)).json()
    url = f"/v1/openings/{opening['id']}/matches"
    before = (await client.get(url)).json()["matches"][0]
    correction = {"languages": [{"language": "fr", "level": "C1"}]}
    await client.patch(f"/v1/candidates/{beginner}", json=correction)
    after = (await client.get(url)).json()["matches"][0]
    assert after["score"] > before["score"]
