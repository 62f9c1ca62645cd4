"""From the bearer token of a request to the principal who sends it, and what that principal may do."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.dependencies import Resources, ResourcesOfApp
from service.errors import NotAuthenticated, NotPermitted
from service.organisations.use_cases import Principal, Scope, authenticate

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="An API key, `Authorization: Bearer om_...`. Its organisation's kind decides what it allows.",
)

UPLOADS = frozenset({("POST", "/v1/candidates"), ("POST", "/v1/imports")})
"""What the quota of uploads counts, and what is refused where there is no room."""


async def authenticated(
    request: Request,
    resources: ResourcesOfApp,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Principal:
    """Return who sends the request; the key is looked up each time, so that a revocation counts at once.

    Raises:
        NotAuthenticated: there is no valid key.
        QuotaExceeded: the key has asked for too much.
        StorageFull: it is an upload, and there is no room for it.
    """
    if credentials is None:
        raise NotAuthenticated
    principal = await authenticate(resources.database, credentials.credentials)
    request.state.organisation_id = str(principal.organisation_id)
    await _admit(request, principal, resources)
    return principal


async def _admit(request: Request, principal: Principal, resources: Resources) -> None:
    """Count the request for the quotas of its key; the answer's headers say what is left of them."""
    is_upload = (request.method, request.url.path) in UPLOADS
    request.state.quotas = await resources.quotas.spend(principal, is_upload=is_upload)
    if is_upload:
        resources.room.require()


def permitted(*scopes: Scope) -> Any:  # noqa: ANN401  FastAPI gives its dependencies this type
    """Return a dependency on a principal who has one of the scopes."""

    async def principal_with_scope(principal: Annotated[Principal, Depends(authenticated)]) -> Principal:
        if principal.scopes.isdisjoint(scopes):
            raise NotPermitted
        return principal

    return Depends(principal_with_scope)


ReadsOpenings = Annotated[Principal, permitted(Scope.OPENINGS_READ)]
WritesOpenings = Annotated[Principal, permitted(Scope.OPENINGS_WRITE)]


async def _in_turn(
    principal: Annotated[Principal, permitted(Scope.MATCHES_READ)], resources: ResourcesOfApp
) -> AsyncIterator[Principal]:
    """Yield who reads matches, when it is the organisation's turn; other organisations rank too."""
    async with resources.turns.turn(principal.organisation_id):
        yield principal


ReadsMatches = Annotated[Principal, Depends(_in_turn, scope="function")]
ReadsOutcomes = Annotated[Principal, permitted(Scope.OUTCOMES_READ)]
WritesOutcomes = Annotated[Principal, permitted(Scope.OUTCOMES_WRITE)]
ReadsScorer = Annotated[Principal, permitted(Scope.SCORER_READ)]
WritesScorer = Annotated[Principal, permitted(Scope.SCORER_WRITE)]
ReadsSites = Annotated[Principal, permitted(Scope.SITES_READ)]
WritesSites = Annotated[Principal, permitted(Scope.SITES_WRITE)]
ReadsRegions = Annotated[Principal, permitted(Scope.REGIONS_READ)]
ReadsPlans = Annotated[Principal, permitted(Scope.PLANS_READ)]
WritesPlans = Annotated[Principal, permitted(Scope.PLANS_WRITE)]
ReadsCandidates = Annotated[Principal, permitted(Scope.CANDIDATES_READ)]
WritesCandidates = Annotated[Principal, permitted(Scope.CANDIDATES_WRITE)]
SendsAnything = Annotated[Principal, permitted(Scope.CANDIDATES_WRITE, Scope.OPENINGS_WRITE)]
ManagesWebhooks = Annotated[Principal, permitted(Scope.WEBHOOKS)]
SendsCandidates = Annotated[Principal, permitted(Scope.CANDIDATES_READ, Scope.CANDIDATES_WRITE)]
"""Agencies, and partners, who look after what they sent themselves without seeing anything else."""
