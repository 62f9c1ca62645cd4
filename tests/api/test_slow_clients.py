"""Clients that dawdle are cut off; those that are merely slow, or wait for us, are served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send

from api.slow_clients import PatientProtocol
from tests.api.fuzzing import listening

ANSWER_BYTES = 30_000_000
HEAD = b"POST /slowly HTTP/1.1\r\nHost: api.example\r\nContent-Length: 100000\r\n"


class HurriedProtocol(PatientProtocol):
    head_seconds = 0.5
    stall_seconds = 0.5
    body_seconds = 3.0
    _looks_every_seconds = 0.05


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, at leisure where asked to, and answers with as much as is asked for."""
    if scope["path"] == "/at-leisure":
        await asyncio.sleep(1.5)
    n_bytes = 0
    is_whole = False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        n_bytes += len(message["body"])
        is_whole = not message["more_body"]
    body = bytes(ANSWER_BYTES) if scope["path"] == "/large" else str(n_bytes).encode()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with listening(application, HurriedProtocol) as port:
        yield port


async def answer_to(port: int, pieces: list[bytes], *, pause_seconds: float) -> bytes:
    """What comes back when pieces are sent, one after each pause, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(all_of(reader))
    for piece in pieces:
        if reading.done():
            break
        writer.write(piece)
        await asyncio.sleep(pause_seconds)
    async with asyncio.timeout(20):
        answer = await reading
    writer.close()
    return answer


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the end; a server that closes on a client that still sends also resets."""
    received = b""
    with suppress(ConnectionError):
        while chunk := await reader.read(1 << 16):
            received += chunk
    return received


def one_by_one(data: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in data]


async def test_a_head_that_comes_byte_by_byte_is_not_waited_for(port: int) -> None:
    answer = await answer_to(port, one_by_one(HEAD), pause_seconds=0.1)
    assert answer.startswith(b"HTTP/1.1 408 ")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head


async def test_a_client_that_says_nothing_is_not_waited_for(port: int) -> None:
    assert (await answer_to(port, [], pause_seconds=0)).startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_comes_byte_by_byte_is_not_waited_for(port: int) -> None:
    answer = await answer_to(port, [HEAD + b"\r\n", *one_by_one(bytes(1000))], pause_seconds=0.1)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_blank_lines_between_requests_do_not_keep_a_connection(port: int) -> None:
    whole = b"POST / HTTP/1.1\r\nHost: api.example\r\nContent-Length: 0\r\n\r\n"
    answer = await answer_to(port, [whole, *[b"\r\n"] * 100], pause_seconds=0.1)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in answer


async def test_a_body_that_takes_for_ever_is_cut_off_though_it_goes_on(port: int) -> None:
    answer = await answer_to(port, [HEAD + b"\r\n", *[bytes(1000)] * 90], pause_seconds=0.05)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_comes_slowly_but_steadily_is_served(port: int) -> None:
    head = HEAD.replace(b"\r\nHost", b"\r\nConnection: close\r\nHost") + b"\r\n"
    answer = await answer_to(port, [head, *[bytes(5000)] * 20], pause_seconds=0.1)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"100000")


async def test_a_client_that_waits_for_the_service_is_served(port: int) -> None:
    head = HEAD.replace(b"/slowly", b"/at-leisure").replace(b"\r\nHost", b"\r\nConnection: close\r\nHost")
    answer = await answer_to(port, [head + b"\r\n" + bytes(100_000)], pause_seconds=0)
    assert answer.endswith(b"100000")


async def test_an_answer_that_nobody_takes_is_given_up(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(b"GET /large HTTP/1.1\r\nHost: api.example\r\n\r\n")
    await asyncio.sleep(2)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(ANSWER_BYTES)
    writer.close()
