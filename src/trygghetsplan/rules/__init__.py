"""All rules, computed from the modules that declare them. Codes are never reused (tests/codes.txt).

Files are validated at every save, so the rules about duties are imported only when duties are looked at.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from types import ModuleType

from trygghetsplan.findings import Finding, Rule, Scope
from trygghetsplan.plan import form_rules, migration
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules import (
    answer_dates,
    cases,
    decisions,
    drafts,
    followups,
    identity,
    numbers,
    order,
    plan,
    references,
    secrecy,
    succession,
)
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.source import refusals, text


def _rules(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    return tuple(sorted((rule for module in modules for rule in module.RULES), key=lambda rule: rule.code))


_RULES_ABOUT_FILES = _rules(
    (
        text, refusals, form_rules, migration, identity, references, plan, decisions, succession, order, followups,
        answer_dates, secrecy, cases, drafts, numbers,
    )
)  # fmt: skip


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of the codes."""
    from trygghetsplan.rules import audit, copied, deciders, flaws, language, shortcomings, suspect

    about_duties = _rules((copied, deciders, flaws, shortcomings, suspect, audit, language))
    return tuple(sorted((*_RULES_ABOUT_FILES, *about_duties), key=lambda rule: rule.code))


def family(beginning: str) -> tuple[Rule, ...]:
    """Return the rules about one subject: those whose codes begin alike, such as TP7 for the audit."""
    return tuple(rule for rule in all_rules() if rule.code.startswith(beginning))


def findings_in_files(repository: PlanRepository) -> Iterator[Finding]:
    """Return what the rules about files find, which no date can excuse."""
    checked = CheckedFiles(repository)
    for rule in _RULES_ABOUT_FILES:
        if rule.scope is Scope.FILES:
            yield from rule.found_in(checked)


def findings_in_year(repository: PlanRepository, year: int, as_of: date) -> Iterator[Finding]:
    """Return what the rules about duties find in one year on one date, about what is in force in it."""
    from trygghetsplan.engine.accounts import is_held
    from trygghetsplan.rules.checked_year import CheckedYear  # with the grid, which files alone do not need

    checked = CheckedYear.of(repository, year, as_of)
    for rule in all_rules():
        if rule.scope is Scope.DUTIES:
            found = rule.found_in(checked)
            yield from (
                one
                for one in found
                if rule is drafts.waiting_draft  # it waits whatever year it is of
                or (
                    is_held(checked.in_force, repository, one.where)
                    and not drafts.is_unreviewed(repository, one.where)
                )
            )
