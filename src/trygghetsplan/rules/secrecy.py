"""What must not be stored at all. A git history never forgets, so this is checked in every file."""

import re
from collections.abc import Iterator

from trygghetsplan.findings import Finding, Severity, Where, rule
from trygghetsplan.model.obligation import Protection
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
def free_text_in_protected(checked: CheckedFiles) -> Iterator[Finding]:
    """Skyldigheten har skyddet får ej lagras, och då får svaret bara innehålla datum, diarienummer och ja eller nej.

    Ta bort texten. Har den redan checkats in finns den kvar i historiken: anmäl det till säkerhetsskyddschefen.

    Fel:
        svar:
          skyddsanalys:
            status: uppfylls
            datum: 2024-04-18
            kommentar: Brister finns i anläggningen.
    Rätt:
        svar:
          skyddsanalys:
            status: uppfylls
            datum: 2024-04-18
    """
    repository = checked.repository
    for obligation in repository.obligations.values():
        if obligation.record.protection is not Protection.NOT_STORED:
            continue
        if not obligation.record.statute:
            message = "skyddet ”får ej lagras” kräver lagrum"
            yield free_text_in_protected.at(obligation.at("skydd"), message)
        free = [
            name
            for name in obligation.record.evidence
            if (field := repository.field(name)) and field.type.is_free_text
        ]
        if free:
            message = f"skyldigheten får inte begära fritext ({listed(free)}); begär datum, diarienummer eller ja/nej"
            yield free_text_in_protected.at(obligation.at("underlag"), message)
    protected = {
        name
        for name, obligation in repository.obligations.items()
        if obligation.record.protection is Protection.NOT_STORED
    }
    for document in repository.followups:
        for name in (name for name in document.record.answers if name in protected):
            answer = repository.answer(document, name)
            texts = {"skäl": answer and answer.reason, "kommentar": answer and answer.comment}
            for key in (key for key, value in texts.items() if value):
                message = f"”{key}” får inte lagras för den här skyldigheten; ta bort texten"
                yield free_text_in_protected.at(document.at("svar", name, key).key(), message)


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


RULES = (free_text_in_protected, personal_identity_number)
