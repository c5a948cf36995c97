"""What the tables of the export are: their columns as data, from which files, package and documentation are written.

Names follow the convention of the municipalities' open data: lower-case, underscore, no å, ä or ö.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from trygghetsplan.disclosure.redaction import Audience

DataValue: TypeAlias = str | int | Decimal | bool | date | None
"""What a column may hold; None where there is nothing."""
DataRow: TypeAlias = tuple[DataValue, ...]


class DataType(StrEnum):
    """The types of columns, as the Frictionless Table Schema names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class DataColumn(NamedTuple):
    """One column: its name, what it holds, and what that means to a Swedish reader."""

    name: str
    type: DataType
    description: str
    unit: str = ""
    is_required: bool = False
    is_internal: bool = False
    """Whether only the internal edition has it."""


class ForeignKey(NamedTuple):
    """Columns that together name a row of another table, whose key they are in the same order."""

    columns: tuple[str, ...]
    table: str


class DataTable(NamedTuple):
    """One table: what a row of it is, its columns and its keys. Rows stand in the order of the key."""

    name: str
    description: str
    columns: tuple[DataColumn, ...]
    key: tuple[str, ...]
    references: tuple[ForeignKey, ...] = ()
    is_internal: bool = False

    def for_audience(self, audience: Audience) -> "DataTable":
        """Return the table with the columns that the audience is given."""
        is_told = audience is Audience.INTERNAL
        return self._replace(columns=tuple([one for one in self.columns if is_told or not one.is_internal]))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple([one.name for one in self.columns])


class FilledTable(NamedTuple):
    """A table with its rows."""

    table: DataTable
    rows: Sequence[DataRow]


_TEXT, _WHOLE, _NUMBER = DataType.STRING, DataType.INTEGER, DataType.NUMBER
_YES_NO, _DAY = DataType.BOOLEAN, DataType.DATE


def _key(name: str, description: str, form: DataType = _TEXT) -> DataColumn:
    return DataColumn(name, form, description, is_required=True)


_COMMON = (
    DataColumn("kommunkod", _TEXT, "Kommunens kod, fyra siffror. Tom för den som inte är en kommun."),
    _key("ar", "Uppföljningsåret.", _WHOLE),
    _key("per_den", "Dagen som året är räknat per.", _DAY),
    _key("utgava", "offentlig eller intern."),
    DataColumn(
        "commit",
        _TEXT,
        "Versionen i git; + sist när filerna har ändringar utöver den. Tom utanför git.",
        is_internal=True,
    ),
)
"""What every row says of where it comes from."""
_EXAMPLE = _key("exempel", "Om svaren som raden bygger på är påhittade.", _YES_NO)
_DUTY = _key("skyldighet", "Skyldighetens id.")
_BODY = _key("organ", "Organets id.")
_TO_DUTY = ForeignKey(("ar", "skyldighet"), "obligations")
_TO_BODY = ForeignKey(("ar", "organ"), "bodies")

