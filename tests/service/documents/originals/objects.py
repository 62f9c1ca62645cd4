from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObjectServer:
    """Where it is, and what it holds by path."""

    url: str
    objects: dict[str, bytes]
