"""The auditors' thread and the language of promises: audit, new audit and lint."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import (
    AsOf,
    Output,
    choice,
    day,
    find_root,
    known,
    note,
    put,
    readable,
    sound,
)
from trygghetsplan.cli.gating import FailOn, OutputFormats, exit_code, threshold
from trygghetsplan.cli.outputs import read_outputs, tell
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from datetime import date

    from trygghetsplan.report.thread import Draft, Letter, Thread
    from trygghetsplan.report.views import Audience
    from trygghetsplan.repository import PlanRepository


def audit(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Till exempel 2024-1.", show_default=False)
    ] = None,
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="md, html eller docx.")] = "md",
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    output: Output = None,
    *,
    draft: Annotated[bool, typer.Option("--draft", help="Skriv förslaget till yttrande.")] = False,
    letter: Annotated[
        bool, typer.Option("--letter-to-auditors", help="Skriv till revisorerna hur det gick.")
    ] = False,
) -> int:
    """Följ revisionens rekommendationer till bevisen.

    Utan flaggor visas tråden. Med --audience internal får utkastet anmärkningar i marginalen till den som skriver.
    """
    from trygghetsplan.cli.writing import put_document
    from trygghetsplan.report import thread_text
    from trygghetsplan.report.thread import Draft, Letter
    from trygghetsplan.report.views import Audience

    if draft and letter:
        raise UsageFault("välj --draft eller --letter-to-auditors, inte båda.")
    choice("formatet", form, ("md", "html", "docx"))
    reader = Audience(choice("läsaren", audience, list(Audience)))
    repository = (sound if draft or letter else readable)(find_root())
    shown = _threads(repository, name, day(as_of), reader if draft or letter else Audience.INTERNAL)
    if not (draft or letter):
        one = shown[0] if len(shown) == 1 else None
        put(thread_text.thread_text(one) if one else thread_text.overview(shown), output)
        if one:
            sys.stderr.write(thread_text.remarks_text(one))
        note(_following(one))
        return Exit.CLEAN
    if len(shown) > 1:
        raise UsageFault(f"det finns flera granskningar; välj en: {', '.join(one.id for one in shown)}.")
    content = _written(Draft(shown[0]) if draft else Letter(shown[0]), form)
    put_document([repository], reader, form, content, output)
    if draft:
        sys.stderr.write(thread_text.remarks_text(shown[0]))
        note(f"Nästa steg: rätta i {shown[0].path} och låt {shown[0].by.lower()} besluta.")
    else:
        note(f"Nästa steg: trygghet audit {shown[0].id} --letter-to-auditors --format html -o brev.html")
    return Exit.CLEAN


def _written(document: "Draft | Letter", form: str) -> bytes:
    from trygghetsplan.report.outputs import example_notice
    from trygghetsplan.report.render import render
    from trygghetsplan.report.word import to_docx

    if form != "docx":
        return render(document, form).encode()
    thread = document.thread
    notice = example_notice(is_example=thread.is_example, audience=thread.audience)
    text = render(document, "md")
    return to_docx(text, thread.title, thread.as_of, author=thread.organisation, notice=notice)


def _threads(
    repository: "PlanRepository", name: str | None, as_of: "date", audience: "Audience"
) -> "tuple[Thread, ...]":
    from trygghetsplan.report.sections.audit_thread import thread

    audits = {chapter.stem: (chapter, record) for chapter, record in repository.audits}
    if not audits:
        raise UsageFault("det finns ingen granskning i plan/revision.")
    names = [known("granskningen", name, audits)] if name else list(audits)
    return tuple(thread(repository, *audits[one], as_of, audience) for one in names)


def _following(one: "Thread | None") -> str:
    if one is None:
        return "Nästa steg: trygghet audit ID"
    flag = "--draft" if one.is_proposed else "--letter-to-auditors"
    return f"Nästa steg: trygghet audit {one.id} {flag}"


def new_audit(
    name: Annotated[str, typer.Argument(metavar="ID", help="Revisorernas nummer, till exempel 2025-2.")],
) -> int:
    """Börja på en ny granskning.

    Skriver en fil att fylla i, och granskningens två dokument i listan över källor.
    """
    from trygghetsplan import api
    from trygghetsplan.editing.audits import NewAudit, skeleton, with_documents
    from trygghetsplan.findings import Severity
    from trygghetsplan.storage import Change, write_all

    audit = NewAudit.of(name)
    if audit is None:
        raise UsageFault(f"granskningens id är ”{name}” men ska skrivas som 2025-2.")
    root = find_root()
    repository = sound(root)
    if (root / audit.path).exists():
        raise UsageFault(f"{audit.path} finns redan.")
    account = repository.settings.record.account
    listed = repository.documents.path
    before = (root / listed).read_bytes()
    documents = with_documents(before.decode(), audit, frozenset(repository.documents.record.documents))
    text = skeleton(audit, account.given_by)
    made = api.validate(api.load_with(root, {audit.path: text, listed: documents or before.decode()}))
    if documents is None or made.worst is Severity.ERROR:
        raise UsageFault(
            f"{listed} går inte att fylla på. Lägg själv till {audit.report} och {audit.reply} där, och kör igen."
        )
    write_all(
        [
            Change(root / listed, documents.encode(), before),
            Change(root / audit.path, text.encode(), None),
        ]
    )
    sys.stdout.write(f"La till två dokument i {listed}\nSkrev {audit.path}\n")
    note(f"Nästa steg: fyll i {audit.path} och kör trygghet audit {audit.id}")
    return Exit.CLEAN


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FIL…", help="Text eller Markdown.")],
    as_of: AsOf = None,
    dated: Annotated[
        str | None,
        typer.Option(
            "--dated", metavar="DATUM", help="Dagen texten talar från (ÅÅÅÅ-MM-DD).", show_default=False
        ),
    ] = None,
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
) -> int:
    """Granska språket i en text innan den lämnar huset.

    Vaga löften, omätbara kriterier, gamla namn, fel hänvisningar. Fungerar utan planförråd.
    """
    from trygghetsplan import api
    from trygghetsplan.cli.clock import parse_day
    from trygghetsplan.cli.texts import read

    outputs, gate = read_outputs(output_format or ["full"]), threshold(fail_on)
    written = parse_day("--dated", dated) if dated else None
    result = api.lint({path.as_posix(): read(path) for path in files}, day(as_of), written)
    tell(outputs, result)
    if result.findings:
        note(f"Nästa steg: trygghet rule {result.findings[0].rule.code}")
    return exit_code(result, gate)
