from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A used idempotency key; without digest and answer when what it led to has been erased."""

    body_sha256: bytes | None
    answer: str | None
