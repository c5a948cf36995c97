"""Fills the tables from the repository and its grid, each year reckoned on its own day, for one audience.

What is open is read from the public repository in every edition, so that no answer about what is closed can move it;
the internal one has rows of what is closed beside. Small counts are masked in every edition, as in the reports.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from trygghetsplan.dataset.tables import DataValue, FilledTable, filled, tables_for
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.answers import dated_evidence_of, latest_day
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import OPEN_END, answer_day
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.proof import indicator_values, targets_of
from trygghetsplan.model.evidence import Counted, EvidenceField, EvidenceType, Value
from trygghetsplan.model.followup import Answer, FollowUp
from trygghetsplan.model.indicators import Better, Indicator, YearValues
from trygghetsplan.model.scalars import Share
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.result import Result

Values = dict[str, DataValue]
"""What a row says, by the name of the column."""
_BETWEEN = "; "
"""Stands between several values in one column."""


class DataYear:
    """One year on its own day, as one audience sees it."""

    def __init__(
        self,
        repository: PlanRepository,
        year: int,
        as_of: date,
        audience: Audience,
        *,
        commit: str | None = None,
        result: Result | None = None,
    ) -> None:
        self._whole = repository if audience is Audience.INTERNAL else public_repository(repository)
        self._open = public_repository(repository)
        self._settings = self._open.settings.record
        self.year = year
        self.as_of = as_of
        self._result = result
        self._common: Values = {
            "kommunkod": self._settings.organisation.code,
            "ar": year,
            "per_den": as_of,
            "utgava": "intern" if audience is Audience.INTERNAL else "offentlig",
            "commit": commit,
        }

    def rows(self, table: str) -> Iterator[Values]:
        """Return the rows of a table."""
        makers = {
            "cells": self._cells,
            "answers": self._answers,
            "obligations": self._obligations,
            "bodies": self._bodies,
            "indicators": self._indicators,
            "findings": self._findings,
        }
        return (self._common | row for row in makers[table]())

    @cached_property
    def _is_example(self) -> bool:
        """Whether all answers and decisions are invented."""
        return self._settings.example or any(one.record.example for one in self._open.decisions)

    @cached_property
    def _examples(self) -> frozenset[str]:
        """The files of answers that say of themselves that they are invented."""
        return frozenset(one.path for one in self._whole.followups if one.record.example)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The year's cells: the open ones, and to those who may see them the closed."""
        found = grid_on(self._open, self.as_of).accounted_in(self.year)
        if self._whole is self._open:
            return found
        whole = grid_on(self._whole, self.as_of).accounted_in(self.year)
        return (*found, *(cell for cell in whole if not cell.obligation.record.is_open))

    def _cells(self) -> Iterator[Values]:
        decisions = {name: one for _, name, one in self._whole.all_decisions}
        for cell in self.cells:
            duty, schedule, claim, proof = cell.obligation, cell.schedule, cell.claim, cell.proof
            own_account = duty.document_id if duty.document_id in self._open.accounts else None
            answer = claim.answer if claim else None
            exception = decisions.get(cell.exception or "")
            files = [one.where.path for one in (claim, proof.filed) if one]
            yield {
                "skyldighet": duty.id,
                "organ": cell.body,
                "omrade": _area(duty),
                "dokument": duty.document_id,
                "redovisning": own_account,
                "period": cell.period.label,
                "period_fran": cell.period.start,
                "period_till": None if cell.period.end == OPEN_END else cell.period.end,
                "senast": schedule.due,
                "svara_senast": schedule.answer_by,
                "utfall": str(cell.verdict),
                "regel": cell.outcome.rule,
                "skal": cell.outcome.reason.replace("\u00a0", " "),
                "lage": str(cell.timeliness) if cell.timeliness else None,
                "dagar_sen": cell.days,
                "brist": cell.verdict.is_shortcoming,
                "bindning": str(cell.binding),
                "binder": cell.is_bound,
                "skulle_vara_klart": cell.counts,
                "raknas": cell.counts and duty.record.is_open and (duty.is_plan or own_account is not None),
                "status": str(answer.status) if answer and answer.status else None,
                "svarsar": claim.year if claim else None,
                "beslutat": claim.decided if claim else None,
                "organets_skal": answer.reason if answer else None,
                "atgard": answer.measure if answer else None,
                "kommentar": answer.comment if answer else None,
                "visat": proof.proved,
                "underlag_till": proof.lapses,
                "avsteg": cell.exception,
                "avsteg_till": exception.ends if exception else None,
                "avslutat": cell.closed,
                "berord_oklart": cell.undecided,
                "exempel": self._is_example or not self._examples.isdisjoint(files),
            }

    def _answers(self) -> Iterator[Values]:
        """Return the evidence of the year's files, of each answer as far as it exists on the day."""
        for document in self._whole.followups:
            decided = self._decided(document)
            for name, answer in document.record.answers.items() if document.record.year == self.year else ():
                if answer and self._exists(answer, decided):
                    yield from self._values(document, name, answer, decided)

    def _decided(self, document: PlanFile[FollowUp] | None) -> date | None:
        day = document.record.decision.day if document and document.record.decision else None
        return day if day and day <= self.as_of else None

    def _exists(self, answer: Answer, decided: date | None) -> bool:
        latest = latest_day(dated_evidence_of(answer, self._open.catalogue.record.fields)) or decided
        return latest is not None and latest <= self.as_of

    def _values(
        self, document: PlanFile[FollowUp], duty: str, answer: Answer, decided: date | None
    ) -> Iterator[Values]:
        number = 0
        for event, evidence in {"": answer.evidence, **answer.events}.items():
            for name, value in evidence.items():
                field = self._open.catalogue.record.fields[name]
                for said in _told(field, value):
                    number += 1
                    yield {
                        "skyldighet": duty,
                        "organ": document.record.body,
                        "nummer": number,
                        "handelse": event or None,
                        "falt": name,
                        "falt_titel": field.title,
                        "typ": str(field.type),
                        "tal": None,
                        "av": None,
                        "dag": None,
                        "del": None,
                        "enhet": _unit(field),
                        "dolt": False,
                        "beslutat": decided,
                        "exempel": self._is_example or document.record.example,
                        **said,
                    }

    def _obligations(self) -> Iterator[Values]:
        for name, duty in self._whole.obligations.items():
            record, document = duty.record, duty.document
            yield {
                "skyldighet": name,
                "titel": record.title,
                "text": record.text,
                "slag": str(record.kind),
                "dokument": duty.document_id,
                "dokument_titel": document.title if document else None,
                "dokumentslag": str(document.kind) if document else None,
                "lagrum": record.statute,
                "plats": str(record.place) if record.place else None,
                "omrade": _area(duty),
                "omrade_titel": self._area_title(duty),
                "periodicitet": record.asked_when or None,
                "ansvariga": _BETWEEN.join(self._whole.responsible[name]) or None,
                "galler_fran": duty.starts,
                "galler_till": duty.ends,
                "galler": self._touches(duty.starts, duty.ends),
                "foljs_upp": duty.owes,
                "skydd": str(record.protection),
                "bindning": str(record.binding) if record.binding else None,
                "kontroll": str(record.check) if record.check else None,
                "motsvarar": _BETWEEN.join(record.answers_to) or None,
                "rekommendation": record.recommendation,
                "upprepar": record.repeats,
                "ersatter": record.replaces,
                "harledd": record.inferred,
            }

    def _area_title(self, duty: Obligation) -> str:
        chapter = self._open.chapter(_area(duty)) or duty.chapter
        return self._open.chapter_name(chapter)

    def _touches(self, first: date | None, last: date | None) -> bool:
        return (first is None or first.year <= self.year) and (last is None or self.year <= last.year)

    def _bodies(self) -> Iterator[Values]:
        for name, body in self._open.bodies.items():
            kind = self._open.kind_of(name)
            document = self._open.years.get(name, {}).get(self.year)
            decided, last = self._decided(document), answer_day(self._settings, self.year, kind)
            yield {
                "organ": name,
                "namn": body.name,
                "slag": body.kind,
                "svarar": kind is None or kind.answers,
                "galler_fran": body.starts,
                "galler_till": body.ends,
                "eftertrader": body.succeeds,
                "svara_senast": last,
                "beslutat": decided,
                "dagar_sen": max(0, (decided - last).days) if decided else None,
                "exempel": self._is_example or bool(document and document.record.example),
            }

    def _indicators(self) -> Iterator[Values]:
        values = indicator_values(self._open)
        invented = {one.record.year for one in self._open.indicator_years if one.record.example}
        for name, indicator in self._open.indicators.record.indicators.items():
            targets = targets_of(values, name, indicator, self.year, self.as_of)
            target = targets[0] if len(targets) == 1 else None
            found = _measured(indicator, values.get((name, self.year), ()), self.as_of)
            for number, (value, said) in enumerate(found, 1):
                is_met = None
                if target is not None and value is not None:
                    is_met = value >= target if indicator.better is Better.HIGHER else value <= target
                yield {
                    "indikator": name,
                    "nummer": number,
                    "titel": indicator.title,
                    "enhet": indicator.unit,
                    "battre": str(indicator.better),
                    "omrade": indicator.chapter,
                    "riktvarde": target,
                    "nar_riktvarde": is_met,
                    "exempel": self._is_example or self.year in invented,
                    **said,
                }

    def _findings(self) -> Iterator[Values]:
        if self._result is None:
            return
        for number, finding in enumerate(self._result.findings, 1):
            at = self._result.position(finding)
            yield {
                "nummer": number,
                "kod": finding.rule.code,
                "allvar": str(finding.severity),
                "rubrik": finding.rule.title,
                "meddelande": finding.message.replace("\u00a0", " "),
                "fil": finding.where.path,
                "rad": at.line,
                "kolumn": at.column,
                "exempel": self._is_example,
            }


