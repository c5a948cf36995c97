"""What must not be stored at all. A git history never forgets, so this is checked in every file."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from trygghetsplan.findings import Finding, Keys, Related, Rule, Severity, Where, rule
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer
from trygghetsplan.personal_data import MASK, PersonalKind, obscured, personal_data
from trygghetsplan.personal_data.names import names_person
from trygghetsplan.personal_data.quick import may_hold_any
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles, evidence_with_keys
from trygghetsplan.rules.protected import copies
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import Texts, line_starts, span
from trygghetsplan.swedish import listed


@rule("TP801", Severity.ERROR, "Fritext där inget får lagras")
def more_than_a_day_in_protected(checked: CheckedFiles) -> Iterator[Finding]:
    """Skyldigheten har skyddet får ej lagras, och då får svaret bara säga genomgånget och vilken dag.

    Ta bort resten. Har det redan checkats in finns det kvar i historiken: anmäl det till säkerhetsskyddschefen.

    Fel:
        --- followups/2025/miljonamnden.yaml
        organ: miljonamnden
        år: 2025
        svar:
          skyddsanalys:
            status: genomgånget
            datum: 2025-04-18
            kommentar: Brister finns i anläggningen.
    Rätt:
        --- followups/2025/miljonamnden.yaml
        organ: miljonamnden
        år: 2025
        svar:
          skyddsanalys:
            status: genomgånget
            datum: 2025-04-18
    """
    repository = checked.repository
    protected = {name: one for name, one in repository.obligations.items() if not one.record.is_stored}
    for obligation in protected.values():
        asked = [repository.field(name) for name in obligation.record.evidence]
        is_a_day = len(asked) == 1 and (asked[0] is None or asked[0].type is EvidenceType.DATE)
        if asked and not is_a_day:
            message = "en skyldighet som inte får lagras begär bara en dag; skriv underlag: [datum]"
            yield more_than_a_day_in_protected.at(obligation.at("underlag"), message)
    for document in repository.followups:
        for name in (name for name in document.record.answers if name in protected):
            answer = repository.answer(document, name)
            if answer is None:
                continue
            held = {
                "skäl": answer.reason,
                "åtgärd": answer.measure,
                "kommentar": answer.comment,
                "påbörjad": answer.started,
                "händelser": answer.events,
            }
            for key in (key for key, value in held.items() if value):
                message = f"”{key}” får inte lagras för den här skyldigheten; ta bort det"
                yield more_than_a_day_in_protected.at(document.at("svar", name, key).key(), message)


@rule("TP803", Severity.ERROR, "Sluten skyldighet utan grund", schema=2)
def closed_without_ground(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet som inte redovisas öppet ska säga varför: en bestämmelse i OSL och en bedömning.

    Skriv sekretess med lagrum och bedömning, eller låt skyldigheten vara öppen. Det finns ingen sekretess utan stöd i
    lag, och att något känns känsligt räcker inte.

    Fel:
        skyldigheter:
          kansligt:
            titel: Skydd av anläggningar
            text: Skydda anläggningarna.
            slag: aktivitet
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
            skydd: intern
    Rätt:
        skyldigheter:
          kansligt:
            titel: Skydd av anläggningar
            text: Skydda anläggningarna.
            slag: aktivitet
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
            skydd: intern
            sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
    """
    for obligation in checked.repository.obligations.values():
        record = obligation.record
        if record.is_open and record.secrecy:
            message = (
                "skyldigheten är öppen och har ingen sekretess; ta bort nyckeln, eller skriv skydd: intern"
            )
            yield closed_without_ground.at(obligation.at("sekretess").key(), message)
        if not record.is_open and not record.secrecy:
            message = f"skyddet ”{record.protection}” kräver sekretess med lagrum (bestämmelsen i OSL) och bedömning"
            yield closed_without_ground.at(obligation.at("skydd"), message)


@rule("TP804", Severity.ERROR, "Öppet som vilar på slutet", schema=2)
def open_rests_on_closed(checked: CheckedFiles) -> Iterator[Finding]:
    """En öppen skyldighet väntar på en som inte redovisas öppet, eller ett beslut gäller sådana av båda slagen.

    Då skulle det öppna utfallet berätta vad som har svarats på det slutna. Ta bort det ur väntar på, eller dela beslutet
    i två: ett om de öppna skyldigheterna och ett om de slutna.

    Fel:
        skyldigheter:
          invigning:
            titel: Invigning
            text: Inviga lokalen.
            slag: aktivitet
            ansvariga: [nämnder]
            periodicitet: engång
            väntar på: [skyddsanalys]
            underlag: [datum]
    Rätt:
        skyldigheter:
          invigning:
            titel: Invigning
            text: Inviga lokalen.
            slag: aktivitet
            ansvariga: [nämnder]
            periodicitet: engång
            underlag: [datum]
    """
    repository = checked.repository
    is_open = {name: one.record.is_open for name, one in repository.obligations.items()}
    for obligation in repository.obligations.values():
        for place, name in enumerate(obligation.record.waits_for):
            if obligation.record.is_open and not is_open.get(name, True):
                message = (
                    f"en öppen skyldighet kan inte vänta på ”{name}”, som inte redovisas öppet; ta bort den"
                )
                yield open_rests_on_closed.at(obligation.at("väntar på", place), message)
    for document, name, decision in repository.all_decisions:
        kinds = {is_open[one] for one in decision.obligations if one in is_open}
        if len(kinds) > 1:
            closed = listed([f"”{one}”" for one in decision.obligations if not is_open.get(one, True)])
            message = f"{closed} redovisas inte öppet och ska ha ett eget beslut; dela beslutet i två"
            yield open_rests_on_closed.at(document.at("beslut", name, "skyldigheter"), message)


