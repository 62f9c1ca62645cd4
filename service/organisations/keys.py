"""The form of an API key: `om_<prefix>_<secret>`.

The prefix is public: logs and lists show it, and it finds the key. The secret is shown once, when the key is
made; only its SHA-256 is kept, which is enough for a secret that cannot be guessed.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

_N_PREFIX_BYTES = 6
# 256 random bits.
_N_SECRET_BYTES = 32
_TOKEN = re.compile(r"om_([0-9a-f]{12})_([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key with its secret.

    Attributes:
        prefix: 12 hexadecimal digits.
        secret: 64 hexadecimal digits.
    """

    prefix: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Return a new key that nobody can guess."""
        return cls(secrets.token_hex(_N_PREFIX_BYTES), secrets.token_hex(_N_SECRET_BYTES))

    @classmethod
    def parse(cls, token: str) -> Self | None:
        """Return the key that a token writes, None where it is no key at all."""
        match = _TOKEN.fullmatch(token)
        return cls(match[1], match[2]) if match else None

    @property
    def token(self) -> str:
        """The key as its holder sends it."""
        return f"om_{self.prefix}_{self.secret}"

    @property
    def secret_sha256(self) -> bytes:
        """What is kept of the secret."""
        return hashlib.sha256(self.secret.encode()).digest()
