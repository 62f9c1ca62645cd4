"""Whether the process lives, whether it can serve, and its figures."""

import asyncio
from collections.abc import Awaitable
from enum import StrEnum

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.dependencies import Resources, ResourcesOfApp
from api.metrics import CONTENT_TYPE
from api.models import AnswerModel
from service.errors import ServiceError
from service.inference import Inference
from service.startup import is_migrated

router = APIRouter(tags=["health"])


class State(StrEnum):
    """How a dependency is."""

    READY = "ready"
    AWAY = "away"


_READY, _AWAY = State.READY, State.AWAY
_DATABASE_SECONDS = 2.0
_ENCODER_SECONDS = 5.0
"""A busy encoder takes its turn after the batches before it; one that is gone never answers."""


class Liveness(AnswerModel):
    """The process answers."""

    status: State


class Readiness(AnswerModel):
    """What requests depend on, each by name."""

    status: State
    database: State
    migrations: State
    encoder: State


@router.get("/healthz", summary="Does the process live?")
async def healthz() -> Liveness:
    """Answers as long as the process does, whatever it depends on."""
    return Liveness(status=State.READY)


@router.get(
    "/readyz",
    summary="Can the process serve?",
    responses={503: {"model": Readiness, "description": "Something is away; its name says what."}},
    response_model=Readiness,
)
async def readyz(resources: ResourcesOfApp) -> Response:
    """Asks the database and the encoder."""
    readiness = await _readiness(resources)
    status_code = 200 if readiness.status is State.READY else 503
    return JSONResponse(readiness.model_dump(mode="json"), status_code=status_code)


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
async def metrics(resources: ResourcesOfApp) -> Response:
    """Counts and times of requests, by route; nothing about any organisation."""
    return Response(resources.metrics.exposition(), media_type=CONTENT_TYPE)


async def _readiness(resources: Resources) -> Readiness:
    migrated, encodes = await asyncio.gather(
        _in_time(is_migrated(resources.database), seconds=_DATABASE_SECONDS),
        _in_time(_encodes(resources.inference), seconds=_ENCODER_SECONDS),
    )
    database = _AWAY if migrated is None else _READY
    migrations, encoder = (_READY if it else _AWAY for it in (migrated, encodes))
    status = _READY if {database, migrations, encoder} == {_READY} else _AWAY
    return Readiness(status=status, database=database, migrations=migrations, encoder=encoder)


async def _encodes(inference: Inference) -> bool:
    return len(await inference.encode_queries(["agent"])) == 1


async def _in_time(question: Awaitable[bool], *, seconds: float) -> bool | None:
    """Return the answer; None when there is none in time, or nobody left to give it."""
    try:
        async with asyncio.timeout(seconds):
            return await question
    except (ServiceError, TimeoutError, RuntimeError):
        return None
