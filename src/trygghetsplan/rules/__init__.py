"""All rules, computed from the modules that declare them. Codes are never reused (tests/codes.txt).

Files are validated at every save, so the rules about duties are imported only when duties are looked at.
"""

from collections.abc import Iterable
from functools import cache
from types import ModuleType

from trygghetsplan.findings import Rule, Scope
from trygghetsplan.plan import form_rules
from trygghetsplan.rules import (
    answer_dates,
    decisions,
    followups,
    identity,
    order,
    plan,
    references,
    secrecy,
    succession,
    suspect,
)
from trygghetsplan.source import refusals, text

_ABOUT_FILES = (
    text,
    refusals,
    form_rules,
    identity,
    references,
    plan,
    decisions,
    succession,
    order,
    followups,
    answer_dates,
    suspect,
    secrecy,
)
"""The modules with rules about files; some have rules about duties as well."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of the codes."""
    from trygghetsplan.rules import audit, flaws, language, shortcomings, templates, vagueness

    about_duties = (
        flaws, shortcomings, audit, templates, vagueness, language,
    )  # fmt: skip
    return _rules((*_ABOUT_FILES, *about_duties))


def _rules(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    return tuple(sorted((rule for module in modules for rule in module.RULES), key=lambda rule: rule.code))


def duty_rules() -> tuple[Rule, ...]:
    """Return the rules that look at the duties on a date."""
    return tuple(rule for rule in all_rules() if rule.check and rule.scope is Scope.DUTIES)


FILE_RULES = tuple(rule for rule in _rules(_ABOUT_FILES) if rule.check and rule.scope is Scope.FILES)
"""The rules that look at the files alone."""


def family(beginning: str) -> tuple[Rule, ...]:
    """Return the rules about one subject: those whose codes begin alike, such as TP7 for the audit."""
    return tuple(rule for rule in all_rules() if rule.code.startswith(beginning))
