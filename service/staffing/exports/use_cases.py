"""A plan leaves as a workbook, a table or a page."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from matching.assignment.support import Scheme
from matching.assignment.wording import PlanWording
from service.candidates.rankable import external_ids
from service.errors import Conflict
from service.spreadsheets import XLSX_MEDIA_TYPE
from service.staffing.exports.report import as_report
from service.staffing.exports.sheet import PlanSheet
from service.staffing.exports.table import as_csv
from service.staffing.exports.workbook import as_workbook
from service.staffing.plans.use_cases import people_of, plan
from service.staffing.sites.use_cases import site
from service.tenancy import TenantConnection


class ExportForm(StrEnum):
    """In which form a plan leaves."""

    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"


MEDIA_TYPES = {
    ExportForm.XLSX: XLSX_MEDIA_TYPE,
    ExportForm.CSV: "text/csv; charset=utf-8",
    ExportForm.HTML: "text/html; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """What exports need beside the plan."""

    wording: PlanWording
    schemes: tuple[Scheme, ...]

    async def sheet(
        self, connection: TenantConnection, *, site_id: UUID, plan_id: UUID, language: str
    ) -> PlanSheet:
        """Return what an export of a plan shows; nobody's identity is in it.

        Raises:
            NotFound: the site has no such plan.
            Conflict: the plan is not ready.
        """
        record = await plan(connection, site_id=site_id, plan_id=plan_id)
        if record.result is None:
            raise Conflict("The plan is not ready.")
        people = await people_of(connection, plan_id=plan_id)
        titles = {str(opening.id): opening.title for opening in record.result.openings}
        return PlanSheet(
            site_name=(await site(connection, site_id=site_id)).name,
            record=record,
            result=record.result,
            people=people,
            names=await external_ids(connection, candidate_ids=[row.candidate_id for row in people]),
            speech=self.wording.in_language(language, titles),
            schemes={scheme.id: scheme for scheme in self.schemes},
        )


def exported(sheet: PlanSheet, form: ExportForm) -> bytes:
    """Return the bytes of a plan in one form."""
    match form:
        case ExportForm.XLSX:
            return as_workbook(sheet)
        case ExportForm.CSV:
            return as_csv(sheet)
        case ExportForm.HTML:
            return as_report(sheet).encode()
