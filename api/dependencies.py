"""What routes ask for: parts built once in `app.py`, and values read from the request."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, cast

from fastapi import Depends, Header, Request, Response
from starlette.datastructures import MutableHeaders

from api.metrics import Metrics
from matching.assignment.support import Scheme
from matching.assignment.wording import PlanWording
from matching.explanation.wording import Wording
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.profile_reader import ProfileReader
from service.documents.originals.originals import Originals
from service.documents.room import Room
from service.inference import Inference
from service.matches.texts import TextRanker
from service.matches.turns import OrganisationTurns
from service.matches.use_cases import Ranker
from service.openings.reading import OpeningReader
from service.quotas.use_cases import Quotas
from service.settings import Settings
from service.staffing.plans.planner import SitePlanner
from service.tenancy import TenantDatabase

LANGUAGES = ("fr", "en", "es", "ar")
"""In which sentences are written; the first where a client asks for none of them."""

_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_MAX_ACCEPTED = 20


@dataclass(frozen=True, slots=True)
class Resources:
    """All that one process builds at its start and shares between requests."""

    settings: Settings
    database: TenantDatabase
    inference: Inference
    taxonomy: Taxonomy
    profiles: ProfileReader
    originals: Originals
    openings: OpeningReader
    ranker: Ranker
    wording: Wording
    plan_wording: PlanWording
    schemes: tuple[Scheme, ...]
    metrics: Metrics
    quotas: Quotas
    turns: OrganisationTurns
    room: Room

    @property
    def planner(self) -> SitePlanner:
        """What staffs sites."""
        return SitePlanner(self.ranker, self.schemes)

    @property
    def text_ranker(self) -> TextRanker:
        """What ranks CVs that are not kept."""
        return TextRanker(self.ranker.matcher, self.openings, self.profiles)


def resources_of_app(request: Request) -> Resources:
    """Return what `app.lifespan` built."""
    return cast("Resources", request.app.state.resources)


def today() -> date:
    """Return the present day in UTC."""
    return datetime.now(UTC).date()


def language_for(accept_language: Annotated[str | None, Header()] = None) -> str:
    """Return the language among LANGUAGES that the client likes best."""
    wishes: list[tuple[float, str]] = []
    for part in (accept_language or "").split(",")[:_MAX_ACCEPTED]:
        match = _ACCEPTED.fullmatch(part)
        if match:
            wishes.append((float(match[2] or 1), match[1].lower()))
    best = sorted((wish for wish in wishes if wish[0] > 0), key=lambda wish: -wish[0])
    return next((language for _, language in best if language in LANGUAGES), LANGUAGES[0])


ResourcesOfApp = Annotated[Resources, Depends(resources_of_app)]
Today = Annotated[date, Depends(today)]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request in hand, to be answered in a language.

    Attributes:
        started: `time.perf_counter()` when the request came in.
        headers: Of the answer.
    """

    resources: Resources
    language: str
    started: float
    headers: MutableHeaders


def exchange(
    *,
    request: Request,
    response: Response,
    resources: ResourcesOfApp,
    language: Annotated[str, Depends(language_for)],
) -> Exchange:
    """Return the request in hand; the answer says in which language it speaks."""
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    return Exchange(
        resources=resources, language=language, started=request.state.started, headers=response.headers
    )


InExchange = Annotated[Exchange, Depends(exchange)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text unique to this request. Sent again with the same body, the first answer is "
        "repeated and nothing changes; with another body the request is refused.",
    ),
]