@rule("TP802", Severity.ERROR, "Personnummer")
def personal_identity_number(checked: CheckedFiles) -> Iterator[Finding]:
    """Texten innehåller ett personnummer eller ett samordningsnummer.

    Det känns igen hur det än är skrivet: med sekel, med mellanslag, punkter eller snedstreck, med osynliga tecken och
    delat på två rader. Ta bort det. Har det redan checkats in finns det kvar i historiken: anmäl det till
    dataskyddsombudet. Organisationsnummer är tillåtna.

    Fel:
        kontakt: Miljöstrateg, 811218-9876
    Rätt:
        kontakt: Miljöstrateg, 212000-1355
    """
    repository = checked.repository
    yield from personal_findings(repository.texts, repository.paths)


UNCERTAIN_NUMBER = Rule(
    "TP805",
    Severity.WARNING,
    "Kan vara ett personnummer",
    """Tio siffror i rad kan vara ett personnummer utan bindestreck, eller ett reservnummer. Siffrorna stämmer som ett.

    Är det ett personnummer, så ta bort det. Är det något annat, som ett fakturanummer, så skriv det med mellanslag eller
    bindestreck som det brukar skrivas, eller låt varningen stå.

    Fel:
        kontakt: Miljöstrateg, 8112189876
    Rätt:
        kontakt: Miljöstrateg, 2120001355
    """,
)
WAY_TO_A_PERSON = Rule(
    "TP806",
    Severity.ERROR,
    "E-postadress eller telefonnummer till en person",
    """Texten innehåller en e-postadress eller ett telefonnummer som går till en person.

    Skriv funktionen i stället. En adress är en funktions när den är ett ord som inte är ett förnamn, eller nämner en
    funktion eller ett organ: registrator@exempel.se, kansliet@exempel.se. Växelns nummer, som slutar på 00, är
    tillåtet, och så är nummer som börjar med 020 eller 077. Mobilnummer och direktnummer är personers.

    Fel:
        kontakt: Miljöstrateg, anna.andersson@exempel.se
    Rätt:
        kontakt: Miljöstrateg, miljonamnden@exempel.se
    """,
)


@rule("TP807", Severity.WARNING, "Namn där en funktion ska stå")
def name_for_function(checked: CheckedFiles) -> Iterator[Finding]:
    """Här ska en funktion stå, och texten ser ut som ett namn på en person.

    Skriv funktionen, som Säkerhetssamordnare. Den finns kvar när personen byts, och namnet finns kvar i historiken. Är det
    namnet på ett företag eller en enhet, så låt varningen stå.

    Fel:
        kontakt: Anna Andersson
    Rätt:
        kontakt: Säkerhetssamordnare
    """
    repository = checked.repository
    bodies = frozenset(body.name for body in repository.bodies.values())
    for where, text in functions(repository):
        if names_person(text, bodies):
            yield name_for_function.at(where, "det här ser ut som ett namn på en person; skriv funktionen")


@rule("TP808", Severity.ERROR, "Skyddad text där alla kan läsa")
def protected_in_the_open(checked: CheckedFiles) -> Iterator[Finding]:
    """Samma text, eller en av dess meningar, står i svaret på en skyldighet som inte redovisas öppet.

    Skriv om texten här utan det som är skyddat. Är den inte skyddsvärd, så skriv om den där den är skyddad. Texter på fyra
    ord eller färre, och sådant som planen själv säger, räknas inte.

    Fel:
        skyldigheter:
          larm:
            titel: Larm
            text: Ha larm.
            slag: grunduppgift
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
            skydd: intern
            sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
        ---
        svar:
          larm: {status: uppfylls ej, skäl: Larmet i vattenverket saknar reservkraft.}
          rsa: {status: uppfylls, datum: 2024-04-18, kommentar: Se nedan. Larmet i vattenverket saknar reservkraft.}
    Rätt:
        skyldigheter:
          larm:
            titel: Larm
            text: Ha larm.
            slag: grunduppgift
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
            skydd: intern
            sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
        ---
        svar:
          larm: {status: uppfylls ej, skäl: Larmet i vattenverket saknar reservkraft.}
          rsa: {status: uppfylls, datum: 2024-04-18, kommentar: Analysen är gjord.}
    """
    for where, protected in copies(checked.repository):
        keys = ".".join(map(str, protected.keys))
        message = f"samma text står skyddad i {protected.path} ({keys}); skriv om den här"
        yield protected_in_the_open.at(where, message)


