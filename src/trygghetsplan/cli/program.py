"""The program: its own options, and the commands in the order a new user meets them, each with its help.

The commands stand in modules by subject. A module is imported when a command in it runs or shows its own help, so
it may import at its top what its commands need.
"""

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from trygghetsplan import __version__
from trygghetsplan.cli.start import START_FOLDER, plan_folders
from trygghetsplan.cli.swedish_help import DeferredCommand, SwedishCommand, SwedishGroup
from trygghetsplan.errors import Exit, UsageFault


class Purpose(StrEnum):
    """What one wants to do: the headings of the help, in their order."""

    SEE = "Se"
    FILL_IN = "Fyll i"
    REVIEW = "Granska"
    WRITE = "Skriv"
    SET_UP = "Ställ i ordning"


class Command(NamedTuple):
    """One command: the module and function that run it, and its help."""

    place: str
    help: str
    """One line, as the list of commands shows it."""
    details: str = ""
    purpose: Purpose = Purpose.SEE


class CommandGroup(NamedTuple):
    """Commands under a common first word."""

    help: str
    commands: Mapping[str, Command]
    purpose: Purpose = Purpose.SEE


COMMANDS: Mapping[str, Command | CommandGroup] = {
    "init": Command(
        "creating.init",
        "Skapa en ny planmapp.",
        "Det som inte ges med flaggor frågas efter vid en terminal. Filer som finns skrivs aldrig över.",
        purpose=Purpose.SET_UP,
    ),
    "validate": Command(
        "checking.validate",
        "Kontrollera filerna.",
        "Prövar form, hänvisningar och svar. Går fort, för redigerare och pull requests.",
        purpose=Purpose.REVIEW,
    ),
    "check": Command(
        "checking.check",
        "Kontrollera filerna, och vad som saknas för året.",
        "Säger vad som saknas, hos vem och varför.",
        purpose=Purpose.REVIEW,
    ),
    "status": Command("asking.status", "Visa hur långt året har kommit, och läget, organ mot område."),
    "todo": Command(
        "asking.todo",
        "Visa vad som ska göras härnäst.",
        "Det som är försenat, det som snart ska göras och det som en ny mandatperiod för med sig. Med --body och --format md, docx eller eml: ett brev till organet.",
    ),
    "calendar": Command("asking.calendar", "Visa årshjulet: vad som infaller när."),
    "list": Command(
        "inventory.list_records",
        "Hitta organ, skyldigheter, underlag eller dokument.",
        "Med ORD: bara det som har alla orden i sitt id, sin titel eller sin text. Stora och små bokstäver och accenter spelar ingen roll.",
    ),
    "explain": Command(
        "asking.explain",
        "Förklara ett utfall.",
        "Säger hur ofta punkten återkommer, vilken period det gäller, vilket underlag som räknas, och varför.",
    ),
    "report": Command(
        "documents.report",
        "Skriv redovisningen, eller ett annat dokument.",
        "Skrivs till build/. Med flera år, som 2022-2024: den fördjupade rapporten. Med --body: bilagan till ett organs sammanträde, med förslag till beslut. Med --tertial 2, --kvartal 3 eller --halvar 1: lägesbilderna. Med --lansstyrelsen: underlaget till länsstyrelsen. Med --plan och utan år: själva planen.",
        purpose=Purpose.WRITE,
    ),
    "site": Command(
        "pages.site",
        "Skriv året som sidor i en mapp.",
        "Sidorna öppnas i en webbläsare, också från en delad mapp: läget, varje organ, krav och område, vad som ska göras, redovisningen och en sökruta. Med --audience internal också fynden och det som inte redovisas öppet.",
        purpose=Purpose.WRITE,
    ),
    "export": Command(
        "data.export",
        "Skriv kraven, svaren och utfallen som tabeller.",
        "En mapp för kalkylprogram, databaser och andra program: csv, xlsx, sqlite eller parquet, och datapackage.json som säger vad varje kolumn betyder. Offentligt om inget annat sägs; små tal är dolda.",
        purpose=Purpose.WRITE,
    ),
    "serve": Command(
        "serving.serve",
        "Visa året som sidor i webbläsaren medan du skriver.",
        "Sidorna läses om när en fil sparas. De finns bara på den här datorn, för den som har adressen, och är interna; --audience public visar vad allmänheten skulle se. Är en fil trasig visas det senaste felfria läget med felen bredvid.",
    ),
    "import": Command(
        "importing.import_document",
        "Läs in en antagen plan som ett utkast, och gå igenom det.",
        "Läser .docx, .pdf med text, .md och .txt. Visar först vad som skulle skrivas. Inget i utkastet ska besvaras förrän det är granskat och dokumentet beslutat. Med --review: gå igenom utkastet mening för mening.",
        purpose=Purpose.SET_UP,
    ),
    "fleet": Command(
        "fleet.fleet",
        "Kontrollera och jämför många kommuner.",
        "En rad per kommun. MAPP är en planmapp, eller en mapp som har flera i sig. Slutkoden är den värsta, och en kommun som inte går att läsa stoppar inte de andra. Med --compare och --groups: hur grupper av kommuner ligger till i de krav som de har gemensamt, utan att någon enskild syns.",
        purpose=Purpose.REVIEW,
    ),
    "templates": Command(
        "documents.templates",
        "Visa dokumentens mallar, eller kopiera en att ändra.",
        "Mallarna skrivs till mappen som trygghet.yaml anger under mallar, annars till templates/. Inget skrivs över.",
        purpose=Purpose.WRITE,
    ),
    "audit": Command(
        "documents.audit",
        "Följ revisionens rekommendationer till bevisen.",
        "Utan flaggor visas tråden. Med --audience internal får utkastet anmärkningar i marginalen till den som skriver. Med --packet: redovisningen, bilagorna, svaren och besluten som granskningen eller året gäller, i en mapp eller en zip-fil att lämna till revisorerna.",
        purpose=Purpose.REVIEW,
    ),
    "verify": Command(
        "verifying.verify",
        "Pröva ett dokument mot versionen i git.",
        "Dokumentet görs om av det som står i dess stämpel och jämförs byte för byte. Slutkoden är 0 när det är detsamma, 1 när det skiljer sig och 3 när det inte kan göras om. En offentlig handling säger inte vilken version den är gjord av; ange den med --at.",
        purpose=Purpose.REVIEW,
    ),
    "lint": Command(
        "checking.lint",
        "Granska språket i en text innan den lämnar huset.",
        "Hittar vaga löften, omätbara kriterier, gamla namn och fel hänvisningar. Fungerar utan planmapp.",
        purpose=Purpose.REVIEW,
    ),
    "fmt": Command(
        "editing.fmt",
        "Skriv filerna i en och samma ordning, med samma indrag.",
        "Uppgifter och kommentarer ändras aldrig. En fil skrivs bara om den går att läsa tillbaka utan förlust.",
        purpose=Purpose.SET_UP,
    ),
    "schema": Command(
        "editing.schema",
        "Skriv JSON-scheman för redigerare.",
        "De ger hjälp, val och felmeddelanden medan filerna skrivs: i schema/ för vem som helst, och med --project i schema/project/ för den här planmappen.",
        purpose=Purpose.SET_UP,
    ),
    "diff": Command(
        "changes.diff",
        "Berätta vad som har ändrats mellan två år eller två versioner.",
        "Med --format comment: vad grenen i mappen betyder sedan den lämnade FRÅN, som en kommentar till den som granskar.",
    ),
    "review": Command(
        "changes.review",
        "Visa svar och beslut som gäller en äldre lydelse.",
        "Med --write: skriv vem som har läst dem mot den lydelse som gäller.",
        purpose=Purpose.REVIEW,
    ),
    "log": Command("changes.log", "Berätta ur git vem som ändrade vilket svar, och när."),
    "rule": Command("checking.rule", "Förklara en regel, eller räkna upp alla.", purpose=Purpose.REVIEW),
    "completion": Command(
        "completion.completion",
        "Skriv det som slår på komplettering i skalet.",
        "Tabb kompletterar då kommandon, flaggor, organ, skyldigheter och år.",
        purpose=Purpose.SET_UP,
    ),
    "new": CommandGroup(
        "Skriv frågor, bedömningar och nya skyldigheter.",
        {
            "year": Command("creating.year", "Skriv en fil med frågor för varje organ som saknar en."),
            "followup": Command(
                "creating.followup",
                "Skriv en fil med alla frågor som ett organ ska svara på.",
                "Varje fråga har sin text, vad som begärs och förra årets svar bredvid. Ett tomt svar är obesvarat.",
            ),
            "obligation": Command(
                "creating.new_obligation",
                "Lägg till en skyldighet sist i ett kapitel.",
                "Det som inte ges med flaggor frågas efter vid en terminal. Skyldigheten skrivs bara om filerna blir utan fel.",
            ),
            "assessments": Command(
                "creating.assessments",
                "Börja på årets bedömningar och egna ord.",
                "Skriver en fil med varje område, och med sammanfattningen, omvärlden, slutsatserna och beslutet.",
            ),
            "audit": Command(
                "creating.new_audit",
                "Börja på en ny granskning.",
                "Skriver en fil att fylla i, och granskningens två dokument i listan över källor.",
            ),
        },
        purpose=Purpose.FILL_IN,
    ),
    "pack": CommandGroup(
        "Håll lagkraven som följer med programmet aktuella.",
        {
            "update": Command(
                "packs.update",
                "Ta in lagkraven som de är i den här versionen.",
                "Visar först vad som ändras i planen. Vem som svarar, underlaget, skyddet och era tolkningar står kvar.",
            ),
        },
        purpose=Purpose.SET_UP,
    ),
    "form": CommandGroup(
        "Skriv och läs in blanketter till dem som inte använder git.",
        {
            "export": Command(
                "forms.export",
                "Skriv blanketter till forms/, en för varje organ.",
                "Varje blankett har allt som organet ska svara på, förra årets svar och det som redan är besvarat. Bredvid den läggs ett följebrev.",
            ),
            "import": Command(
                "forms.import_forms",
                "Läs in ifyllda blanketter: .xlsx, .ods eller svarsfil.",
                "Visar först vad som ändras. Bara det som någon har skrivit i blanketten ändras i filerna.",
            ),
            "status": Command("forms.status", "Visa vilka organ som har svarat."),
        },
        purpose=Purpose.FILL_IN,
    ),
    "numbers": CommandGroup(
        "Läs in siffror ur andra system.",
        {
            "import": Command(
                "numbers.read_numbers",
                "Läs in antal och mätvärden ur en fil.",
                "Kartan i plan/siffror säger vilka tal som hämtas och vart de riktas. Visar först vad som ändras. Uppgifter om enskilda läses aldrig in.",
            ),
        },
        purpose=Purpose.FILL_IN,
    ),
}


