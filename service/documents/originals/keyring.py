"""Keys that seal what candidates sent, and the sealing itself."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.database.server_files import write_private
from service.errors import InvalidRequest, Unavailable

_KEY_BYTES = 32
_NONCE_BYTES = 12
_ADVICE = (
    "Write ORIGINALS_KEYS as name:key, several parted by commas, the newest first; "
    "`oujda-match originals new-key` makes one."
)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by their names; the first seals, all of them open.

    Attributes:
        keys: AES-256 keys, 32 bytes each. Empty: nothing is sealed.
    """

    keys: Mapping[str, bytes]

    @classmethod
    def none(cls) -> Self:
        """Return no key: nothing is sealed."""
        return cls(MappingProxyType({}))

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return the keys written as `name:base64,name:base64`.

        Raises:
            InvalidRequest: it is written otherwise.
        """
        pairs = (entry.strip().partition(":") for entry in written.split(",") if entry.strip())
        return cls(MappingProxyType({name: _key(encoded) for name, _, encoded in pairs}))

    @property
    def newest(self) -> str | None:
        """Name of the key that seals; None where nothing is sealed."""
        return next(iter(self.keys), None)

    def seal(self, content: bytes, *, organisation_id: UUID) -> bytes:
        """Return the content under the newest key, bound to its organisation; as it is without keys."""
        if self.newest is None:
            return content
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.keys[self.newest]).encrypt(nonce, content, organisation_id.bytes)

    def unseal(self, sealed: bytes, *, key: str | None, organisation_id: UUID) -> bytes:
        """Return what was sealed under the key of this name.

        Raises:
            Unavailable: the key is not at hand, or it is not the one that sealed this.
        """
        if key is None:
            return sealed
        if key not in self.keys:
            raise Unavailable(
                f"A document is sealed under the key {key!r}, which is not in ORIGINALS_KEYS: add it again.",
                dependency="keys of originals",
            )
        try:
            return AESGCM(self.keys[key]).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], organisation_id.bytes
            )
        except InvalidTag as exc:
            message = f"A document does not open with the key {key!r}: that key was changed, or the document."
            raise Unavailable(message, dependency="keys of originals") from exc


def new_key(name: str) -> str:
    """Return a fresh key as it is written in ORIGINALS_KEYS."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def keys_of_folder(path: Path, *, makes: bool) -> str:
    """Return the keys that are kept in a file of one machine; "" where there is none.

    Args:
        path: The file; only its owner can read it.
        makes: Whether a missing file is made, with a fresh key.
    """
    if makes and not path.exists():
        path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        write_private(path, new_key("first"))
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise InvalidRequest(_ADVICE) from exc
    if len(key) != _KEY_BYTES:
        raise InvalidRequest(_ADVICE)
    return key