def functions(repository: PlanRepository) -> Iterator[tuple[Where, str]]:
    """Return every text that should be a function, and its place."""
    for name, document in repository.documents.record.documents.items():
        if document.owner:
            yield repository.documents.at("dokument", name, "ägare"), document.owner
    for decisions, name, decision in repository.all_decisions:
        for obligation, reviewed in decision.reviewed.items():
            yield decisions.at("beslut", name, "granskad", obligation, "av"), reviewed.by
    fields = repository.catalogue.record.fields
    asked = {name for name, field in fields.items() if field.type in _FUNCTIONS}
    for followup in repository.followups:
        if followup.record.contact:
            yield followup.at("kontakt"), followup.record.contact
        for name in followup.record.answers:
            answer = repository.answer(followup, name)
            if answer and (answer.reviewed or answer.events or not asked.isdisjoint(answer.evidence)):
                for keys, text in _functions_in(answer, asked):
                    yield followup.at("svar", name, *keys), text


def _functions_in(answer: Answer, asked: AbstractSet[str]) -> Iterator[tuple[Keys, str]]:
    if answer.reviewed:
        yield ("granskad", "av"), answer.reviewed.by
    for keys, evidence in evidence_with_keys(answer):
        for name in asked & evidence.keys():
            value = evidence[name]
            if isinstance(value, str):
                yield (*keys, name), value
            elif value:
                for place, text in enumerate(value):
                    yield (*keys, name, place), text


_FUNCTIONS = (EvidenceType.FUNCTION, EvidenceType.FUNCTIONS)
_PERSONAL_RULES = {
    PersonalKind.NUMBER: personal_identity_number,
    PersonalKind.UNCERTAIN: UNCERTAIN_NUMBER,
    PersonalKind.ADDRESS: WAY_TO_A_PERSON,
    PersonalKind.TELEPHONE: WAY_TO_A_PERSON,
}


def personal_findings(texts: Texts, paths: Iterable[str] = ()) -> Iterator[Finding]:
    """Return a finding for each piece of personal data in texts by path, and in names of files. Nothing is repeated."""
    for path in [path for path, data in texts.contents.items() if may_hold_any(data)]:
        text = texts[path]
        starts = line_starts(text)
        for one in personal_data(text):
            message = f"det här ser ut som {one.kind}; ta bort det"
            yield _PERSONAL_RULES[one.kind].at(Where(path, at=span(starts, one.start, one.end)), message)
    for path in paths:
        for kind in {one.kind: None for one in personal_data(path)}:
            yield _PERSONAL_RULES[kind].at(Where(path), f"filens namn ser ut som {kind}; byt det")


def without_secrets(
    findings: Iterable[Finding], secret: Iterable[Finding], locator: Locator
) -> tuple[list[Finding], Locator]:
    """Return findings with nothing in them of what should not be stored, and a locator that hides its lines.

    What else is wrong with a line that holds such a thing for certain would only repeat it, and is left out.
    """
    left_out: set[tuple[str, int]] = set()
    hidden: set[tuple[str, int]] = set()
    names: set[str] = set()
    for finding in secret:
        path, at = finding.where.path, locator.position(finding.where)
        lines = {(path, line) for line in range(at.line, at.end_line + 1)}
        if finding.severity is Severity.ERROR:
            left_out.add((path, at.line))
        if finding.rule in _HIDES:
            hidden |= lines
        if finding.rule is name_for_function:
            names.add(locator.text_at(path, at))
    kept = [
        _without(finding, locator, names)
        for finding in findings
        if finding.rule.is_secrecy
        or (finding.where.path, locator.position(finding.where).line) not in left_out
    ]
    shown = {path: obscured(path) for path in {*locator.texts, *(path for path, _ in hidden)}}
    texts = {shown[path]: text for path, text in locator.texts.items()}
    return kept, replace(locator, texts=texts, hidden=frozenset((shown[path], line) for path, line in hidden))


def _without(finding: Finding, locator: Locator, names: Iterable[str]) -> Finding:
    """Return the finding with what is personal in its words, path and keys obscured. Its place is kept."""

    def clean(text: str) -> str:
        for name in names:
            text = text.replace(name, MASK * len(name))
        return obscured(text)

    def cleaned(where: Where) -> Where:
        keys = tuple(clean(key) if isinstance(key, str) else key for key in where.keys)
        path = obscured(where.path)
        if (path, keys) == where[:2]:
            return where
        return Where(path, keys, where.on, locator.position(where))

    return finding._replace(
        message=clean(finding.message),
        where=cleaned(finding.where),
        related=tuple(Related(cleaned(one.where), clean(one.message)) for one in finding.related),
        subject=clean(finding.subject),
        remedy=finding.remedy and clean(finding.remedy),
    )


_HIDES = frozenset((*_PERSONAL_RULES.values(), name_for_function))
RULES = (
    more_than_a_day_in_protected,
    personal_identity_number,
    closed_without_ground,
    open_rests_on_closed,
    UNCERTAIN_NUMBER,
    WAY_TO_A_PERSON,
    name_for_function,
    protected_in_the_open,
)
