"""What must not be stored at all. A git history never forgets, so this is checked in every file."""

import re
from collections.abc import Iterator

from trygghetsplan.findings import Finding, Severity, Where, rule
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.scalars import read_date
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.source.text import span
from trygghetsplan.swedish import listed

_PERSONAL = re.compile(
    r"(?<![0-9-])([0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})(?:[-+./ \u00a0\u2010-\u2015\u202f\u2212]| [-+\u2010-\u2015\u2212] )?([0-9]{4})(?![0-9-])"
)
"""With any hyphen, dash, stop or space, or spaces around a dash, that a word processor may put between date and number."""
_DIGITS = bytes(ord("0") if chr(byte).isascii() and chr(byte).isdigit() else ord(" ") for byte in range(256))
"""Every digit as 0 and all else as a space: six digits in a row, which most texts lack, are found at once."""


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

    Ta bort det. Har det redan checkats in finns det kvar i historiken: anmäl det till dataskyddsombudet.
    Organisationsnummer är tillåtna.

    Fel:
        kontakt: Miljöstrateg, 811218-9876
    Rätt:
        kontakt: Miljöstrateg, 212000-1355
    """
    for path, text in checked.repository.texts.items():
        yield from personal_number_findings(path, text)
    for path in checked.repository.paths:
        if any(personal_numbers(path)):
            yield personal_identity_number.at(Where(path), "filens namn ser ut som ett personnummer; byt det")


def personal_number_findings(path: str, text: str) -> Iterator[Finding]:
    """Return a finding for each personal identity number in a text."""
    for match in personal_numbers(text):
        message = "det här ser ut som ett personnummer; ta bort det"
        at = span(text, match.start(), match.end())
        yield personal_identity_number.at(Where(path, at=at), message)


def personal_numbers(text: str) -> Iterator[re.Match[str]]:
    """Return what looks like personal identity numbers (personnummer, samordningsnummer) in any text."""
    for start in _six_digits(text):
        match = _PERSONAL.match(text, start)
        if match and is_personal_number(match):
            yield match


def _six_digits(text: str) -> Iterator[int]:
    """Return where each run of six digits or more begins."""
    data = text.encode("utf-8", "replace")
    digits = data.translate(_DIGITS)
    at = counted = place = 0
    while (at := digits.find(b"000000", at)) >= 0:
        place += len(data[counted:at].decode())
        counted = at
        yield place
        while digits[at : at + 1] == b"0":
            at += 1


def is_personal_number(match: re.Match[str]) -> bool:
    """Whether the digits have a valid date (day + 60 for samordningsnummer) and the right check digit."""
    century, year, month, day, last = match.groups()
    real_day = int(day) - 60 if int(day) > 60 else int(day)
    if century and century not in ("18", "19", "20"):
        return False
    try:
        read_date(f"{century or '20'}{year}-{month}-{real_day:02}")
    except ValueError:
        return False
    digits = [int(digit) for digit in f"{year}{month}{day}{last}"]
    doubled = [digit * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


RULES = (more_than_a_day_in_protected, personal_identity_number, closed_without_ground, open_rests_on_closed)