def dataset(years: Sequence[DataYear], audience: Audience) -> tuple[FilledTable, ...]:
    """Return every table that the audience is given, with a set of rows for each year."""
    return tuple(
        [
            filled(table, [row for year in years for row in year.rows(table.name)])
            for table in tables_for(audience)
        ]
    )


def _area(duty: Obligation) -> str:
    """Return the chapter that the duty is counted in."""
    return duty.chapter.record.part_of or duty.chapter.stem


def _unit(field: EvidenceField) -> str | None:
    if field.type is EvidenceType.AMOUNT:
        return "kronor"
    if field.type not in (EvidenceType.COUNT, EvidenceType.SHARE):
        return None
    return "antal" if field.counts is Counted.OTHER else str(field.counts)


def _told(field: EvidenceField, value: Value) -> Iterator[Values]:
    """Return what the rows of a value say of it: one row, or one for each of several."""
    match value:
        case _ if field.is_small(value):
            yield {"varde": None, "dolt": True}
        case Share(part, whole):
            yield {"varde": str(value), "tal": part, "av": whole}
        case Mapping():
            for name, holds in value.items():
                yield {"varde": "ja" if holds else "nej", "del": name}
        case tuple():
            for one in value:
                yield from _told(field, one)
        case bool():
            yield {"varde": "ja" if value else "nej"}
        case int():
            yield {"varde": str(value), "tal": value}
        case date():
            yield {"varde": value.isoformat(), "dag": value}
        case _:
            yield {"varde": str(value)}


def _measured(
    indicator: Indicator, said: Sequence[YearValues], as_of: date
) -> Iterator[tuple[Decimal | None, Values]]:
    """Return the year's values by source, of those that were published by the day; why there is none, where that is said."""
    known = {
        source: value
        for values in said
        for source, value in values.values.items()
        if (value.published or as_of) <= as_of
    }
    chosen = [source for source, value in known.items() if value.valid]
    for source, value in sorted(known.items()):
        yield (
            value.value,
            {
                "kalla": source,
                "kalla_titel": indicator.sources.get(source),
                "varde": value.value,
                "publicerad": value.published,
                "hamtad": value.retrieved,
                "galler": [source] == (chosen or [*known]),
                "ej_matt": None,
            },
        )
    if not known:
        nothing: Values = dict.fromkeys(("kalla", "kalla_titel", "varde", "publicerad", "hamtad"))
        why = next((values.not_measured for values in said if values.not_measured), None)
        yield None, {**nothing, "galler": False, "ej_matt": why}
