"""The commands that add to a repository: new followup, new year, new obligation. What they write is `editing`'s."""

import sys
from typing import Annotated, Any

import typer

from trygghetsplan.cli.common import choice, find_root, known, note, sound, when
from trygghetsplan.errors import Exit, UsageFault


def followup(
    year: Annotated[str, typer.Argument(metavar="ÅR", help="Uppföljningsår, också ett kommande.")],
    body: Annotated[str, typer.Argument(metavar="ORGAN", help="Organets id, till exempel socialnamnden.")],
) -> int:
    """Skriv en fil med alla frågor som ett organ ska svara på.

    Varje fråga har sin text, vad som begärs och förra årets svar bredvid. Ett tomt svar är obesvarat.
    """
    from trygghetsplan.cli.new_files import write_new
    from trygghetsplan.editing.skeletons import follow_up, follow_up_path, questions

    root = find_root()
    repository = sound(root, answers=False)
    number, _ = when(repository, year, None, coming=True)
    known("organet", body, repository.bodies)
    asked = questions(repository, number)
    if body not in asked:
        raise UsageFault(f"{repository.body_name(body)} är inte skyldig några svar för {number}.")
    path = follow_up_path(number, body)
    write_new(root, {path: follow_up(repository, number, body, asked[body])})
    note(f"Nästa steg: fyll i {path} och kör trygghet validate")
    return Exit.CLEAN


def year(
    year: Annotated[str, typer.Argument(metavar="ÅR", help="Uppföljningsår, också ett kommande.")],
) -> int:
    """Skriv en fil med frågor för varje organ som saknar en."""
    from trygghetsplan.cli.new_files import write_new
    from trygghetsplan.editing.skeletons import missing_follow_ups

    root = find_root()
    repository = sound(root, answers=False)
    number, _ = when(repository, year, None, coming=True)
    files = missing_follow_ups(repository, number)
    if not files:
        sys.stdout.write(f"Alla organ som ska svara för {number} har redan en fil.\n")
    write_new(root, files)
    note(f"Nästa steg: trygghet validate, och sedan trygghet form export --year {number} --all")
    return Exit.CLEAN


def obligation(
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter",
            metavar="KAPITEL",
            help="Filens namn, till exempel 2-krishantering.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Nytt id.", show_default=False)
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Kort namn.", show_default=False)
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="Vad som ska göras.", show_default=False)
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="SLAG", help="Slag av skyldighet.")] = "aktivitet",
    responsible: Annotated[
        list[str] | None,
        typer.Option(
            "--responsible", metavar="ORGAN", help="Organ eller grupp; kan upprepas.", show_default=False
        ),
    ] = None,
    clock: Annotated[
        str, typer.Option("--clock", metavar="PERIODICITET", help="När den ska göras.")
    ] = "årligen",
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DAG", help="Sista dagen, om en är bestämd.", show_default=False),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence", metavar="NAMN", help="Underlag ur katalogen; kan upprepas.", show_default=False
        ),
    ] = None,
) -> int:
    """Lägg till en skyldighet sist i ett kapitel.

    Det som inte ges med flaggor frågas efter vid en terminal. Skyldigheten skrivs bara om filerna blir utan fel.
    """
    from trygghetsplan.cli.new_files import refuse_faults
    from trygghetsplan.cli.prompts import ask, by_commas
    from trygghetsplan.editing.insertion import with_obligation
    from trygghetsplan.source.text import read_bytes
    from trygghetsplan.storage import Change, write_all
    from trygghetsplan.swedish import slug

    root = find_root()
    repository = sound(root, answers=False)
    stems = [one.stem for one in repository.chapters]
    chapter = choice("kapitlet", ask("--chapter", "Kapitel (filens namn)", chapter), stems)
    title = ask("--title", "Titel", title)
    name = ask("--id", "Id", name, slug(title))
    fields: dict[str, Any] = {
        "titel": title,
        "text": ask("--text", "Vad ska göras", text),
        "slag": kind,
        "ansvariga": responsible or by_commas(ask("--responsible", "Ansvariga, med komma emellan", None)),
        "periodicitet": clock,
        "senast": due,
        "underlag": evidence or by_commas(ask("--evidence", "Underlag, med komma emellan", None)),
    }
    found = next(one for one in repository.chapters if one.stem == chapter)
    if name in found.record.obligations:
        raise UsageFault(f"id:t {name} finns redan i {found.path}; välj ett annat.")
    before = read_bytes(root, found.path)
    new = with_obligation(
        found.path, repository.texts[found.path], name, {key: value for key, value in fields.items() if value}
    )
    refuse_faults(root, {found.path: new})
    write_all([Change(root / found.path, new.encode(), before if isinstance(before, bytes) else None)])
    sys.stdout.write(f"La till {name} i {found.path}\n")
    note(f"Nästa steg: trygghet explain {name}")
    return Exit.CLEAN
