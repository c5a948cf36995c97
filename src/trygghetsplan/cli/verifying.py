"""The command that verifies documents: made again from git, and compared byte for byte."""

import sys
from pathlib import Path
from typing import Annotated

from trygghetsplan import git
from trygghetsplan.cli.common import argument, checked_id, option, write_file, write_note, write_text
from trygghetsplan.cli.opening import faultless_repository, year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.disclosure.leak_check import READERS, refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.listing import is_folder, list_files
from trygghetsplan.output.formats import Look
from trygghetsplan.output.own_templates import read_own
from trygghetsplan.shell import command
from trygghetsplan.storage import change_of, display_path, names_in, read_file, write_all
from trygghetsplan.swedish import counted
from trygghetsplan.verification.again import version_at
from trygghetsplan.verification.packed import packet_index, verified_packet
from trygghetsplan.verification.packet import INDEX, PacketRequest, packet, zipped
from trygghetsplan.verification.stamped import MAX_BYTES, unzipped
from trygghetsplan.verification.verdict import Means, Verified, verified


def verify(
    files: Annotated[list[Path], argument("FIL…", "Dokument ur trygghet report, eller revisorernas paket.")],
    at: Annotated[
        str | None, option("--at", "VERSION", "Versionen i git som en offentlig handling är gjord av.")
    ] = None,
    word_template: Annotated[
        Path | None, option("--docx-template", "FIL", "Word-filen som dokumentet skrevs med.")
    ] = None,
    templates_folder: Annotated[
        Path | None, option("--templates", "MAPP", "De egna mallarna som dokumentet skrevs med.")
    ] = None,
) -> int:
    """Say of each file whether it is what the program makes of the version in git."""
    named = [path / INDEX if is_folder(path) else path for path in files]
    contents = [(path, read_file(path, MAX_BYTES)) for path in named]
    word = read_file(word_template, MAX_BYTES) if word_template else None
    look = Look(word, read_own(templates_folder) if templates_folder else ())
    try:
        means = Means(find_root(), "", at, look)
    except UsageFault as fault:
        means = Means(None, str(fault).rstrip("."), at, look)
    worst = Exit.CLEAN
    with waiting("Gör om dokumenten", len(contents)) as track:
        results = [_verified(path, content, means) for path, content in track(contents)]
    for result in results:
        first, *more = result.lines
        write_text("\n  ".join([first, *more]) + "\n")
        worst = max(worst, result.code)
    return worst


def _verified(path: Path, content: bytes, means: Means) -> Verified:
    """Verify a document, or the packet whose index or zip file this is."""
    name = display_path(path)
    files = unzipped(content)
    if files is not None and (index := packet_index(files.get(INDEX, b""))):
        return verified_packet(name, files, index, means)
    if index := packet_index(content):
        listing = list_files(path.parent, "", wanted=lambda name: "." in name).whole()
        return verified_packet(
            name, {one: read_file(path.parent / one, MAX_BYTES) for one in listing}, index, means
        )
    return verified(name, content, means)


def write_packet(
    root: Path, name: str, audience: Audience, as_of: str | None, form: str, output: Path | None
) -> int:
    """Write the packet of an audit or a year, as the version in git has it, to a folder or a zip file.

    Raises:
        UsageFault: there is no such audit or year, or nothing is committed.
        StorageFault: it could not be written, or holds what its reader may not see.
    """
    repository = faultless_repository(root)
    state = git.standing(root, repository)
    if state.commit is None:
        raise UsageFault(
            f"{state.reason}, och paketet görs av det som är incheckat i git; checka in filerna först."
        )
    version = version_at(root, state.commit)
    audits = {chapter.stem for chapter, _ in version.repository.audits}
    is_year = name not in audits and name.isascii() and name.isdigit()
    if not is_year:
        checked_id("granskningen", name, audits)
    year, day = year_and_day(version.repository, name if is_year else None, as_of)
    asked = PacketRequest(None if is_year else name, year, day, audience, form)
    with waiting("Gör paketet"):
        files = packet(root, version, asked)
    place = output or root / "build" / asked.name
    for path, content in files.items():
        kind = path.rpartition(".")[2]
        refuse_disclosure(version.repository, audience, path, kind if kind in READERS else "text", content)
    if place.suffix == ".zip":
        write_file(place, zipped(files), is_opened=False)
    else:
        extra = set(names_in(place)) - {path.partition("/")[0] for path in files}
        if extra:
            raise UsageFault(f"mappen {display_path(place)} har annat i sig; ange en tom mapp med -o.")
        write_all(change_of(place / path, content) for path, content in files.items())
        sys.stdout.write(f"Skrev {counted(len(files), 'fil', 'filer')} till {display_path(place)}\n")
    if state.differences:
        write_note(f"Obs: paketet är gjort av det som är incheckat; {state.differences} är inte med.")
    more = ("--at", state.commit[:12]) if audience is Audience.PUBLIC else ()
    index = display_path(place if place.suffix == ".zip" else place / INDEX)
    write_note(f"Nästa steg: {command('trygghet', 'verify', index, *more)}")
    return Exit.CLEAN
