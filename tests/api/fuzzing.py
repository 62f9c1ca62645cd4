"""The application behind a real socket; a schema fuzzer, and a mutator of raw requests, against it."""

import asyncio
import os
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from api.slow_clients import PatientProtocol

CANARY = "Zqx7canary"
"""Stands in every text that is sent, and in no answer that refuses it."""

_HANG_SECONDS = 10.0


@asynccontextmanager
async def listening(app: ASGIApp, protocol: type[PatientProtocol] = PatientProtocol) -> AsyncIterator[int]:
    """Yield the port on which the running application answers; the same loop serves and tests."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_level="critical", http=protocol, ws="none"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells in no other way
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def schemathesis(
    port: int, *, token: str, n_examples: int, phases: str, without_check: str
) -> tuple[int, str]:
    """Run the schema fuzzer with all checks but one; return its exit code and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"http://127.0.0.1:{port}/openapi.json",
            *("--header", f"Authorization: Bearer {token}"),
            *("--max-examples", str(n_examples)),
            *("--phases", phases),
            *("--exclude-checks", without_check),
            *("--suppress-health-check", "all"),
            *("--request-timeout", "30"),
            "--continue-on-failure",
            cwd=folder,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
                "PYTHONPATH": str(Path(__file__).parent),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode(errors="replace")


@dataclass(frozen=True)
class RawRequest:
    """A request as bytes on the wire, well-formed or not."""

    method: bytes
    target: bytes
    body: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def is_unfinished(self) -> bool:
        """Whether it may promise more than it brings, so that the server would wait for the rest."""
        return not {b"Content-Length", b"Transfer-Encoding", b"Expect", b"Upgrade"}.isdisjoint(self.headers)

    @property
    def wire(self) -> bytes:
        """All bytes, with a length unless a header says otherwise."""
        headers = {b"Host": b"api.example", b"Connection": b"close", **self.headers}
        if b"Transfer-Encoding" not in headers:
            headers.setdefault(b"Content-Length", str(len(self.body)).encode())
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers.items())
        return self.method + b" " + self.target + b" HTTP/1.1\r\n" + lines + b"\r\n" + self.body


@dataclass(frozen=True)
class RawAnswer:
    """What came back; status 0 when the connection was cut without an answer."""

    status: int
    head: bytes
    body: bytes


async def exchange(port: int, request: RawRequest) -> RawAnswer:
    """Send a request and read until the server closes; a request on which it hangs fails the test."""
    try:
        async with asyncio.timeout(_HANG_SECONDS):
            return await _exchange(port, request)
    except TimeoutError:
        raise AssertionError(("no answer in time", request.wire[:2000])) from None


async def _exchange(port: int, request: RawRequest) -> RawAnswer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request.wire)
        await writer.drain()
        if request.is_unfinished:
            writer.write_eof()
        received = await reader.read(-1)
    except ConnectionError:
        received = b""
    finally:
        writer.close()
    head, _, body = received.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    return RawAnswer(int(words[1]) if len(words) > 1 else 0, head, body)


Mutation = Callable[[RawRequest, random.Random], RawRequest]

