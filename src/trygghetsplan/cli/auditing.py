"""The auditors' recommendations, followed to the proof: audit and new audit."""

import sys
from typing import Annotated

from trygghetsplan import api
from trygghetsplan.cli.clock import reckoning_day
from trygghetsplan.cli.common import (
    AsOfOption,
    OutputOption,
    argument,
    checked_choice,
    checked_id,
    flag,
    option,
    write_note,
    write_result,
)
from trygghetsplan.cli.documents import write_document
from trygghetsplan.cli.opening import faultless_repository, readable_repository
from trygghetsplan.cli.start import find_root
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.editing.new_records import NewAudit, skeleton, with_documents
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.output.formats import audit_document
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.report.audit import Draft, Letter, overview, remarks_text, thread, thread_text
from trygghetsplan.storage import FileChange, write_all


def audit(
    name: Annotated[str | None, argument("[ID]", "Till exempel 2024-1.")] = None,
    as_of: AsOfOption = None,
    form: Annotated[str, option("--format", "FORMAT", "md, html eller docx.")] = "md",
    audience: Annotated[str, option("--audience", "LÄSARE", "public eller internal.")] = "public",
    output: OutputOption = None,
    *,
    draft: Annotated[bool, flag("--draft", "Skriv förslaget till yttrande.")] = False,
    letter: Annotated[bool, flag("--letter-to-auditors", "Skriv till revisorerna hur det gick.")] = False,
) -> int:
    """Follow the auditors’ recommendations to the proof."""
    if draft and letter:
        raise UsageFault("välj --draft eller --letter-to-auditors, inte båda.")
    checked_choice("formatet", form, ("md", "html", "docx"))
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    is_document = draft or letter
    repository = (faultless_repository if is_document else readable_repository)(find_root())
    day = reckoning_day(as_of)
    threads = [
        thread(repository, chapter, record, day, reader if is_document else Audience.INTERNAL)
        for chapter, record in _audits(repository, name)
    ]
    first = threads[0]
    if not is_document:
        write_result(thread_text(first) if len(threads) == 1 else overview(tuple(threads)), output)
        following = "ID"
        if len(threads) == 1:
            sys.stderr.write(remarks_text(first))
            following = f"{first.id} {'--draft' if first.is_proposed else '--letter-to-auditors'}"
        write_note(f"Nästa steg: trygghet audit {following}")
        return Exit.CLEAN
    if len(threads) > 1:
        raise UsageFault(f"det finns flera granskningar; välj en: {', '.join(each.id for each in threads)}.")
    content = audit_document(Draft(first) if draft else Letter(first), form)
    write_document([repository], reader, form, content, output)
    if draft:
        sys.stderr.write(remarks_text(first))
        write_note(f"Nästa steg: rätta i {first.path} och låt {first.by.lower()} besluta.")
    else:
        write_note(f"Nästa steg: trygghet audit {first.id} --letter-to-auditors --format html -o brev.html")
    return Exit.CLEAN


def _audits(repository: PlanRepository, name: str | None) -> list[tuple[PlanFile[Chapter], Audit]]:
    """Return the audit that is named, or all.

    Raises:
        UsageFault: there is none.
    """
    audits = {chapter.stem: (chapter, record) for chapter, record in repository.audits}
    if not audits:
        raise UsageFault("det finns ingen granskning i plan/revision.")
    return [audits[checked_id("granskningen", name, audits)]] if name else list(audits.values())


def new_audit(name: Annotated[str, argument("ID", "Revisorernas nummer, till exempel 2025-2.")]) -> int:
    """Start the file of an audit."""
    audit = NewAudit.of(name)
    if audit is None:
        raise UsageFault(f"granskningens id är ”{name}” men ska skrivas som 2025-2.")
    root = find_root()
    repository = faultless_repository(root)
    if (root / audit.path).exists():
        raise UsageFault(f"{audit.path} finns redan.")
    sources = repository.documents.path
    before = (root / sources).read_bytes()
    after = with_documents(before.decode(), audit, frozenset(repository.documents.record.documents))
    text = skeleton(audit, repository.settings.record.account.given_by)
    result = api.validate(api.load_with(root, {audit.path: text, sources: after or before.decode()}))
    if after is None or result.worst is Severity.ERROR:
        raise UsageFault(
            f"{sources} går inte att fylla på. Lägg själv till {audit.report} och {audit.reply} där, och kör igen."
        )
    write_all(
        [
            FileChange(root / sources, after.encode(), before),
            FileChange(root / audit.path, text.encode(), None),
        ]
    )
    sys.stdout.write(f"La till två dokument i {sources}\nSkrev {audit.path}\n")
    write_note(f"Nästa steg: fyll i {audit.path} och kör trygghet audit {audit.id}")
    return Exit.CLEAN