def execute(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; after `--each` once in every plan folder, and the worst code."""
    if [*arguments][:1] != ["--each"]:
        code = program()(list(arguments), standalone_mode=False, prog_name="trygghet")
        return code if isinstance(code, int) else Exit.CLEAN
    if "--watch" in arguments or arguments[1] == "serve":
        raise UsageFault("--each går inte ihop med --watch och serve, som inte tar slut.")
    worst, folders = 0, plan_folders()
    for folder in folders:
        if len(folders) > 1:
            sys.stderr.write(f"Planmappen {folder}:\n")
        worst = max(worst, execute(["-C", folder, *arguments[1:]]))
    return worst


def program() -> TyperGroup:
    """Return the program. Its commands are known by name and help; the one that is chosen is imported then."""
    app = typer.Typer(
        name="trygghet",
        cls=SwedishGroup,
        help="Håll ordning på en plan för trygghet och säkerhet: kontrollera, följ upp och redovisa.",
        epilog="Börja med: trygghet status. Den säger vad som är nästa steg.",
        rich_markup_mode=None,
        add_completion=False,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        callback=choose_folder,
    )
    root = get_group(app)
    for name, entry in sorted(COMMANDS.items(), key=lambda row: list(Purpose).index(row[1].purpose)):
        if isinstance(entry, Command):
            root.add_command(_deferred(name, entry))
        else:
            commands = [_deferred(word, command) for word, command in entry.commands.items()]
            root.add_command(
                SwedishGroup(name=name, help=entry.help, commands=commands, rich_markup_mode=None)
            )
    if isinstance(root, SwedishGroup):
        root.headings = {name: entry.purpose for name, entry in COMMANDS.items()}
    return root


def _deferred(name: str, command: Command) -> TyperCommand:
    """Return what stands for a command until it is chosen."""

    def load() -> Any:
        module, _, function = command.place.partition(".")
        text = f"{command.help}\n\n{command.details}" if command.details else command.help
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(name, cls=SwedishCommand, help=text)(
            getattr(import_module(f"trygghetsplan.cli.{module}"), function)
        )
        return get_command(app)

    return DeferredCommand(name, command.help, load)


def choose_folder(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Option("-C", metavar="MAPP", help="Arbeta i den här mappen.", show_default=False)
    ] = None,
    *,
    each: Annotated[
        bool, typer.Option("--each", help="Kör kommandot i varje planmapp i git-förrådet; ska stå först.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Visa programmets version.")] = False,
) -> int:
    """Choose the folder, and show the help when no command is given."""
    START_FOLDER.set(directory or Path())
    if each:
        raise UsageFault("--each ska stå först, före andra flaggor och kommandot.")
    if version:
        sys.stdout.write(f"trygghet {__version__}\n")
        raise typer.Exit(Exit.CLEAN)
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")
        raise typer.Exit(Exit.USAGE)
    return Exit.CLEAN
