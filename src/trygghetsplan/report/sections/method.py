"""How the figures were made: the formula, the words, the readings, the sources and their own flaws."""

from collections.abc import Iterable, Iterator

from trygghetsplan.engine.accounts import is_held
from trygghetsplan.engine.clock import mandate_of, period_of
from trygghetsplan.findings import Finding, Rule
from trygghetsplan.model.documents import DocumentKind, SourceDocument
from trygghetsplan.model.time import ClockKind
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Method, Source, Words
from trygghetsplan.rules import family
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.swedish import listed, long_date

_FORMULA = (
    "x av y: x är antalet uppfyllda; y är uppfyllda, delvis uppfyllda, ej uppfyllda och obesvarade tillsammans. "
    "Det som inte behövde vara klart ännu, inte är tillämpligt eller omfattas av ett avsteg räknas varken som lyckat eller "
    "misslyckat. {counted} Krav som inte redovisas öppet räknas aldrig med. Ett krav som gäller en längre "
    "period räknas varje år det berör. Det som ska göras en gång räknas det år det blev klart och är sedan klart tidigare."
)
BY_HEADING = "Planens krav och lagens ingår, för bundna organ; obundna organ räknas för sig."
DEFINITIONS = (
    ("uppfyllt", "Organet säger att kravet är uppfyllt och allt underlag som begärs finns."),
    ("delvis", "En del av det som begärs finns eller är gjort."),
    ("ej uppfyllt", "Svaret eller underlaget visar att kravet inte är uppfyllt."),
    (
        "obesvarat",
        "Inget svar har kommit, fast sista dagen har passerat. Det är inte samma sak som ej uppfyllt.",
    ),
    ("ej förfallet", "Sista dagen har inte passerat."),
    ("ej tillämpligt", "Organet är inte berört, eller det som kravet gäller har inte inträffat."),
    ("avsteg", "Ett beslutat undantag med skäl och slutdag."),
)


def words(figures: ReportData, counted: str = "") -> Words:
    """Return the formula and the words, for documents that do not carry the whole method."""
    return Words(_FORMULA.format(counted=counted or _counted(figures)), DEFINITIONS)


def _counted(figures: ReportData) -> str:
    """Say whose duties enter the score, and what is counted apart."""
    kinds = {duty.document.kind for duty in figures.repository.obligations.values() if duty.document}
    apart = ["obundna organ"]
    if figures.document is None:
        apart += ["överenskommelser"] if DocumentKind.AGREEMENT in kinds else []
        apart.append("lagen")
    return f"Bara {figures.of_subject} krav på bundna organ ingår; {listed(apart)} räknas för sig."


def method(figures: ReportData) -> Method:
    """Return the method section."""
    return Method(
        formula=words(figures).formula,
        definitions=DEFINITIONS,
        readings=tuple(_readings(figures)),
        documents=tuple(_documents(figures)),
        cycles=tuple(_cycles(figures)),
        flaws=tuple(told(figures, flaws_of(figures, (*family("TP45"), *family("TP7"))))),
    )


def _readings(figures: ReportData) -> Iterator[tuple[str, str, Source | None]]:
    organisation = figures.repository.organisation
    for name, reading in organisation.record.readings.items():
        yield "Gemensamt", reading, figures.source(organisation.at("tolkningar", name).key())
    for name, kind in organisation.record.kinds.items():
        if kind.reading:
            yield kind.title, kind.reading, figures.source(organisation.at("slag", name, "tolkning").key())
    for name, group in organisation.record.groups.items():
        if group.reading:
            yield (
                name.capitalize(),
                group.reading,
                figures.source(organisation.at("grupper", name, "tolkning").key()),
            )
    catalogue = figures.repository.catalogue
    for name, field in catalogue.record.fields.items():
        if field.reading:
            where = catalogue.at("underlag", name, "tolkning")
            yield field.title, f"{field.reading.rstrip('.')}: {field.mark}.", figures.source(where.key())
    for duty in figures.repository.obligations.values():
        if duty.record.reading:
            yield duty.record.title, duty.record.reading, figures.source(duty.at("tolkning").key())


def _documents(figures: ReportData) -> Iterator[tuple[str, str, str, Source | None]]:
    documents = figures.repository.documents
    for name, document in documents.record.documents.items():
        source = figures.source(documents.at("dokument", name).key())
        yield document.title, _decided(document), _note(document), source


def _decided(document: SourceDocument) -> str:
    decided = document.decision
    parts = [document.designation]
    if decided:
        parts += [long_date(decided.day) if decided.day else None, decided.case]
    return ", ".join(part for part in parts if part)


def _note(document: SourceDocument) -> str:
    notes = [] if document.status == "beslutad" else ["Utkast."]
    notes += [f"Okänt – {key}: {why}" for key, why in document.unknown.items()]
    if not document.verified:
        notes.append("Ej verifierad.")
    return " ".join(notes)


def _cycles(figures: ReportData) -> Iterator[str]:
    """Say where in the long periods the year stands, and when they come round."""
    settings = figures.repository.settings.record
    mandate = mandate_of(settings, figures.year)
    following = mandate_of(settings, mandate.last + 1) if mandate else None
    if mandate and following:
        yield f"Mandatperiod {mandate.label}; nästa är {following.label}."
    for duty in figures.repository.obligations.values():
        clock = duty.record.clock
        if clock is None or clock.kind is not ClockKind.EVERY or not duty.owes:
            continue
        period = period_of(duty, settings, figures.year)
        if period:
            due = duty.record.due.within(period.first, period.last) if duty.record.due else period.end
            yield f"{duty.record.title} ({clock.text}): {period.label}, senast den {long_date(due)}."


def flaws_of(figures: ReportData, rules: Iterable[Rule]) -> list[Finding]:
    """Return what is unclear or missing in the plan and the sources themselves, by the rules given."""
    checked = CheckedYear(figures.everything, figures.year, figures.as_of, figures.cells)
    found = [finding for rule in rules for finding in rule.found_in(checked)]
    return [finding for finding in found if is_held(figures.repository, figures.everything, finding.where)]


def told(figures: ReportData, found: Iterable[Finding]) -> Iterator[tuple[str, str, Source | None]]:
    """Return (rule, message, source) for each finding."""
    for finding in found:
        yield finding.rule.title, finding.message, figures.source(finding.where)
