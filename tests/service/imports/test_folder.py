"""A folder comes in file by file, and may be begun again at any moment."""

from pathlib import Path

from service.candidates.use_cases import candidates
from service.documents.originals.originals import Originals
from service.errors import RejectionReason
from service.imports.folder import FolderReport, files_in, import_folder
from service.settings import LimitSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant


async def imported(database: TenantDatabase, agency: Tenant, folder: Path) -> FolderReport:
    return await import_folder(
        database,
        files_in(folder),
        organisation_id=agency.id,
        originals=Originals(),
        limits=LimitSettings(max_cv_bytes=1000),
        progress=lambda _done, _of: None,
    )


async def test_what_is_there_already_is_passed_over(
    tenant_database: TenantDatabase, agency: Tenant, tmp_path: Path
) -> None:
    (tmp_path / "2030").mkdir()
    for name, content in {
        "a.txt": "Salma", "2030/b.txt": "Karim", "copy of a.txt": "Salma", ".hidden": "x", "Thumbs.db": "x",
        "empty.pdf": "", "large.pdf": "x" * 2000,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(content)
    first = await imported(tenant_database, agency, tmp_path)
    assert (first.n_new, first.n_known) == (2, 1)
    assert dict(first.refused) == {
        tmp_path / "empty.pdf": RejectionReason.EMPTY,
        tmp_path / "large.pdf": RejectionReason.TOO_LARGE,
    }
    (tmp_path / "new.txt").write_text("Nadia")
    again = await imported(tenant_database, agency, tmp_path)
    assert (again.n_new, again.n_known) == (1, 3)
    async with tenant_database.tenant(agency.id) as connection:
        assert len(await candidates(connection, limit=10)) == 3
