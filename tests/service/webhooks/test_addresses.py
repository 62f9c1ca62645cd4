"""No address leads anywhere but to the public internet."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from service.errors import InvalidRequest
from service.settings import WebhookSettings
from service.webhooks.addresses import HostUnknown, Resolve, Target, check_url, is_public, look_up
from service.webhooks.sending import Message, send
from tests.service.webhooks.receiver import Receiver, receiving

OPEN = WebhookSettings(allows_http=True)
"""Such that the scheme alone refuses nothing here."""

SPECIAL = (
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1",
    "2001::1", "2001:db8::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1",
    "100::1", "3fff::1", "5f00::1",
)  # fmt: skip

NOT_URLS = (
    "", "x", "//127.0.0.1", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_", "https://",
    "https:///x", "javascript:alert(1)", "https://user@127.0.0.1/", "https://user:x@exemple.example/",
    "https://exemple.example#@127.0.0.1/", "https://exemple.example\\@127.0.0.1/", "https://127.0.0.1:99999/",
    "https://127.0.0.1:x/", "https://exemple.example:22/", "https://exemple.example:25/",
    "https://exemple.example/a b", "https://exemple.example/\r\nHost: x", "https://éxemple.example/",
    "https://" + "a" * 3000, "data:text/plain,x", "https://[::1", "unix:///var/run/docker.sock",
)  # fmt: skip


@pytest.fixture
async def canary() -> AsyncIterator[Receiver]:
    """Listens on this machine, where nothing should arrive."""
    async with receiving() as receiver:
        yield receiver


def ways_inside(port: int) -> list[str]:
    """URLs that lead to this machine, one way or another."""
    hosts = (
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "0", "000.0.0.0",
        "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.000.000.001", "[::1]",
        "[::]",        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1%251]", "127.0.0.1.", "①②⑦.⓪.⓪.①",
    )  # fmt: skip
    return [f"http://{host}:{port}/events" for host in hosts]


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", NOT_URLS)
def test_what_is_no_address_of_a_receiver_is_refused(url: str) -> None:
    with pytest.raises(InvalidRequest):
        check_url(url, OPEN)


def test_only_encrypted_connections_are_made_unless_the_operator_allows_others() -> None:
    with pytest.raises(InvalidRequest):
        check_url("http://exemple.example/", WebhookSettings())


async def test_no_way_of_writing_this_machine_reaches_it(canary: Receiver) -> None:
    urls = ways_inside(canary.port)
    for url in urls:
        with pytest.raises(InvalidRequest):
            await look_up(url, OPEN)
    assert not canary.bodies
    assert len(urls) + len(SPECIAL) + len(NOT_URLS) > 60


async def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="private"):
        await look_up("https://exemple.example/", OPEN, resolve=_answers(["93.184.216.34", "10.0.0.1"]))


async def test_a_name_that_is_not_found_is_not_connected_to() -> None:
    async def fails(_host: str, _port: int) -> list[str]:
        raise OSError

    for resolve in (fails, _answers([])):
        with pytest.raises(HostUnknown):
            await look_up("https://exemple.example/", OPEN, resolve=resolve)


async def test_a_name_that_leads_inside_the_second_time_is_asked_once(canary: Receiver) -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]

    async def rebinding(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    target = await look_up(f"http://exemple.example:{canary.port}/", OPEN, resolve=rebinding)
    await send(_message(), target, timeout_seconds=0.3)
    assert len(answers) == 1
    assert not canary.bodies


async def test_the_address_that_was_checked_is_the_one_reached(canary: Receiver) -> None:
    target = Target(f"http://exemple.example:{canary.port}/events", "exemple.example", "127.0.0.1")
    assert (await send(_message(), target, timeout_seconds=5)).is_success
    assert canary.headers[0]["Host"] == f"exemple.example:{canary.port}"


async def test_a_redirection_is_not_followed(canary: Receiver) -> None:
    async with receiving() as first:
        first.answers = [302]
        first.location = canary.url
        outcome = await send(_message(), Target(first.url, "127.0.0.1", "127.0.0.1"), timeout_seconds=5)
    assert (outcome.status, outcome.is_success) == (302, False)
    await asyncio.sleep(0.05)
    assert not canary.bodies


def _answers(addresses: list[str]) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    return resolve


def _message() -> Message:
    return Message("evt_1", datetime.now(UTC), "{}", [b"secret" * 5])
