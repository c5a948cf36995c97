"""The commands that write documents: report, audit and templates."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from trygghetsplan import git
from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    DocumentOption,
    OpenFlag,
    OutputOption,
    argument,
    audit_candidates,
    checked_choice,
    checked_id,
    chosen_format,
    flag,
    one_of,
    open_written,
    option,
    refuse_open,
    write_file,
    write_note,
    write_result,
    year_candidates,
)
from trygghetsplan.cli.next_step import note_next_step, path_of
from trygghetsplan.cli.opening import (
    faultless_repository,
    faultless_repository_at,
    readable_repository,
    years_and_day,
)
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import reckoning_day
from trygghetsplan.cli.watch import WatchOption, run_each_time
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.accounts import with_account
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.extras import how_to_install
from trygghetsplan.formats.full import render
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.output.formats import FORMATS, Document, Look, short_file, write
from trygghetsplan.output.own_templates import (
    fault_result,
    read_own,
    section_copy,
    sections,
)
from trygghetsplan.output.pictures import can_draw
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.output.stamp import Origin, stamp_of
from trygghetsplan.plan.example import with_example_mark
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.report.audit import Draft, Letter, overview, remarks_text, thread, thread_text
from trygghetsplan.report.build import Annexes, ReportRequest, documents, file_stem, parts_asked
from trygghetsplan.report.provenance import is_clean, provenance_of
from trygghetsplan.shell import quoted
from trygghetsplan.storage import change_of, display_path, read_file, write_all
from trygghetsplan.swedish import listed, slug

FORMAT_NAMES = tuple(FORMATS)
_PAPERS = ("md", "html", "docx")
_MAX_TEMPLATE = 50 * 1024 * 1024
"""Bytes of a Word file whose styles are used."""


def _write_report(
    repository: PlanRepository,
    root: Path,
    request: ReportRequest,
    formats: Iterable[str],
    *,
    audience: Audience,
    look: Look,
    commit: str | None,
    output: Path | None,
) -> list[Path]:
    """Write the document in each format, an account with its annexes beside it, and return the paths.

    The files were read from `commit`, or from the folder. Nothing is written unless every format can be, and holds nothing that its reader may not see.

    Raises:
        StorageFault: a file could not be written, or holds what its reader may not see.
    """
    state = git.GitStanding(commit) if commit else git.standing(root, repository)
    origin = provenance_of(repository, state)
    made = Origin(
        request._replace(at=None),
        audience,
        state.commit if audience is Audience.INTERNAL else None,
        is_clean(root, repository, state, audience),
        origin.digest,
    )
    beside = request._replace(is_annexes=True)
    stems = (
        (output.stem, f"{output.stem}-bilagor")
        if output
        else (file_stem(repository, request, audience), file_stem(repository, beside, audience))
    )
    contents = {}
    with waiting("Räknar"):
        views = list(documents(repository, request, origin, audience, stems))
    files = []
    for (named, view), other in zip(views, reversed(stems), strict=False):
        own = made._replace(beside=other) if len(views) > 1 else made
        own = own._replace(request=own.request._replace(is_annexes=isinstance(view, Annexes)))
        stamps = ((stamp_of(own, form, look.own, look.word_template), form) for form in formats)
        files += [(named, Document(view, look, stamp), form) for stamp, form in stamps]
    with waiting("Skriver dokumenten", len(files)) as track:
        for named, document, form in track(files):
            path = output.with_stem(named) if output else root / "build" / f"{named}.{form}"
            contents[path], searched = write(form, document)
            for kind, written in searched:
                refuse_disclosure(
                    repository, audience, path.as_posix() if output else path.name, kind, written
                )
    write_all(change_of(path, content) for path, content in contents.items())
    return list(contents)


def write_document(
    repositories: Sequence[PlanRepository],
    audience: Audience,
    form: str,
    content: bytes,
    output: Path | None,
    *,
    is_opened: bool = False,
) -> None:
    """Write a document to standard output or to a file, after a second look at what it holds.

    Raises:
        UsageFault: the format is no text, and no file is named.
        StorageFault: it could not be written, or holds what its reader may not see.
    """
    name = output.as_posix() if output else "dokumentet"
    for repository in repositories:
        refuse_disclosure(repository, audience, name, form, content)
    if output is None:
        if form == "docx":
            raise UsageFault(f"{form} skrivs till en fil; lägg till -o FIL.{form}.")
        sys.stdout.write(content.decode())
    else:
        write_file(output, content, is_opened=is_opened)


def report(
    years: Annotated[
        str | None,
        argument(
            "[ÅR|ÅR-ÅR]", "Ett uppföljningsår, eller flera för den fördjupade rapporten.", year_candidates
        ),
    ] = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str | None,
        option(
            "--format",
            "FORMAT",
            f"{', '.join(FORMATS)}; flera med komma emellan. Utan: md,html, eller det som filens namn säger.",
            one_of(*FORMATS),
        ),
    ] = None,
    audience: Annotated[
        str | None,
        option("--audience", "LÄSARE", "public eller internal. Ett organs bilaga: internal, annat: public."),
    ] = None,
    at: Annotated[str | None, option("--at", "VERSION", "Som filerna var i en version i git.")] = None,
    output: OutputOption = None,
    word_template: Annotated[
        Path | None, option("--docx-template", "FIL", "Word-fil vars stilar används för docx.")
    ] = None,
    templates_folder: Annotated[
        Path | None, option("--templates", "MAPP", "Egna mallar som ersätter programmets.")
    ] = None,
    *,
    document_id: DocumentOption = None,
    body: BodyOption = None,
    tertial: Annotated[
        str | None, option("--tertial", "N", "Lägesbilderna för tertial 1, 2 eller 3.")
    ] = None,
    kvartal: Annotated[str | None, option("--kvartal", "N", "Lägesbilderna för kvartal 1–4.")] = None,
    halvar: Annotated[str | None, option("--halvar", "N", "Lägesbilderna för halvår 1 eller 2.")] = None,
    lansstyrelsen: Annotated[bool, flag("--lansstyrelsen", "Underlaget till länsstyrelsen.")] = False,
    plan: Annotated[bool, flag("--plan", "Själva planen, som den kan beslutas; utan år.")] = False,
    is_opened: OpenFlag = False,
    watch: WatchOption = False,
) -> int:
    """Write the account of a year, a narrower document or the plan itself."""
    again: dict[str, Any] = {**locals(), "watch": False}
    if watch:
        return run_each_time(
            lambda: report(**again), [templates_folder, word_template], {"--at": at, "--open": is_opened}
        )
    formats = _formats(form, output)
    if is_opened and output:
        refuse_open(output)
    usual = Audience.INTERNAL if body else Audience.PUBLIC
    reader = Audience(checked_choice("läsaren", audience or usual, list(Audience)))
    root = find_root()
    commit, repository = faultless_repository_at(root, at) if at else (None, faultless_repository(root))
    parts = {"tertial": tertial, "kvartal": kvartal, "halvår": halvar}
    if plan:
        others = {
            "ett år": years,
            "--body": body,
            **{f"--{slug(word)}": part for word, part in parts.items()},
            "--lansstyrelsen": lansstyrelsen,
            "--audience internal": reader is Audience.INTERNAL,
        }
        request = _plan_request(repository, as_of, document_id, others)
    else:
        request = _request(
            repository, years, as_of, body, parts, document=document_id, by_agency=lansstyrelsen
        )
    is_narrower = request != ReportRequest(year=request.year, as_of=request.as_of)
    request = request._replace(at=at)
    word = read_file(word_template, _MAX_TEMPLATE) if word_template else None
    try:
        look = Look(word, read_own(templates_folder) if templates_folder else ())
        paths = _write_report(
            repository,
            root,
            request,
            formats,
            audience=reader,
            look=look,
            commit=commit,
            output=output,
        )
    except TemplateFault as fault:
        sys.stderr.write(render(fault_result(fault, display_path(templates_folder or root))))
        return Exit.FINDINGS
    sys.stdout.write("".join(f"Skrev {display_path(path)}\n" for path in paths))
    if is_opened:  # the account stands before its annexes
        open_written(
            min(paths, key=lambda path: _SHOWN.index(path.suffix[1:]) if path.suffix[1:] in _SHOWN else 0)
        )
    if "docx" in formats and not can_draw():
        write_note(
            f"Diagrammen är tabeller i Word. För att få dem som bilder, installera med: {how_to_install('typst')}"
        )
    step = None if is_narrower or at else path_of(repository, root, request.year, reckoning_day(as_of))
    if step and step.next:
        note_next_step(step, "trygghet report")
    else:
        write_note("Nästa steg: läs igenom dokumentet.")
    return Exit.CLEAN


_SHOWN = ("pdf", "html", "docx", "md", "json")
"""Which of several files is opened: the first of these formats."""


def _formats(form: str | None, output: Path | None) -> list[str]:
    """Return the formats that are asked for, or that the file's name says.

    Raises:
        UsageFault: a format does not exist, the file's name says another, or several formats go to one file.
    """
    if form is None and output is None:
        return ["md", "html"]
    several = [*dict.fromkeys(map(str.strip, form.split(",")))] if form is not None else [None]
    formats = [chosen_format(one, output, FORMAT_NAMES, "html") for one in several]
    if output and len(formats) > 1:
        raise UsageFault("med -o skrivs ett format i taget; ta bort --format, så säger filens namn vilket.")
    return formats


def _plan_request(
    repository: PlanRepository, as_of: str | None, document: str | None, others: Mapping[str, object]
) -> ReportRequest:
    """Return the request for the plan itself.

    Raises:
        UsageFault: there is no such document, or something is asked for that the plan does not have.
    """
    if chosen := [name for name, value in others.items() if value]:
        raise UsageFault(f"--plan går inte ihop med {listed(chosen)}: planen är offentlig och har inga svar.")
    if document is not None:
        checked_id("dokumentet", document, repository.documents.record.documents)
    day = reckoning_day(as_of)
    return ReportRequest(year=day.year, as_of=day, document=document, is_plan=True)


def _request(
    repository: PlanRepository,
    years: str | None,
    as_of: str | None,
    body: str | None,
    parts: Mapping[str, str | None],
    *,
    document: str | None,
    by_agency: bool,
) -> ReportRequest:
    """Return which document the options name.

    Raises:
        UsageFault: what they name does not exist, or they name two kinds at once.
    """
    if document is not None:
        checked_id("dokumentet", document, repository.documents.record.documents)
    first, number, day = years_and_day(with_account(repository, document), years, as_of)
    pictures = {f"--{slug(word)}": part for word, part in parts.items()}
    kinds = {"flera år": first, "--body": body, **pictures, "--lansstyrelsen": by_agency}
    chosen = [name for name, value in kinds.items() if value]
    if len(chosen) > 1:
        raise UsageFault(f"{listed(chosen)} går inte ihop; välj en rapport i taget.")
    if document is not None and by_agency:
        raise UsageFault(
            "--document går inte ihop med --lansstyrelsen, som hämtar ur alla dokument; ta bort ett av dem."
        )
    if body is not None:
        checked_id("organet", body, repository.bodies)
    part = None
    for word, which in parts.items():
        if which is not None:
            part = f"{word} {checked_choice(word, which, parts_asked(repository, word))}"
    if by_agency and repository.agency is None:
        raise UsageFault("rubrikerna saknas; skriv dem i plan/lansstyrelsen.yaml.")
    return ReportRequest(
        year=number,
        as_of=day,
        first=first,
        body=body,
        part=part,
        by_agency=by_agency,
        document=document,
    )


def audit(
    name: Annotated[str | None, argument("[ID]", "Till exempel 2024-1.", audit_candidates)] = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str | None, option("--format", "FORMAT", "md (förval), html eller docx.", one_of(*_PAPERS))
    ] = None,
    audience: Annotated[str, option("--audience", "LÄSARE", "public eller internal.")] = "public",
    output: OutputOption = None,
    *,
    draft: Annotated[bool, flag("--draft", "Skriv förslaget till yttrande.")] = False,
    letter: Annotated[bool, flag("--letter-to-auditors", "Skriv till revisorerna hur det gick.")] = False,
    packet: Annotated[
        str | None,
        option(
            "--packet", "ID|ÅR", "Skriv revisorernas paket för en granskning eller ett år.", audit_candidates
        ),
    ] = None,
    is_opened: OpenFlag = False,
) -> int:
    """Follow the auditors’ recommendations to the proof."""
    if draft and letter:
        raise UsageFault("välj --draft eller --letter-to-auditors, inte båda.")
    if packet is not None:
        return _packet(
            packet,
            audience,
            as_of,
            form,
            output,
            {"ID": name, "--draft": draft, "--letter-to-auditors": letter, "--open": is_opened},
        )
    is_document = draft or letter
    if not is_document and form is not None:
        raise UsageFault("tråden skrivs som text; --format gäller --draft och --letter-to-auditors.")
    formats, usual = (_PAPERS, "md") if is_document else (("text",), "text")
    form = chosen_format(form, output, formats, usual, is_opened=is_opened)
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    repository = (faultless_repository if is_document else readable_repository)(find_root())
    day = reckoning_day(as_of)
    threads = [
        thread(repository, chapter, record, day, reader if is_document else Audience.INTERNAL)
        for chapter, record in _audits(repository, name)
    ]
    first = threads[0]
    if not is_document:
        text = thread_text(first) if len(threads) == 1 else overview(tuple(threads))
        write_result(repository, "text", with_example_mark(text, repository), output, is_opened=is_opened)
        following = first.id
        if len(threads) == 1:
            sys.stderr.write(remarks_text(first))
            following += f" {'--draft' if first.is_proposed else '--letter-to-auditors'}"
        write_note(f"Nästa steg: trygghet audit {following}")
        return Exit.CLEAN
    if len(threads) > 1:
        raise UsageFault(f"det finns flera granskningar; välj en: {', '.join(each.id for each in threads)}.")
    content = short_file(Draft(first) if draft else Letter(first), form)
    write_document([repository], reader, form, content, output, is_opened=is_opened)
    if draft:
        sys.stderr.write(remarks_text(first))
        write_note(f"Nästa steg: rätta i {first.path} och låt {first.in_sentence} besluta.")
    else:
        write_note(f"Nästa steg: trygghet audit {first.id} --letter-to-auditors -o brev.html")
    return Exit.CLEAN


def _packet(
    packet: str,
    audience: str,
    as_of: str | None,
    form: str | None,
    output: Path | None,
    others: Mapping[str, object],
) -> int:
    """Write the auditors' packet.

    Raises:
        UsageFault: something is asked for that a packet does not have.
    """
    from trygghetsplan.cli.verifying import write_packet  # what no other document needs

    if chosen := [name for name, value in others.items() if value]:
        raise UsageFault(f"--packet går inte ihop med {listed(chosen)}; ta bort det.")
    written = checked_choice("formatet", form or "html", _PAPERS)
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    return write_packet(find_root(), packet, reader, as_of, written, output)


def _audits(repository: PlanRepository, name: str | None) -> list[tuple[PlanFile[Chapter], Audit]]:
    """Return the audit that is named, or all.

    Raises:
        UsageFault: there is none.
    """
    audits = {chapter.stem: (chapter, record) for chapter, record in repository.audits}
    if not audits:
        raise UsageFault("det finns ingen granskning i plan/revision; börja på en med trygghet new audit ID.")
    return [audits[checked_id("granskningen", name, audits)]] if name else list(audits.values())


def templates(
    action: Annotated[str, argument("GÖR", "list eller copy.")],
    section: Annotated[str | None, argument("[AVSNITT]", "Till exempel summary.")] = None,
) -> int:
    """List the templates, or copy one to be changed."""
    if checked_choice("åtgärden", action, ("list", "copy")) == "list":
        sys.stdout.write("".join(f"{name:<19} {what}\n" for name, what in sections().items()))
        write_note("Nästa steg: trygghet templates copy summary")
        return Exit.CLEAN
    if section is None:
        raise UsageFault("ange vilket avsnitt som ska kopieras; trygghet templates list visar dem.")
    checked_id("avsnittet", section, sections())
    root = find_root()
    folder = root / (faultless_repository(root).settings.record.templates or "templates")
    change = section_copy(section, folder)
    write_all([change])
    sys.stdout.write(f"Skrev {display_path(change.path)}\n")
    write_note(
        f"Nästa steg: ändra i mallen och kör trygghet report --templates {quoted(display_path(folder))}"
    )
    return Exit.CLEAN