CELLS = DataTable(
    "cells",
    "En rad för varje krav ett år: en skyldighet, ett organ och den period som året hör till.",
    (
        *_COMMON,
        _DUTY,
        _BODY,
        DataColumn("omrade", _TEXT, "Området som kravet räknas i (id)."),
        DataColumn("dokument", _TEXT, "Dokumentet som kravet kommer från (id)."),
        DataColumn(
            "redovisning",
            _TEXT,
            "Dokumentets id, när det har en egen redovisning. Tom för redovisningen i trygghet.yaml.",
        ),
        _key("period", "Perioden som kravet gäller."),
        _key("period_fran", "Periodens första dag.", _DAY),
        DataColumn("period_till", _DAY, "Periodens sista dag. Tom för det som görs en gång."),
        DataColumn(
            "senast", _DAY, "Sista dagen att göra det. Tom när ingen dag finns, eller varje dag räknas."
        ),
        _key("svara_senast", "Sista dagen att svara.", _DAY),
        _key(
            "utfall",
            "uppfyllt, delvis, ej uppfyllt, obesvarat, ej förfallet, ej tillämpligt eller avsteg.",
        ),
        _key("regel", "Numret på regeln som gav utfallet (se Tid, utfall och beslut).", _WHOLE),
        _key("skal", "Varför utfallet blev så, i en mening."),
        DataColumn(
            "lage", _TEXT, "i tid, snart, försenat eller klart tidigare. Tom när tiden inte säger något."
        ),
        _key("dagar_sen", "Hur sent det är eller blev; 0 när det inte är sent.", _WHOLE)._replace(
            unit="dagar"
        ),
        _key("brist", "Om något som skulle vara klart saknas.", _YES_NO),
        _key("bindning", "ska, uppmanas eller ska efter beslut."),
        _key("binder", "Om organet är bundet: allt utom uppmanas.", _YES_NO),
        _key(
            "skulle_vara_klart",
            "Om kravet skulle vara klart den dagen, och inte blev det redan ett tidigare år.",
            _YES_NO,
        ),
        _key(
            "raknas",
            "Om kravet räknas i redovisningens x av y: där binder är sant bland de bundna, annars bland de uppmanade.",
            _YES_NO,
        ),
        DataColumn("status", _TEXT, "Vad organet självt säger i det senaste svaret som gäller perioden."),
        DataColumn("svarsar", _WHOLE, "Året för det svaret."),
        DataColumn("beslutat", _DAY, "Dagen då organet beslutade det svaret."),
        DataColumn("organets_skal", _TEXT, "Organets eget skäl."),
        DataColumn("atgard", _TEXT, "Vad organet har beslutat att göra åt det som saknas."),
        DataColumn("kommentar", _TEXT, "Organets egen kommentar."),
        DataColumn("visat", _DAY, "Dagen då underlaget visar att det var klart."),
        DataColumn("underlag_till", _DAY, "Sista dagen som underlaget gäller, när det har en sådan."),
        DataColumn("avsteg", _TEXT, "Id för beslutet om avsteg som gäller, också när det inte behövdes."),
        DataColumn("avsteg_till", _DAY, "Sista dagen för det avsteget."),
        DataColumn("avslutat", _TEXT, "Id för beslutet att det inte längre kan göras."),
        _key(
            "berord_oklart",
            "Om skyldigheten bara gäller berörda organ, och ingen har beslutat att organet är berört.",
            _YES_NO,
        ),
        _EXAMPLE,
    ),
    ("ar", "skyldighet", "organ"),
    (_TO_DUTY, _TO_BODY),
)
ANSWERS = DataTable(
    "answers",
    "En rad för varje värde i det underlag som organen har lämnat i årets svar, så långt det fanns den dag som året är"
    " räknat per. Ett svar som säger oförändrat har inga rader: underlaget står under det år då det lämnades.",
    (
        *_COMMON,
        _DUTY,
        _BODY,
        _key("nummer", "Värdets nummer i svaret.", _WHOLE),
        DataColumn("handelse", _TEXT, "Händelsens id, när svaret har underlag för var och en."),
        _key("falt", "Underlagets namn i katalogen."),
        _key("falt_titel", "Vad underlaget heter."),
        _key("typ", "Underlagets typ, till exempel antal, andel eller datum."),
        DataColumn("varde", _TEXT, "Värdet som det står i svaret. Tomt när det är dolt."),
        DataColumn("tal", _WHOLE, "Värdet som tal: ett antal, ett belopp eller andelens del."),
        DataColumn("av", _WHOLE, "Det hela som en andel är av."),
        DataColumn("dag", _DAY, "Värdet som dag."),
        DataColumn("del", _TEXT, "Vilket avtal värdet gäller: dess diarienummer."),
        DataColumn("enhet", _TEXT, "Vad talet räknar: kronor, personer, ärenden, händelser eller antal."),
        _key("dolt", "Om värdet är dolt: ett antal personer, ärenden eller händelser under fem.", _YES_NO),
        DataColumn("beslutat", _DAY, "Dagen då organet beslutade svaren för året. Tom för ett utkast."),
        _EXAMPLE,
    ),
    ("ar", "skyldighet", "organ", "nummer"),
    (_TO_DUTY, _TO_BODY),
)
OBLIGATIONS = DataTable(
    "obligations",
    "En rad för varje skyldighet och år, också den som ingen ska svara för det året.",
    (
        *_COMMON,
        _DUTY,
        _key("titel", "Kort namn på skyldigheten."),
        _key("text", "Vad som ska göras."),
        _key("slag", "Vad det är för slags skyldighet."),
        DataColumn("dokument", _TEXT, "Dokumentet den kommer från (id)."),
        DataColumn("dokument_titel", _TEXT, "Dokumentets namn."),
        DataColumn("dokumentslag", _TEXT, "plan, program, lag, föreskrift, överenskommelse eller revision."),
        DataColumn("lagrum", _TEXT, "Kapitel och paragraf."),
        DataColumn("plats", _TEXT, "Var i dokumentet den står."),
        _key("omrade", "Området den räknas i (id)."),
        _key("omrade_titel", "Områdets namn."),
        DataColumn("periodicitet", _TEXT, "Hur ofta den ska göras."),
        DataColumn("ansvariga", _TEXT, "Id för de organ som kan behöva svara, med ; mellan."),
        DataColumn("galler_fran", _DAY, "Första dagen den gäller."),
        DataColumn("galler_till", _DAY, "Sista dagen den gäller."),
        _key("galler", "Om den gäller någon dag under året.", _YES_NO),
        _key("foljs_upp", "Om någon kan bli skyldig att svara för den i den här utgåvan.", _YES_NO),
        _key("skydd", "öppen, intern eller får ej lagras. Svar på det som inte är öppet finns bara internt."),
        DataColumn("bindning", _TEXT, "Hur källan själv binder, när den säger det."),
        DataColumn("kontroll", _TEXT, "Var kravet är läst."),
        DataColumn("motsvarar", _TEXT, "Id för planens skyldigheter som svarar mot lagkravet, med ; mellan."),
        DataColumn("rekommendation", _TEXT, "Revisionens rekommendation bakom åtagandet (id)."),
        DataColumn("upprepar", _TEXT, "Id för skyldigheten som redan säger samma sak."),
        DataColumn("ersatter", _TEXT, "Id för skyldigheten som den ersätter."),
        _key("harledd", "Om källan inte anger någon ansvarig, och ni har läst in en.", _YES_NO),
    ),
    ("ar", "skyldighet"),
)
BODIES = DataTable(
    "bodies",
    "En rad för varje organ och år.",
    (
        *_COMMON,
        _BODY,
        _key("namn", "Organets namn."),
        _key("slag", "Vilket slag av organ det är."),
        _key("svarar", "Om organ av slaget kan behöva svara.", _YES_NO),
        DataColumn("galler_fran", _DAY, "Organet finns från och med."),
        DataColumn("galler_till", _DAY, "Organet finns till och med."),
        DataColumn("eftertrader", _TEXT, "Id för organet som det tog över efter."),
        _key("svara_senast", "Sista dagen att svara för året.", _DAY),
        DataColumn(
            "beslutat", _DAY, "Dagen då organet beslutade svaren för året. Tom när inget var beslutat."
        ),
        DataColumn("dagar_sen", _WHOLE, "Hur många dagar efter sista dagen det var.", "dagar"),
        _EXAMPLE,
    ),
    ("ar", "organ"),
)
INDICATORS = DataTable(
    "indicators",
    "En rad för varje källas värde på en indikator ett år; en enda utan värde när den inte är mätt.",
    (
        *_COMMON,
        _key("indikator", "Indikatorns id."),
        _key("nummer", "Värdets nummer bland årets värden.", _WHOLE),
        _key("titel", "Indikatorns namn."),
        _key("enhet", "Vad talet anger."),
        _key("battre", "Vilket håll som är bra: högre eller lägre."),
        DataColumn("omrade", _TEXT, "Området den hör till (id)."),
        DataColumn("kalla", _TEXT, "Källans id."),
        DataColumn("kalla_titel", _TEXT, "Källans namn."),
        DataColumn("varde", _NUMBER, "Det uppmätta talet."),
        DataColumn(
            "publicerad", _DAY, "Dagen då värdet publicerades; en månads sista dag när bara den är känd."
        ),
        DataColumn("hamtad", _DAY, "Dagen då värdet hämtades."),
        _key("galler", "Om det är värdet som gäller: det enda, eller det som är utpekat.", _YES_NO),
        DataColumn("riktvarde", _NUMBER, "Årets riktvärde; en förändring är räknad från basåret."),
        DataColumn("nar_riktvarde", _YES_NO, "Om värdet når riktvärdet."),
        DataColumn("ej_matt", _TEXT, "Varför värde saknas."),
        _EXAMPLE,
    ),
    ("ar", "indikator", "nummer"),
)
FINDINGS = DataTable(
    "findings",
    "En rad för varje fynd när året kontrolleras. Finns bara i den interna utgåvan.",
    (
        *_COMMON,
        _key("nummer", "Fyndets nummer, i läsordning.", _WHOLE),
        _key("kod", "Regelns kod."),
        _key("allvar", "fel, varning eller upplysning."),
        _key("rubrik", "Regelns rubrik."),
        _key("meddelande", "Vad som är fel eller saknas, och vad man gör."),
        _key("fil", "Filen."),
        _key("rad", "Raden.", _WHOLE),
        _key("kolumn", "Kolumnen.", _WHOLE),
        _EXAMPLE,
    ),
    ("ar", "nummer"),
    is_internal=True,
)
TABLES = (BODIES, OBLIGATIONS, CELLS, ANSWERS, INDICATORS, FINDINGS)
"""Every table; what another refers to comes before it."""


def tables_for(audience: Audience) -> tuple[DataTable, ...]:
    """Return the tables that the audience is given, with its columns."""
    return tuple(
        [
            table.for_audience(audience)
            for table in TABLES
            if audience is Audience.INTERNAL or not table.is_internal
        ]
    )


def filled(table: DataTable, rows: Iterable[Mapping[str, DataValue]]) -> FilledTable:
    """Return the table with the rows, given by the names of columns, in the order of its key."""
    ordered = sorted(rows, key=lambda row: [_rank(row[name]) for name in table.key])
    return FilledTable(table, [tuple([row[name] for name in table.names]) for row in ordered])


def _rank(value: DataValue) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value))
