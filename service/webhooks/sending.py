"""One signed request to an address that was looked up once."""

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpcore2
from standardwebhooks import Webhook

from service.webhooks.addresses import Target

_SUCCESS = range(200, 300)
GONE = 410


@dataclass(frozen=True, slots=True)
class Message:
    """What is delivered: `id` is that of the event, `secrets` sign it."""

    id: str
    moment: datetime
    body: str
    secrets: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the status of the answer, or a word for why there was none."""

    status: int | None = None
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it; a redirection is followed by nobody, and so is none."""
        return self.status in _SUCCESS


async def send(message: Message, target: Target, *, timeout_seconds: float) -> Outcome:
    """Return what came of delivering a message; nothing of the answer but its status is read."""
    try:
        async with asyncio.timeout(timeout_seconds), _pool(target) as pool:
            request = httpcore2.Request(
                "POST", target.url, headers=_headers(message, target), content=message.body.encode()
            )
            answer = await pool.handle_async_request(request)
            return Outcome(status=answer.status)
    except TimeoutError:
        return Outcome(error="timeout")
    except ssl.SSLError:
        return Outcome(error="tls")
    except (OSError, httpcore2.NetworkError, httpcore2.TimeoutException):
        return Outcome(error="unreachable")
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol):
        return Outcome(error="no_http")


def _pool(target: Target) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(network_backend=_Pinned(target.address))


def _headers(message: Message, target: Target) -> list[tuple[str, str]]:
    signatures = (
        Webhook(secret).sign(message.id, message.moment, message.body) for secret in message.secrets
    )
    return [
        ("Host", _authority(target.url)),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(message.body.encode()))),
        ("User-Agent", "oujda-match"),
        ("Connection", "close"),
        ("webhook-id", message.id),
        ("webhook-timestamp", str(int(message.moment.timestamp()))),
        ("webhook-signature", " ".join(signatures)),
    ]


def _authority(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0]


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Connects to one address, whatever host is asked for: what was checked is what is reached."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the very point
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is the library's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Return a connection to the address."""
        return await self._backend.connect_tcp(
            self._address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )
