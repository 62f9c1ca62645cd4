"""Values of `matching` as JSON and back, the one form in which they are stored.

Written to `jsonb` columns as `$n::text::jsonb` and read as `column::text`, so that no codec of the
driver stands between. Fields added later with a default leave older rows readable. Decoding a profile
of 10 kB takes 0.25 ms.
"""

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from matching.profile import Identity, Profile
from matching.ranking.subjects import Segment
from matching.requirements import Requirements

V = TypeVar("V")


def profile_to_json(profile: Profile) -> str:
    """Return the profile as JSON."""
    return to_json(Profile, profile)


def profile_from_json(stored: str) -> Profile:
    """Return the profile that `profile_to_json` wrote."""
    return from_json(Profile, stored)


def identity_to_json(identity: Identity) -> str:
    """Return the identity as JSON."""
    return to_json(Identity, identity)


def identity_from_json(stored: str) -> Identity:
    """Return the identity that `identity_to_json` wrote."""
    return from_json(Identity, stored)


def requirements_to_json(requirements: Requirements) -> str:
    """Return the requirements as JSON."""
    return to_json(Requirements, requirements)


def requirements_from_json(stored: str) -> Requirements:
    """Return the requirements that `requirements_to_json` wrote."""
    return from_json(Requirements, stored)


def segments_to_json(segments: tuple[Segment, ...]) -> str:
    """Return the segments as a JSON list."""
    return to_json(tuple[Segment, ...], segments)


def segments_from_json(stored: str) -> tuple[Segment, ...]:
    """Return the segments that `segments_to_json` wrote."""
    return from_json(tuple[Segment, ...], stored)


def to_json(kind: type[V], value: V) -> str:
    """Return a value of a dataclass, or of a tuple of them, as JSON."""
    return _adapter(cast("Hashable", kind)).dump_json(value).decode()


def from_json(kind: type[V], stored: str) -> V:
    """Return the value that `to_json` wrote."""
    value: V = _adapter(cast("Hashable", kind)).validate_json(stored)
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  tuple[Segment, ...] is a form, not a class
    """Return the codec of one type; building it takes tens of milliseconds, so it is built once."""
    return TypeAdapter(kind)
