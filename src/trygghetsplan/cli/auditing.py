"""The auditors' thread and the language of promises: audit, new audit and lint."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.checking import FailOn, OutputFormats, exit_code, read_outputs, tell, threshold
from trygghetsplan.cli.common import AsOf, Output, choice, day, find_root, known, note, put, readable, sound
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.source.text import MAX_BYTES

if TYPE_CHECKING:
    from datetime import date

    from trygghetsplan.disclosure.audience import Audience
    from trygghetsplan.plan.repository import PlanRepository
    from trygghetsplan.report.audit import Draft, Letter, Thread


_KNOWN = (
    (b"%PDF", "en pdf"),
    (b"PK\x03\x04", "ett Word- eller Exceldokument"),
    (b"\xd0\xcf\x11\xe0", "ett äldre Word- eller Exceldokument"),
    (b"\xff\xfe", "en text i UTF-16"),
    (b"\xfe\xff", "en text i UTF-16"),
)
"""How files that people take for texts begin."""


def read(path: Path) -> bytes:
    """Return the bytes of a text file.

    Raises:
        UsageFault: there is no such file, or it is no text.
        StorageFault: it could not be read.
    """
    if not path.exists():
        raise UsageFault(f"filen {path.as_posix()} finns inte.")
    if not path.is_file():
        raise UsageFault(f"{path.as_posix()} är ingen fil; ange en text- eller Markdownfil.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StorageFault(f"{path.as_posix()} går inte att läsa ({error.strerror}).") from None
    if len(data) > MAX_BYTES:
        raise UsageFault(f"{path.as_posix()} är större än 1 MiB; dela upp texten.")
    kind = next((kind for start, kind in _KNOWN if data.startswith(start)), "")
    if kind or b"\x00" in data:
        looks = f" ({kind})" if kind else ""
        raise UsageFault(
            f"{path.as_posix()} är ingen ren text{looks}; spara innehållet som text eller Markdown i UTF-8."
        )
    return data


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
    """Follow the auditors’ recommendations to the proof."""
    from trygghetsplan.cli.documents import put_document
    from trygghetsplan.disclosure.audience import Audience
    from trygghetsplan.report.audit import Draft, Letter, overview, remarks_text, thread_text

    if draft and letter:
        raise UsageFault("välj --draft eller --letter-to-auditors, inte båda.")
    choice("formatet", form, ("md", "html", "docx"))
    reader = Audience(choice("läsaren", audience, list(Audience)))
    repository = (sound if draft or letter else readable)(find_root())
    shown = _threads(repository, name, day(as_of), reader if draft or letter else Audience.INTERNAL)
    if not (draft or letter):
        one = shown[0] if len(shown) == 1 else None
        put(thread_text(one) if one else overview(shown), output)
        if one:
            sys.stderr.write(remarks_text(one))
        note(_following(one))
        return Exit.CLEAN
    if len(shown) > 1:
        raise UsageFault(f"det finns flera granskningar; välj en: {', '.join(one.id for one in shown)}.")
    content = _written(Draft(shown[0]) if draft else Letter(shown[0]), form)
    put_document([repository], reader, form, content, output)
    if draft:
        sys.stderr.write(remarks_text(shown[0]))
        note(f"Nästa steg: rätta i {shown[0].path} och låt {shown[0].by.lower()} besluta.")
    else:
        note(f"Nästa steg: trygghet audit {shown[0].id} --letter-to-auditors --format html -o brev.html")
    return Exit.CLEAN


def _written(document: "Draft | Letter", form: str) -> bytes:
    from trygghetsplan.output.formats import example_notice, word_writer
    from trygghetsplan.output.render import render

    if form != "docx":
        return render(document, form).encode()
    thread = document.thread
    notice = example_notice(is_example=thread.is_example, audience=thread.audience)
    text = render(document, "md")
    return word_writer()(text, thread.title, thread.as_of, author=thread.organisation, notice=notice)


def _threads(
    repository: "PlanRepository", name: str | None, as_of: "date", audience: "Audience"
) -> "tuple[Thread, ...]":
    from trygghetsplan.report.audit import thread

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
    """Start the file of an audit."""
    from trygghetsplan import api
    from trygghetsplan.editing.new_records import NewAudit, skeleton, with_documents
    from trygghetsplan.findings import Severity
    from trygghetsplan.storage import FileChange, write_all

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
            FileChange(root / listed, documents.encode(), before),
            FileChange(root / audit.path, text.encode(), None),
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
    """Look at the language of any text."""
    from trygghetsplan import api
    from trygghetsplan.cli.clock import parse_day

    outputs, gate = read_outputs(output_format or ["full"]), threshold(fail_on)
    written = parse_day("--dated", dated) if dated else None
    result = api.lint({path.as_posix(): read(path) for path in files}, day(as_of), written)
    tell(outputs, result)
    if result.findings:
        note(f"Nästa steg: trygghet rule {result.findings[0].rule.code}")
    return exit_code(result, gate)
