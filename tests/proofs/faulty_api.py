"""The API with a fault: `python -m tests.proofs.faulty_api FAULT`. Proofs have to see it."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from uuid import uuid4

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app

_SECONDS = 0.5


class AcknowledgesEarly:
    """Answers an upload before it is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        message = await receive()
        task = asyncio.create_task(self._keep(scope, message))
        self._later.add(task)
        body = json.dumps({"id": str(uuid4())}).encode()
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def _keep(self, scope: Scope, message: Message) -> None:
        async def receive() -> Message:
            return message

        async def send(_message: Message) -> None:
            return

        await asyncio.sleep(_SECONDS)
        await self.app(scope, receive, send)


class AnswersLate:
    """Answers an upload long after it is kept, so that a kill hits what is kept and not answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_late(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] == "POST":
                await asyncio.sleep(_SECONDS)
            await send(message)

        await self.app(scope, receive, send_late if scope["type"] == "http" else send)


FAULTS: dict[str, Callable[[ASGIApp], ASGIApp]] = {"early": AcknowledgesEarly, "late": AnswersLate}

if __name__ == "__main__":
    uvicorn.run(
        FAULTS[sys.argv[1]](create_app()),
        host="127.0.0.1",
        port=int(os.environ["API_PORT"]),
        log_level="critical",
        lifespan="on",
    )
