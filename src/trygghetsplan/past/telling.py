"""What one commit meant to one subject, in sentences, with the names of today."""

from collections.abc import Iterator
from typing import Any

from trygghetsplan.comparing.identity import REFERENCES
from trygghetsplan.comparing.wording import compared, inline
from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.model.wording import normal
from trygghetsplan.past.answer_parts import differences
from trygghetsplan.past.names import Names, bodies, decisions, followups, obligations
from trygghetsplan.past.steps import Step
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import counted, listed, mid_sentence, possessive

_FEW = 5


class Teller:
    """Says what one step meant to one subject; None stands for everything."""

    def __init__(
        self, repository: PlanRepository, names: Names, subject: str | None, *, amended: bool
    ) -> None:
        self._repository = repository
        self._names = names
        self._subject = subject
        self._amended = amended

    def step(self, step: Step) -> Iterator[str]:
        """Return the sentences of one commit."""
        yield from self._plan(step)
        yield from self._organisation(step)
        yield from self._rulings(step)
        yield from self._answers(step)
        for path in step.unreadable:
            if self._subject is None or self._subject in path:
                yield f"{path} gick inte att läsa i den här versionen; det räknas som det stod förut."

    def _concerns(self, *names: str) -> bool:
        return self._subject is None or self._subject in names

    def _who(self, body: str) -> str:
        return self._repository.body_name(self._names.body(body))

    def _plan(self, step: Step) -> Iterator[str]:
        old = {self._names.duty(name): (name, found) for name, found in obligations(step.old).items()}
        new = {self._names.duty(name): (name, found) for name, found in obligations(step.new).items()}
        for name in dict.fromkeys([*new, *old]):
            if not self._concerns(name):
                continue
            before, after = old.get(name), new.get(name)
            if before is None:
                yield f"Skyldigheten {name} tillkom."
            elif after is None:
                yield f"Skyldigheten {name} togs bort."
            else:
                if before[0] != after[0]:
                    yield f"Skyldigheten {before[0]} fick id {after[0]}."
                yield from self._obligation(name, before[1], after[1])

    def _obligation(self, name: str, old: Obligation, new: Obligation) -> Iterator[str]:
        """Say how an obligation changed."""
        if normal(old.text) != normal(new.text):
            yield f"Skyldigheten {name} formulerades om: {inline(compared(old.text, new.text))}"
        if normal(old.title) != normal(new.title):
            yield f"Skyldigheten {name} bytte titel: {inline(compared(old.title, new.title))}"
        fields = [
            Obligation.model_fields[field].alias or field
            for field in Obligation.model_fields
            if field not in ("text", "title") and self._value(old, field) != self._value(new, field)
        ]
        if fields:
            yield f"Skyldigheten {name} ändrades: {listed(fields)}."

    def _value(self, obligation: Obligation, field: str) -> object:
        """Return a field's value with the ids of today."""
        value = getattr(obligation, field)
        if isinstance(value, str) and field in REFERENCES:
            return self._names.duty(value)
        if isinstance(value, tuple) and field in REFERENCES:
            return tuple(self._names.duty(name) for name in value)
        if field == "responsible":
            return tuple(self._names.body(name) for name in value)
        return value

    def _organisation(self, step: Step) -> Iterator[str]:
        old = {self._names.body(name): (name, found) for name, found in bodies(step.old).items()}
        new = {self._names.body(name): (name, found) for name, found in bodies(step.new).items()}
        for name in dict.fromkeys([*new, *old]):
            if not self._concerns(name):
                continue
            before, after = old.get(name), new.get(name)
            if before is None and after is not None:
                yield f"{after[1].name} tillkom bland organen."
            elif before is not None and after is None:
                yield f"{before[1].name} togs bort bland organen."
            elif before is not None and after is not None:
                if before[0] != after[0]:
                    yield f"{after[1].name} fick id {after[0]} (förr {before[0]})."
                if before[1].name != after[1].name:
                    yield f"{before[1].name} bytte namn till {after[1].name}."
                if before[1].ends != after[1].ends:
                    yield f"{after[1].name} upphör efter {after[1].ends or 'inget datum'} (förr {before[1].ends or 'inget datum'})."

    def _rulings(self, step: Step) -> Iterator[str]:
        old, new = decisions(step.old), decisions(step.new)
        for name in dict.fromkeys([*new, *old]):
            before, after = self._decision(old.get(name)), self._decision(new.get(name))
            decision = after or before
            if before == after or decision is None:
                continue
            about, whom = decision.obligations, decision.bodies
            if self._concerns(*about, *whom):
                names = [mid_sentence(self._who(body)) for body in whom]
                who = listed(names) if len(names) <= _FEW else counted(len(names), "organ", "organ")
                said = f"Beslutet {name} ({decision.meaning} för {who}, {listed(about)})"
                happened = "tillkom" if before is None else "togs bort" if after is None else "ändrades"
                yield f"{said} {happened}."

    def _decision(self, decision: Decision | None) -> Decision | None:
        """Return the decision with the ids of today, and without the note of who has looked at it."""
        if decision is None:
            return None
        now = {
            "obligations": tuple(self._names.duty(duty) for duty in decision.obligations),
            "bodies": tuple(self._names.body(body) for body in decision.bodies),
            "reviewed": {},
        }
        return decision.model_copy(update=now)

    def _answers(self, step: Step) -> Iterator[str]:
        old = {(self._names.body(body), year): one for (body, year), one in followups(step.old).items()}
        new = {(self._names.body(body), year): one for (body, year), one in followups(step.new).items()}
        for body, year in dict.fromkeys([*new, *old]):
            before, after = old.get((body, year)), new.get((body, year))
            if self._concerns(body) and (not self._amended or _is_undecided(before, after)):
                yield from self._file(body, year, before, after)
            whole = before is None or after is None
            if whole and self._concerns(body) and not (self._amended and after is None):
                continue
            decided = before.decision if before else None
            stands = bool(decided and decided.day and (after is None or after.decision == decided))
            if not self._amended or stands:
                yield from self._each(body, year, before, after, decided if stands else None)

    def _file(self, body: str, year: int, before: FollowUp | None, after: FollowUp | None) -> Iterator[str]:
        """Say what happened to the file as a whole: it came, went, was decided."""
        whose = f"{possessive(self._who(body))} svar för {year}"
        if before is None and after is not None:
            number = counted(sum(bool(answer) for answer in after.answers.values()), "svar", "svar")
            yield f"{whose} kom in med {number}, {_decided(after.decision) or 'inte beslutat'}."
        elif after is None and before is not None:
            was = _decided(before.decision)
            yield f"{whose} togs bort{f' (det var {was})' if was else ''}."
        elif before is not None and after is not None and before.decision != after.decision:
            again = " på nytt" if _decided(before.decision) else ""
            now = _decided(after.decision)
            yield f"{whose} blev {now}{again}." if now else f"{whose} är inte längre beslutat."

    def _each(
        self,
        body: str,
        year: int,
        before: FollowUp | None,
        after: FollowUp | None,
        decided: DecisionReference | None,
    ) -> Iterator[str]:
        """Say what happened to each answer."""
        old = {self._names.duty(name): answer for name, answer in (before.answers if before else {}).items()}
        new = {self._names.duty(name): answer for name, answer in (after.answers if after else {}).items()}
        for name in dict.fromkeys([*new, *old]):
            was, now = _plain(old.get(name)), _plain(new.get(name))
            if was == now or not self._concerns(body, name):
                continue
            whose = f"{possessive(self._who(body))} svar på {name} {year}"
            late = f" efter beslutet {decided.day} {decided.place}".rstrip() if decided else ""
            if not now or not was:
                happened = "togs bort" if was else "tillkom"
                status = now.get("status") if now else was.get("status")
                yield f"{whose} {happened}{late}{f': {status}' if status else ''}."
                continue
            changed = list(differences(was, now))
            if changed:
                yield f"{whose} ändrades{late}: {'; '.join(changed)}."
            elif not self._amended and isinstance(now.get("granskad"), dict):
                yield f"{whose} lästes mot lydelsen {now['granskad'].get('datum', '')} av {now['granskad'].get('av', '')}."


def _is_undecided(before: FollowUp | None, after: FollowUp | None) -> bool:
    """Whether a decided follow-up has been made a draft again: a change after the decision, though none is seen."""
    if before is None or after is None:
        return False
    return bool(_decided(before.decision)) and not _decided(after.decision)


def _plain(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _decided(reference: DecisionReference | None) -> str:
    return reference.said if reference else ""
