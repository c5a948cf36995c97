"""What `diff` and `log` say, as text for the terminal and as JSON for other programs."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from trygghetsplan.changes.history import CommitEntry
from trygghetsplan.changes.views import Compared, Difference, PlanDifference, Statement
from trygghetsplan.changes.wording import inline
from trygghetsplan.swedish import counted, listed, long_date

SCHEMA_VERSION = 1


def difference_text(view: Difference) -> str:
    """Write the comparison for the terminal."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: Difference) -> Iterator[str]:
    yield view.heading.title
    for side in (view.old, view.new):
        yield f"  {side.label}: uppföljningsår {side.year}, räknat per {long_date(side.as_of)}"
    was, now = view.old.score, view.new.score
    among = " utom det som redovisas samlat" if view.hidden else ""
    yield f"  Planen, bundna organ{among}: {now.fulfilled} av {now.due} uppfyllda, tidigare {was.fulfilled} av {was.due}"
    for note in view.notes:
        yield f"  {note}"
    for group in view.groups:
        yield ""
        yield f"{group.heading} ({group.count})"
        for statement in group.statements:
            yield f"  {statement.sentence}"
            if statement.pieces:
                yield f"      {inline(statement.pieces)}"
            if statement.source:
                yield f"      {statement.source}"
        if group.hidden:
            also = "Därtill " if group.statements else ""
            yield f"  {also}{counted(group.hidden, 'ändring', 'ändringar')} i skyldigheter som redovisas samlat."
    if not view.groups and not view.hidden:
        yield ""
        yield "Inget har ändrats."
    if view.hidden:
        yield ""
        number = counted(view.hidden, "utfall", "utfall")
        said = f"Därtill har {number} ändrats" if view.groups else f"{number} har ändrats"
        yield f"{said} i skyldigheter som redovisas samlat."


def difference_json(view: Difference) -> str:
    """Write the comparison for other programs."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "title": view.heading.title,
        "example": view.heading.is_example,
        "audience": view.heading.audience.value,
        "old": _side(view.old),
        "new": _side(view.new),
        "groups": [
            {
                "key": group.key,
                "heading": group.heading,
                "hidden": group.hidden,
                "statements": [_statement(statement) for statement in group.statements],
            }
            for group in view.groups
        ],
        "hidden": view.hidden,
        "notes": list(view.notes),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def _side(side: Compared) -> dict[str, Any]:
    return {
        "label": side.label,
        "year": side.year,
        "as_of": side.as_of.isoformat(),
        "fulfilled": side.score.fulfilled,
        "due": side.score.due,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "sentence": statement.sentence,
        "path": statement.source.path if statement.source else None,
        "line": statement.source.line if statement.source else None,
        "body": statement.body or None,
        "obligation": statement.obligation or None,
        "before": statement.before.value if statement.before else None,
        "after": statement.after.value if statement.after else None,
        "words": [[piece.mark.value, piece.text] for piece in statement.pieces],
    }


def plan_text(view: PlanDifference) -> str:
    """Write the change of plan for the terminal."""
    return "\n".join(_plan_lines(view)) + "\n"


def _plan_lines(view: PlanDifference) -> Iterator[str]:
    yield view.heading.title
    yield f"  {view.summary}"
    for heading, obligations in view.groups:
        yield ""
        yield f"{heading} ({len(obligations)})"
        for obligation in obligations:
            yield f"  {inline(obligation.title_pieces) or obligation.title} ({obligation.id})"
            yield f"      {obligation.source}"
            yield f"      {inline(obligation.pieces)}"
            yield from (f"      {field.name}: {field.before} → {field.after}" for field in obligation.fields)
            yield from (f"      {sentence}" for sentence in obligation.sentences)
            if obligation.bodies:
                yield f"      Berör: {listed(obligation.bodies)}."
    if view.bodies:
        yield ""
        yield "Organen"
        yield from (f"  {line.body}: {line.sentence}" for line in view.bodies)


def plan_json(view: PlanDifference) -> str:
    """Write the change of plan for other programs."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "title": view.heading.title,
        "example": view.heading.is_example,
        "old": view.old,
        "new": view.new,
        "summary": view.summary,
        "obligations": [
            {
                "id": obligation.id,
                "title": obligation.title,
                "aspects": list(obligation.aspects),
                "words": [[piece.mark.value, piece.text] for piece in obligation.pieces],
                "fields": [
                    {"name": field.name, "before": field.before, "after": field.after}
                    for field in obligation.fields
                ],
                "notes": list(obligation.sentences),
                "bodies": list(obligation.bodies),
                "path": obligation.source.path,
                "line": obligation.source.line,
            }
            for _, obligations in view.groups
            for obligation in obligations
        ],
        "bodies": [{"name": line.body, "change": line.sentence} for line in view.bodies],
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def log_text(entries: Iterable[CommitEntry]) -> str:
    """Write what the commits meant for the terminal."""
    return "".join(
        f"{entry.commit.day}  {entry.commit.short}  {_one_line(entry.commit.author)}\n"
        + "".join(f"  {line}\n" for line in entry.lines)
        for entry in entries
    )


def _one_line(text: str) -> str:
    """Return a name from git without anything that could steer the terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
