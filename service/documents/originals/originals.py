"""What candidates sent, sealed, in the database or in a store of objects."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID, uuid4

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore, from_url

from service.documents import store
from service.documents.originals.keyring import Keyring, keys_of_folder
from service.documents.rows import Document
from service.errors import Unavailable
from service.settings import Settings
from service.tenancy import OrganisationId, TenantDatabase

KEYS_FILE = "originals.keys"
_BATCH = 100

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a document as they are kept.

    Attributes:
        content: Sealed or plain; None where they are in the store of objects.
        key: Name of the key that sealed them; None where they are plain.
        place: Their name in the store of objects; None where the database has them.
    """

    content: bytes | None
    key: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Originals:
    """Keeps originals and brings them back.

    Attributes:
        keyring: What seals them.
        objects: Where they are kept; None keeps them in the database.
    """

    keyring: Keyring = field(default_factory=Keyring.none)
    objects: ObjectStore | None = None

    @classmethod
    def open(cls, settings: Settings, *, makes_keys: bool = False) -> Self:
        """Return what the settings say.

        Args:
            settings: Of this process.
            makes_keys: Whether a machine that keeps its own database gets a key of its own as well.

        Raises:
            InvalidRequest: the keys are not written as they should be.
            Unavailable: the store of objects cannot be reached by this address.
        """
        secret = settings.originals.keys
        file = settings.storage.data_dir / KEYS_FILE
        written = secret.get_secret_value() if secret else keys_of_folder(file, makes=makes_keys)
        keyring = Keyring.parse(written)
        if keyring.newest is None:
            _log.warning("originals_not_sealed", advice="Set ORIGINALS_KEYS; see docs/originals.md.")
        return cls(keyring, _objects(settings.originals.url))

    async def keep(
        self, database: TenantDatabase, content: bytes, *, organisation_id: OrganisationId
    ) -> Original:
        """Return how a document is kept from now on, for the transaction that adds it.

        What is put into the store of objects is noted as forsaken first; the transaction that adds the
        document takes the note away. If that never happens, the object is swept away some time later.

        Raises:
            Unavailable: the store of objects is away.
        """
        sealed = await asyncio.to_thread(self.keyring.seal, content, organisation_id=organisation_id)
        if self.objects is None:
            return Original(sealed, self.keyring.newest)
        place = f"{organisation_id}/{uuid4()}"
        async with database.unbound() as connection:
            await store.forsake(connection, place=place)
        await _put(self.objects, place, sealed)
        return Original(None, self.keyring.newest, place)

    async def fetch(self, document: Document, *, organisation_id: OrganisationId) -> Document:
        """Return a document with its content as it was sent.

        Raises:
            Unavailable: the store of objects or the key is away.
        """
        sealed = document.content if document.place is None else await self._object(document.place)
        assert sealed is not None
        content = await asyncio.to_thread(
            self.keyring.unseal, sealed, key=document.key, organisation_id=organisation_id
        )
        return replace(document, content=content, key=None, place=None)

    async def sweep(self, database: TenantDatabase) -> int:
        """Return how many objects were removed that no document names any more."""
        if self.objects is None:
            return 0
        async with database.unbound() as connection:
            places = await store.lock_forsaken(connection, limit=_BATCH)
            for place in places:
                await _remove(self.objects, place)
            await store.forget_forsaken(connection, places=places)
        return len(places)

    async def _object(self, place: str) -> bytes:
        if self.objects is None:
            message = (
                f"A document is kept as the object {place}, and ORIGINALS_URL names no store of objects."
            )
            raise Unavailable(message, dependency="store of originals")
        try:
            answer = await self.objects.get_async(place)
            return bytes(await answer.bytes_async())
        except (BaseError, OSError) as exc:
            raise Unavailable(dependency="store of originals") from exc

    def keeps_so(self, *, key: str | None, place: str | None) -> bool:
        """Return whether a document that is kept like this would be kept like this today."""
        return key == self.keyring.newest and (place is None) == (self.objects is None)


async def keep_all_anew(
    originals: Originals, database: TenantDatabase, *, organisation_id: OrganisationId
) -> int:
    """Return how many documents of an organisation were sealed or moved as the settings say now.

    Safe to stop and to begin again: each document changes in a transaction of its own.
    """
    n_changed = 0
    after: tuple[UUID, int] | None = None
    while True:
        async with database.tenant(organisation_id) as connection:
            batch = await store.documents_after(connection, after=after, limit=_BATCH)
        for document in batch:
            if not originals.keeps_so(key=document.key, place=document.place):
                await _keep_anew(originals, database, document, organisation_id=organisation_id)
                n_changed += 1
        if len(batch) < _BATCH:
            return n_changed
        after = (batch[-1].candidate_id, batch[-1].revision)


async def _keep_anew(
    originals: Originals, database: TenantDatabase, document: Document, *, organisation_id: OrganisationId
) -> None:
    plain = await originals.fetch(document, organisation_id=organisation_id)
    assert plain.content is not None
    kept = await originals.keep(database, plain.content, organisation_id=organisation_id)
    async with database.tenant(organisation_id) as connection:
        await store.replace_original(
            connection, replace(document, content=kept.content, key=kept.key, place=kept.place)
        )


def _objects(url: str | None) -> ObjectStore | None:
    if url is None:
        return None
    try:
        if url.startswith("file://"):
            return from_url(url, mkdir=True)
        return from_url(url)
    except (BaseError, ValueError, OSError) as exc:
        message = f"ORIGINALS_URL does not name a store of objects: {exc}"
        raise Unavailable(message, dependency="store of originals") from exc


async def _put(objects: ObjectStore, place: str, content: bytes) -> None:
    try:
        await objects.put_async(place, content)
    except (BaseError, OSError) as exc:
        raise Unavailable(dependency="store of originals") from exc


async def _remove(objects: ObjectStore, place: str) -> None:
    try:
        await objects.delete_async(place)
    except NotFoundError:
        pass  # an upload that ended before its object was there, or a sweep that ended after it
    except (BaseError, OSError) as exc:
        raise Unavailable(dependency="store of originals") from exc
