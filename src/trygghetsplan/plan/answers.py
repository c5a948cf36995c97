"""Answers get their types here, once the catalogue and the obligations are known.

An answer holds its own keys (status, skäl …) and, beside them, exactly the evidence its obligation asks for.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.model.evidence import EvidenceType, read_value
from trygghetsplan.model.followup import EMPTY_ANSWER, OWN_KEYS, Answer, Declaration, FollowUp, Status
from trygghetsplan.model.review import Reviewed
from trygghetsplan.model.scalars import Identifier, shortened
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.form_rules import UNKNOWN_KEY, WRONG_FORM, WRONG_SHAPE
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.plan.schema import EXPLAINED, schema_findings, too_far_out, unknown_key
from trygghetsplan.swedish import did_you_mean, listed


class AnswerReader:
    """Types the answers of all follow-ups, gathering findings and what failed."""

    def __init__(self, repository: PlanRepository) -> None:
        self.repository = repository
        self.findings: list[Finding] = []
        self.broken: set[tuple[str, Keys]] = set()
        fields = repository.catalogue.record.fields.items()
        self._every_field = {key: field for key, field in fields if not field.type.is_computed}
        """What an answer to an unknown obligation can hold."""

    def read(self, document: PlanFile[FollowUp]) -> FollowUp:
        """Return the file's record with every answer typed: None where one failed, nothing where it is no mapping."""
        path, obligations, repeated = document.path, self.repository.obligations, self.repository.repeated
        answers: dict[str, Answer | None] = {}
        for place, (name, raw) in enumerate(document.record.answers.items()):
            if not raw and not isinstance(raw, str):
                answers[name] = EMPTY_ANSWER
                continue
            before = len(self.findings)
            if isinstance(raw, dict):
                obligation = obligations.get(name) if name not in repeated else None
                answers[name] = self._answer(path, name, raw, obligation)
            else:
                self._misshapen(document, name, place)
            if answers.get(name) is None or len(self.findings) > before:
                self.broken.add((path, ("svar", name)))
        return document.record.model_copy(update={"answers": answers})

    def _misshapen(self, document: PlanFile[FollowUp], name: str, place: int) -> None:
        """An answer that is no mapping is most often evidence that has slipped out of the answer above it."""
        where = document.at("svar", name)
        if not self._is_slipped(document, name):
            self.findings.append(WRONG_SHAPE.at(where, "ett svar består av nycklar: status och underlag"))
            return
        before = next(islice(document.record.answers, place - 1, None)) if place else ""
        if place and self._is_slipped(document, before):
            return
        names = islice(document.record.answers, place, None)
        run = list(takewhile(lambda other: self._is_slipped(document, other), names))
        self.findings.append(WRONG_SHAPE.at(where.key(), too_far_out(run)))
        self.broken.add((document.path, ("svar", before) if place else ("svar",)))

    def _is_slipped(self, document: PlanFile[FollowUp], name: str) -> bool:
        is_answer = isinstance(document.record.answers[name], dict)
        return not is_answer and (name in OWN_KEYS or self.repository.field(name) is not None)

    def _answer(
        self, path: str, name: str, raw: dict[str, Any], obligation: Obligation | None
    ) -> Answer | None:
        own: dict[str, Any] = {}
        evidence: dict[str, Any] = {}
        for key, value in raw.items():
            (own if key in OWN_KEYS else evidence)[key] = value
        typed = self._values(path, ("svar", name), evidence, obligation) if evidence else {}
        events: dict[str, dict[str, Any]] = {}
        if "händelser" in own:
            where = Where(path, ("svar", name, "händelser"))
            events = self._events(where, own.pop("händelser"), obligation)
        try:
            is_text = all(isinstance(value, str) for value in own.values())
            declared = _kept_declaration(*own.items()) if is_text else _declaration(own)
        except ValidationError as error:
            details = error.errors(include_url=False)
            fitting = [word for word in Status if obligation and _fits(word, obligation)]
            self.findings += schema_findings(Where(path, ("svar", name)), Declaration, details, fitting)
            return None
        return Answer(*declared, typed, events)

    def _values(
        self, path: str, prefix: Keys, raw: dict[str, Any], obligation: Obligation | None
    ) -> dict[str, Any]:
        fields = obligation.evidence.accepted if obligation else self._every_field
        typed_values: dict[str, Any] = {}
        for key, value in raw.items():
            field = fields.get(key)
            if field is None:
                if not self._may_ask(key, obligation):
                    asked = listed(list(fields)) if fields and len(fields) < 12 else "inget mer"
                    names = [*OWN_KEYS, *fields] if len(self.findings) < EXPLAINED else []
                    hint, meant = unknown_key(key, names)
                    message = (
                        f"”{shortened(key)}” används inte i svaret{hint or f'; underlag som begärs: {asked}'}"
                    )
                    where = Where(path, (*prefix, key), "key")
                    self.findings.append(UNKNOWN_KEY.at(where, message, remedy=meant))
                self.broken.add((path, prefix[:2]))
                continue
            try:
                typed = read_value(field, value)
            except ValidationError as error:
                details = error.errors(include_url=False)
                self.findings += schema_findings(Where(path, (*prefix, key)), Declaration, details)
                continue
            if field.type is EvidenceType.CHECKLIST and isinstance(typed, tuple):
                for number, option in enumerate(typed):
                    if option not in field.options:
                        message = (
                            f"”{option}” är inget av alternativen{did_you_mean(str(option), field.options)}"
                        )
                        self.findings.append(WRONG_FORM.at(Where(path, (*prefix, key, number)), message))
            typed_values[key] = typed
        return typed_values

    def _may_ask(self, key: str, obligation: Obligation | None) -> bool:
        """Whether the key may be evidence asked for, where the catalogue or the request failed to read."""
        catalogue, field = self.repository.catalogue, self.repository.field
        if self.repository.is_broken(catalogue.path, "underlag", key):
            return True
        if obligation is None or key in obligation.record.evidence:
            return obligation is not None
        asked = obligation.record.evidence
        unread = not asked or any(field(name) is None for name in asked)
        return unread and field(key) is not None

    def _events(self, where: Where, raw: Any, obligation: Obligation | None) -> dict[str, dict[str, Any]]:
        clock = obligation.record.clock if obligation else None
        if clock and clock.kind is not ClockKind.EVENT:
            message = "händelser kan bara redovisas för skyldigheter som gäller vid händelse"
            self.findings.append(UNKNOWN_KEY.at(where.key(), message))
            return {}
        if not isinstance(raw, dict) or not all(isinstance(event, dict) for event in raw.values()):
            self.findings.append(
                WRONG_SHAPE.at(where, "här väntas ett id per händelse, och underlag under varje")
            )
            return {}
        path, keys = where.path, where.keys
        try:
            _EVENTS.validate_python(raw)
        except ValidationError as error:
            self.findings += schema_findings(where, Declaration, error.errors(include_url=False))
        return {name: self._values(path, (*keys, name), event, obligation) for name, event in raw.items()}


def _fits(status: Status, obligation: Obligation) -> bool:
    """Whether the word can be said of the obligation, as far as its clock is known."""
    clock = obligation.record.clock
    return clock is None or status.fits(clock.kind, is_stored=obligation.record.is_stored)


_EVENTS: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[Identifier, Any])
_Declared: TypeAlias = tuple[Status | None, str | None, str | None, str | None, date | None, Reviewed | None]


def _declaration(own: Mapping[str, Any]) -> _Declared:
    """Return what an answer declares, in the order of `Answer`."""
    said = Declaration.model_validate(own)
    return said.status, said.reason, said.measure, said.comment, said.started, said.reviewed


@lru_cache(maxsize=4096)
def _kept_declaration(*own: tuple[str, str]) -> _Declared:
    """Return what an answer declares: most say the same few words, which are looked at once."""
    return _declaration(dict(own))
