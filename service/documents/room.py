"""Whether there is room to keep more, as far as this machine can see."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from service.database.at_hand import embedded_folder
from service.errors import StorageFull, Unavailable
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Room:
    """The disks of this machine that uploads end on.

    A database on another machine says for itself that it is full, when it is: see `service.tenancy`.

    Attributes:
        folders: One on each of these disks.
        min_free_bytes: The rest is for what must go on: the log of the database, reading, erasing.
    """

    folders: tuple[Path, ...]
    min_free_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the disks of the data folder and of the embedded server."""
        return cls(tuple(_folders(settings)), settings.limits.min_free_bytes)

    def require(self) -> None:
        """Return only if there is room.

        Raises:
            StorageFull: there is none.
        """
        for folder in self.folders:
            if _free_bytes(folder) < self.min_free_bytes:
                raise StorageFull


def _folders(settings: Settings) -> Iterator[Path]:
    folders = [settings.storage.data_dir.absolute()]
    with suppress(Unavailable):  # nobody here could run a server, so there is none
        folders.append(embedded_folder(settings).path)
    for folder in folders:
        yield next(it for it in (folder, *folder.parents) if it.exists())


def _free_bytes(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
