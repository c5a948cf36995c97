"""What every document is made from: the public repository, in which nobody owes or has answered what is closed.

Sections never choose what to leave out: a closed duty has no cell, no answer and no decision there. An internal
edition has the same sections and an appendix.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.numbers import FetchedNumber, NumberYear
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository, kept_with_repository
from trygghetsplan.source.text import Texts


class PublicRepository(PlanRepository):
    """The plan, and the answers and decisions about open duties.

    The texts of the files that hold answers or decisions are not there, nor a file that says nothing in public.
    """

    @cached_property
    def obligations(self) -> Mapping[str, Obligation]:
        """Every obligation by id; the closed ones are owed by nobody."""
        return {
            name: one if one.record.is_open else replace(one, is_owed=False)
            for name, one in super().obligations.items()
        }


@kept_with_repository
def public_repository(repository: PlanRepository) -> PlanRepository:
    """Return the repository as the public may see it; one that is public already, itself."""
    if isinstance(repository, PublicRepository):
        return repository
    closed = frozenset(name for name, one in repository.obligations.items() if not one.record.is_open)
    values = {field.name: getattr(repository, field.name) for field in fields(repository) if field.init}
    return PublicRepository(
        **values
        | {
            "followups": tuple(
                document
                for one in repository.followups
                if (document := _open_answers(one, closed)).record.answers or document.record.decision
            ),
            "decisions": tuple(
                decided
                for one in repository.decisions
                if (decided := _open_decisions(one, closed)).record.decisions
            ),
            "number_maps": (),
            "number_years": tuple(_open_numbers(one, closed) for one in repository.number_years),
            "broken": frozenset(
                (path, keys)
                for path, keys in repository.broken
                if keys[:1] != ("svar",) or keys[-1] not in closed
            ),
            "texts": Texts(
                {path: data for path, data in repository.texts.contents.items() if _is_public(path)}
            ),
        }
    )


def public_contents(seen: PlanRepository, *, masks: bool = False) -> Mapping[str, str]:
    """Return all that a public repository says by path: texts, and what was read of the files that are not public whole.

    `masks` leaves out small counts, which a fingerprint would tell whoever knows the rest.
    """
    followups = (
        [without_small_counts(seen, document) for document in seen.followups] if masks else seen.followups
    )
    records = (*followups, *seen.decisions)
    origins = {
        document.path: repr([(name, _origin(number)) for name, number in document.record.numbers.items()])
        for document in seen.number_years
    }
    return {document.path: repr(document.record) for document in records} | origins | dict(seen.texts)


def _origin(number: FetchedNumber) -> tuple[Any, ...]:
    """Return what is public of where a number came from: not the number, which may be small, nor its file."""
    return (
        number.aim,
        number.unit,
        number.period,
        number.counted,
        number.source,
        number.published,
        number.retrieved,
    )


def without_small_counts(seen: PlanRepository, document: PlanFile[FollowUp]) -> PlanFile[FollowUp]:
    """Return a body's answers without the counts that are so small that they could tell of somebody."""

    def mask(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            name: None if (field := seen.field(name)) and field.is_small(value) else value
            for name, value in evidence.items()
        }

    answers = {
        name: answer._replace(
            evidence=mask(answer.evidence), events={event: mask(one) for event, one in answer.events.items()}
        )
        for name, answer in document.record.answers.items()
        if answer
    }
    return PlanFile(document.path, document.record.model_copy(update={"answers": answers}))


def _is_public(path: str) -> bool:
    """Whether a whole file is public: all but the bodies' answers, and decisions about single bodies."""
    if path.startswith("followups/"):
        return path.endswith(("/bedomningar.yaml", "/indikatorer.yaml"))
    return not path.startswith(("plan/beslut", "plan/siffror/"))


def _open_answers(document: PlanFile[FollowUp], closed: frozenset[str]) -> PlanFile[FollowUp]:
    """Leave out the answers to closed duties, and those that say nothing."""
    answers = {
        name: answer
        for name, answer in document.record.answers.items()
        if name not in closed and not (answer and answer.is_empty)
    }
    asked = {name: text for name, text in document.record.asked.items() if name not in closed}
    return PlanFile(document.path, document.record.model_copy(update={"answers": answers, "asked": asked}))


def _open_numbers(document: PlanFile[NumberYear], closed: frozenset[str]) -> PlanFile[NumberYear]:
    """Leave out where the numbers of closed duties came from."""
    numbers = {
        name: number for name, number in document.record.numbers.items() if number.obligation not in closed
    }
    return PlanFile(document.path, document.record.model_copy(update={"numbers": numbers}))


def _open_decisions(document: PlanFile[Decisions], closed: frozenset[str]) -> PlanFile[Decisions]:
    """Leave out every decision that names a closed duty."""
    decisions = {
        name: decision
        for name, decision in document.record.decisions.items()
        if closed.isdisjoint(decision.obligations)
    }
    return PlanFile(document.path, document.record.model_copy(update={"decisions": decisions}))


MARKING = "Internt, får inte spridas."
MARKING_OF_BODY = "Internt, sekretessprövas före utlämnande."
"""What stands on what goes to one body, which is asked about its closed duties too."""


def notice(marking: str, *, is_example: bool) -> str:
    """Return what stands on every page: that the answers are examples, and the marking."""
    return f"{EXAMPLE if is_example else ''} {marking}".strip()


class Audience(StrEnum):
    """Who a document is for: everybody, or those who may see what is protected."""

    PUBLIC = "public"
    INTERNAL = "internal"

    def is_told_line(self, path: str) -> bool:
        """Whether the lines of a file are told: in one that is not public whole they tell what stands between."""
        return self is Audience.INTERNAL or _is_public(path)
