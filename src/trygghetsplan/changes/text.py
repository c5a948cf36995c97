"""What `diff`, `log` and `review` say, as text for the terminal and as JSON for other programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from trygghetsplan.changes.commits import EarlierWordings, earlier_wordings
from trygghetsplan.changes.history import CommitEntry
from trygghetsplan.changes.views import Compared, Difference, PlanDifference, Statement
from trygghetsplan.changes.wording import inline, word_diff
from trygghetsplan.engine.review import Dependent
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import grouped
from trygghetsplan.report.views import Source
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import counted, listed, long_date

SCHEMA_VERSION = 3


def difference_text(view: Difference) -> str:
    """Write the comparison for the terminal."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: Difference) -> Iterator[str]:
    yield view.cover.heading
    for side in (view.old, view.new):
        yield f"  {side.label}: uppföljningsår {side.year}, räknat per {long_date(side.as_of)}"
    yield f"  {view.summary}"
    for note in view.notes:
        yield f"  {note}"
    if view.cover.is_example:
        yield f"  {EXAMPLE}"
    for group in view.groups:
        yield ""
        yield f"{group.heading} ({group.tally})"
        for statement in group.statements:
            yield f"  {statement.sentence}"
            if statement.pieces:
                yield f"      {inline(statement.pieces)}"
            if statement.source:
                yield f"      {statement.source}"
    if not view.groups:
        yield ""
        yield "Inget har ändrats."


def difference_json(view: Difference) -> str:
    """Write the comparison for other programs."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "title": view.cover.heading,
        "example": view.cover.is_example,
        "audience": view.cover.audience.value,
        "old": _side(view.old),
        "new": _side(view.new),
        "groups": [
            {
                "key": group.key,
                "heading": group.heading,
                "tally": group.tally,
                "statements": [_statement(statement) for statement in group.statements],
            }
            for group in view.groups
        ],
        "notes": list(view.notes),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def _side(side: Compared) -> dict[str, Any]:
    return {
        "label": side.label,
        "year": side.year,
        "as_of": side.as_of.isoformat(),
        **side.score._asdict(),
    }


def _place(source: Source | None) -> dict[str, Any]:
    return {"path": source.path if source else None, "line": source.line if source else None}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "sentence": statement.sentence,
        **_place(statement.source),
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
    yield view.cover.heading
    yield f"  {view.summary}"
    if view.cover.is_example:
        yield f"  {EXAMPLE}"
    for heading, obligations in view.groups:
        yield ""
        yield f"{heading} ({len(obligations)})"
        for obligation in obligations:
            change = obligation.change
            yield f"  {inline(change.retitling) or change.obligation.record.title} ({change.id})"
            yield from (f"      {source}" for source in (obligation.source,) if source)
            yield f"      {inline(obligation.pieces)}"
            yield from (f"      {field.name}: {field.before} → {field.after}" for field in change.fields)
            yield from (f"      {sentence}" for sentence in obligation.sentences)
            if obligation.bodies:
                yield f"      Berör: {listed(obligation.bodies)}."
    if view.marks:
        yield ""
        yield f"Det som räcker ({len(view.marks)})"
        for mark in view.marks:
            yield f"  {mark.change.title}"
            yield from (f"      {source}" for source in (mark.source,) if source)
            yield from (f"      {field.name}: {field.before} → {field.after}" for field in mark.change.fields)
            yield f"      {mark.sentence}"
    if view.bodies:
        yield ""
        yield "Organen"
        yield from (f"  {body}: {sentence}" for body, sentence in view.bodies)


def plan_json(view: PlanDifference) -> str:
    """Write the change of plan for other programs."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "title": view.cover.heading,
        "example": view.cover.is_example,
        "old": view.old,
        "new": view.new,
        "summary": view.summary,
        "obligations": [
            {
                "id": obligation.change.id,
                "title": obligation.change.obligation.record.title,
                "aspects": [aspect.value for aspect in obligation.change.aspects],
                "words": [[piece.mark.value, piece.text] for piece in obligation.pieces],
                "fields": [field._asdict() for field in obligation.change.fields],
                "notes": list(obligation.sentences),
                "bodies": list(obligation.bodies),
                **_place(obligation.source),
            }
            for _, obligations in view.groups
            for obligation in obligations
        ],
        "marks": [
            {
                "title": mark.change.title,
                "fields": [field._asdict() for field in mark.change.fields],
                "note": mark.sentence,
                **_place(mark.source),
            }
            for mark in view.marks
        ],
        "bodies": [{"name": body, "change": sentence} for body, sentence in view.bodies],
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


def review_text(
    repository: PlanRepository, root: Path, records: Sequence[Dependent], obligation: str | None
) -> str:
    """Write who has read what depends on each obligation, or on one, and which words have changed since."""
    suspects = [record for record in records if record.is_suspect]
    if not records:
        if obligation:
            return "Inga svar eller beslut beror av kravet.\n"
        return "Inget svar eller beslut gäller en äldre lydelse.\n"
    lines = []
    if not obligation:
        number = counted(len(suspects), "svar eller beslut", "svar och beslut")
        lines.append(f"{number} gäller en äldre lydelse.")
    earlier = earlier_wordings(root, {record.wording for record in suspects if record.wording})
    locator = Locator(repository.texts)
    order = {name: number for number, name in enumerate(repository.obligations)}
    for name, group in groupby(
        sorted(records, key=lambda record: order[record.obligation.id]),
        key=lambda record: record.obligation.id,
    ):
        text = repository.obligations[name].record.text
        lines += [] if obligation else [""]
        lines.append(f"{repository.obligations[name].record.title} ({name})")
        by_wording = grouped(group, lambda one: one.wording if one.is_suspect and one.wording else "")
        if list(by_wording) == [""]:
            lines.append(f"  {text}")
        for fingerprint in sorted(by_wording):
            lines += _reworded(text, fingerprint, earlier)
            lines += [f"  {_who_read(repository, locator, record)}" for record in by_wording[fingerprint]]
    return "".join(f"{line}\n" for line in lines)


def _reworded(text: str, fingerprint: str, earlier: EarlierWordings) -> list[str]:
    """Return the words that have changed since the wording with that fingerprint; nothing for the one of now."""
    if not fingerprint:
        return []
    if wording := earlier.by_fingerprint.get(fingerprint):
        last = wording.last
        return [
            f"  {inline(word_diff(wording.text, text))}",
            f"  Äldre lydelse: senast i {last.short}, {last.day}.",
        ]
    return [f"  Nu: {text}", f"  Den äldre lydelsen går inte att visa: {earlier.excuse}."]


def _who_read(repository: PlanRepository, locator: Locator, record: Dependent) -> str:
    whose = f"{repository.body_name(record.body)} {record.year}"
    what = f"Beslutet {record.decision}" if record.decision else whose
    state = "inte läst mot någon lydelse"
    which = "den äldre lydelsen" if record.is_suspect else "lydelsen som gäller"
    if record.stamp:
        state = f"läst mot {which} {record.stamp.day} av {record.stamp.by}"
    elif record.asked:
        state = f"svar på {which}"
    return f"{what}: {state}. {record.where.path}:{locator.line_number(record.where.key())}"
