"""Rows of organisations, keys and links."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.tenancy import OrganisationId


class OrganisationKind(StrEnum):
    """What an organisation does here.

    An agency ranks its candidates for its openings, an employer has openings, a partner uploads candidates
    for the agencies it is linked to, an observer (a training firm, a public body) sees figures of the region.
    """

    AGENCY = "agency"
    EMPLOYER = "employer"
    PARTNER = "partner"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation."""

    id: OrganisationId
    kind: OrganisationKind
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as its owner may see it: without its secret."""

    organisation_id: OrganisationId
    prefix: str
    note: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyHolderRow:
    """What decides whether a request with a key is served, and as whom."""

    organisation_id: OrganisationId
    kind: OrganisationKind
    secret_sha256: bytes
    is_revoked: bool
    agency_ids: tuple[OrganisationId, ...]