_TOKENS = (
    rb'"\ud83d"', rb'"\u0000"', b"NaN", b"-Infinity", b"1e400", b"1e308", b"9223372036854775808",
    b"-1", b"null", b"true", b"[]", b"{}", b'""', b'"' + b"9" * 5000 + b'"', b"9" * 5000, b"0.1",
    b'"\xff\xfe"', '"\u202e\ud7ff"'.encode(), b"[" * 50_000, b'{"a":' * 3000, b'"' + b"a" * 300_000 + b'"',
)  # fmt: skip
_METHODS = (
    b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"TRACE", b"BREW", b"get", b"A" * 64,
)  # fmt: skip
_PATH_PARTS = (
    b"%00", b"%ff", b"%ed%a0%80", b"..", b"%2e%2e", b"%2f", b"//", b"%", b"%zz", b"a" * 5000, b"'", b";",
    b"\xc3\xa9", b"00000000-0000-0000-0000-000000000000", b"{opening_id}", b"%0d%0aX:%20y",
)  # fmt: skip
_QUERIES = (
    b"limit=0", b"limit=101", b"limit=1e3", b"limit=\xff", b"limit=5&limit=6", b"cursor=" + b"A" * 400,
    b"cursor=%00", b"cursor=W10", b"cursor=WyJhIl0", b"cursor=bnVsbA", b"wait=nan", b"wait=-1", b"wait=inf",
    b"external_id=%00", b"external_id=%ff%fe", b"agency_id=1", b"is_open=maybe", b"&&==;", b"%", b"a" * 8000,
)  # fmt: skip
_HEADERS = (
    (b"Content-Type", b"text/plain"),
    (b"Content-Type", b""),
    (b"Content-Type", b"application/json; charset=utf-16"),
    (b"Content-Type", b"application/x-www-form-urlencoded"),
    (b"Content-Type", b"application/\x80json"),
    (b"Content-Type", b"multipart/form-data"),
    (b"Content-Type", b"multipart/form-data; boundary=" + b"b" * 200),
    (b"Content-Type", b"multipart/form-data; boundary=\xff"),
    (b"Accept-Language", b"\xff;q=z,*,,;q=9"),
    (b"Accept-Language", b"a" * 3000),
    (b"Idempotency-Key", b"\x80" * 10),
    (b"Idempotency-Key", b"k" * 300),
    (b"Idempotency-Key", b" "),
    (b"X-Request-Id", b"\x00"),
    (b"X-Request-Id", b"'\"<>"),
    (b"Expect", b"100-continue"),
    (b"Content-Length", b"99"),
    (b"Content-Length", b"-1"),
    (b"Content-Length", b"x"),
    (b"Content-Length", b"99999999999"),
    (b"Transfer-Encoding", b"chunked"),
    (b"Content-Encoding", b"gzip"),
    (b"Authorization", b"Bearer"),
    (b"Authorization", b"Bearer om_\xff"),
    (b"Authorization", b"Bearer om_000000000000_" + b"0" * 64),
    (b"Authorization", b"Basic eDp5"),
    (b"Upgrade", b"websocket"),
    (b"Range", b"bytes=0-1"),
)


def swap_token(request: RawRequest, chance: random.Random) -> RawRequest:
    """Put something else in place of one value of the body."""
    starts = [n for n, byte in enumerate(request.body) if byte in b":,["] or [0]
    start = chance.choice(starts) + 1
    end = next((n for n in range(start, len(request.body)) if request.body[n] in b",}]"), len(request.body))
    return replace(request, body=request.body[:start] + chance.choice(_TOKENS) + request.body[end:])


def break_bytes(request: RawRequest, chance: random.Random) -> RawRequest:
    """Flip, drop or double a few bytes of the body."""
    body = bytearray(request.body)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(body) + 1)
        body[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return replace(request, body=bytes(body))


def cut_body(request: RawRequest, chance: random.Random) -> RawRequest:
    """Send only a part of the body."""
    return replace(request, body=request.body[: chance.randrange(len(request.body) + 1)])


def whole_body(request: RawRequest, chance: random.Random) -> RawRequest:
    """Send a lone value as body."""
    return replace(request, body=chance.choice(_TOKENS))


def other_method(request: RawRequest, chance: random.Random) -> RawRequest:
    """Use another verb."""
    return replace(request, method=chance.choice(_METHODS))


def odd_path(request: RawRequest, chance: random.Random) -> RawRequest:
    """Put something odd in place of one part of the path, or behind it."""
    path, _, query = request.target.partition(b"?")
    parts = path.split(b"/")
    parts[chance.randrange(1, len(parts))] = chance.choice(_PATH_PARTS)
    return replace(request, target=b"/".join(parts) + (b"?" + query if query else b""))


def odd_query(request: RawRequest, chance: random.Random) -> RawRequest:
    """Ask with odd parameters."""
    queries = chance.sample(_QUERIES, chance.randint(1, 3))
    return replace(request, target=request.target.partition(b"?")[0] + b"?" + b"&".join(queries))


def odd_header(request: RawRequest, chance: random.Random) -> RawRequest:
    """Set an odd header."""
    name, value = chance.choice(_HEADERS)
    return replace(request, headers={**request.headers, name: value})


MUTATIONS: tuple[Mutation, ...] = (
    swap_token, swap_token, swap_token, break_bytes, cut_body, whole_body, other_method, odd_path, odd_query,
    odd_header, odd_header,
)  # fmt: skip


def mutated(request: RawRequest, chance: random.Random) -> RawRequest:
    """Return the request after one to three mutations."""
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 3)):
        request = mutation(request, chance)
    return request
