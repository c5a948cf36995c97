"""All rules, computed from the modules that declare them. Codes are never reused (tests/codes.txt)."""

from trygghetsplan.findings import Rule, Scope
from trygghetsplan.loading import form_rules
from trygghetsplan.rules import (
    answer_dates,
    audit,
    commitments,
    decisions,
    endings,
    flaws,
    followups,
    identity,
    language,
    misplaced,
    naming,
    order,
    plan,
    references,
    secrecy,
    shortcomings,
    sources,
    succession,
    suspect,
    templates,
    undecided,
    vagueness,
)
from trygghetsplan.source import refusals, text

MODULES = (
    text,
    refusals,
    form_rules,
    identity,
    references,
    plan,
    decisions,
    succession,
    order,
    flaws,
    sources,
    followups,
    misplaced,
    answer_dates,
    shortcomings,
    undecided,
    endings,
    suspect,
    audit,
    commitments,
    secrecy,
    templates,
    vagueness,
    naming,
    language,
)
ALL_RULES: tuple[Rule, ...] = tuple(
    sorted((rule for module in MODULES for rule in module.RULES), key=lambda rule: rule.code)
)
FILE_RULES = tuple(rule for rule in ALL_RULES if rule.check and rule.scope is Scope.FILES)
DUTY_RULES = tuple(rule for rule in ALL_RULES if rule.check and rule.scope is Scope.DUTIES)


def family(beginning: str) -> tuple[Rule, ...]:
    """Return the rules about one subject: those whose codes begin alike, such as TP7 for the audit."""
    return tuple(rule for rule in ALL_RULES if rule.code.startswith(beginning))
