"""A store of objects that speaks as S3 does, for as much of it as originals need."""

import re
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.service.documents.originals.objects import ObjectServer


@pytest.fixture(scope="session")
def object_server() -> Iterator[ObjectServer]:
    objects: dict[str, bytes] = {}

    async def answer(request: Request) -> Response:
        name = request.url.path
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256"):
            return Response(status_code=403)
        match request.method:
            case "PUT":
                objects[name] = await request.body()
                return Response(headers={"ETag": '"1"'})
            case "POST" if "delete" in request.query_params:
                keys = _KEY.findall((await request.body()).decode())
                for key in keys:
                    objects.pop(f"{name}/{key}", None)
                deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                return Response(f"<DeleteResult>{deleted}</DeleteResult>", media_type="application/xml")
            case _ if name in objects:
                return Response(objects[name], headers={"ETag": '"1"', "Last-Modified": _DAY})
        return Response(_MISSING, status_code=404)

    routes = [Route("/{name:path}", answer, methods=["GET", "PUT", "POST", "HEAD"])]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield ObjectServer(f"http://127.0.0.1:{listener.getsockname()[1]}", objects)
        server.should_exit = True
        thread.join()


_DAY = "Wed, 25 Nov 2026 10:00:00 GMT"
_KEY = re.compile("<Key>([^<]+)</Key>")
_MISSING = b"<Error><Code>NoSuchKey</Code></Error>"
