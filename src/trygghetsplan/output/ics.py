"""Days as iCalendar (RFC 5545): whole-day events that Outlook and Thunderbird open."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

from trygghetsplan.disclosure.redaction import notice
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.year_wheel import CalendarEvent
from trygghetsplan.swedish import listed

_LINE = 75


def render(
    repository: PlanRepository, name: str, as_of: date, events: Sequence[CalendarEvent], marking: str = ""
) -> str:
    """Write the events as one calendar, each with its `marking` where it is not public.

    The same input gives the same bytes: stamps come from `as_of`.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//trygghetsplan//trygghet//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    mark = notice(marking, is_example=is_example(repository))
    if mark:
        lines.append(f"X-WR-CALDESC:{_escaped(mark)}")
    for event in events:
        lines += _event_lines(repository, as_of, event, mark)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event_lines(repository: PlanRepository, as_of: date, event: CalendarEvent, mark: str) -> list[str]:
    who = listed([repository.body_name(body) for body in event.bodies])
    detail = "\n".join(part for part in (f"{event.detail}{event.doubt}", who, mark) if part)
    identity = sha256(
        "\0".join((repository.settings.record.organisation.identity, *event.identity)).encode()
    ).hexdigest()[:32]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{identity}@trygghetsplan",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.title)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    if detail:
        lines.insert(-2, f"DESCRIPTION:{_escaped(detail)}")
    return lines


def _escaped(value: str) -> str:
    """Escape a text value."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Fold a line at 75 octets, never inside a character."""
    room, part = _LINE, ""
    for character in line:
        if len((part + character).encode()) > room:
            yield part
            part = " "
        part += character
    yield part
