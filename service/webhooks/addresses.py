"""Which addresses may be told of events: those of the public internet, and none inside."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from service.errors import InvalidRequest
from service.settings import WebhookSettings

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From a host and a port to its addresses, as texts."""

_MAX_URL_CHARS = 2000
_RESOLVE_SECONDS = 5.0
_STANDARD_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024

# Beyond what the standard library takes for private: addresses that stand for IPv4 ones, which could be
# private, and ranges assigned after it was written (IANA special-purpose registries).
_REFUSED: tuple[IPv4Network | IPv6Network, ...] = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",
            "192.88.99.0/24",
            "224.0.0.0/3",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)


class HostUnknown(InvalidRequest):
    """The host of an address cannot be found, at this moment."""

    def __init__(self) -> None:
        super().__init__("The host of the address cannot be found.", field="url")


class AddressRefused(InvalidRequest):
    """An address that nobody is told of events at."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="url")


@dataclass(frozen=True, slots=True)
class Target:
    """An address looked up: whom to connect to, and what is asked for there.

    Attributes:
        url: As given.
        host: Whose certificate is expected.
        address: The one numeric address that is connected to.
    """

    url: str
    host: str
    address: str


def check_url(url: str, settings: WebhookSettings) -> SplitResult:
    """Return an URL in its parts.

    Raises:
        AddressRefused: it is no URL that could be told of events, wherever it leads.
    """
    if len(url) > _MAX_URL_CHARS or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused("An address is at most 2,000 printable ASCII characters without blanks.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise AddressRefused("This is no URL.") from exc
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.allows_http):
        raise AddressRefused("The address has to begin with https://.")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("The address needs a host, and no user, password or fragment.")
    is_odd = port is not None and port not in _STANDARD_PORTS and port < _FIRST_FREE_PORT
    if is_odd and not settings.allows_private_addresses:
        raise AddressRefused("The port is that of another service.")
    return parts


async def look_up(url: str, settings: WebhookSettings, *, resolve: Resolve | None = None) -> Target:
    """Return where an URL leads at this moment; every address of its host has to be public.

    Raises:
        AddressRefused: it is no such URL, or one of the addresses of its host is not public.
        HostUnknown: there is no such host.
    """
    parts = check_url(url, settings)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await (resolve or _resolve)(host, port)
    except (OSError, TimeoutError, UnicodeError) as exc:
        raise HostUnknown from exc
    if not found:
        raise HostUnknown
    if not settings.allows_private_addresses and not all(map(is_public, found)):
        raise AddressRefused("The address leads into a private network.")
    return Target(url=url, host=host, address=found[0])


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet that a single machine answers at."""
    try:
        it = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(it, IPv6Address) and it.ipv4_mapped:
        it = it.ipv4_mapped
    return it.is_global and not it.is_multicast and not _is_refused(it)


def _is_refused(address: IPv4Address | IPv6Address) -> bool:
    return any(address.version == network.version and address in network for network in _REFUSED)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
