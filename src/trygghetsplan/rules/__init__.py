"""All rules, computed from the modules that declare them. Codes are never reused (tests/codes.txt)."""

from trygghetsplan.findings import Rule, Scope
from trygghetsplan.loading import form_rules
from trygghetsplan.rules import (
    answer_dates,
    audit,
    duties,
    flaws,
    followups,
    identity,
    language,
    order,
    plan,
    references,
    secrecy,
    suspect,
    templates,
)
from trygghetsplan.source import syntax, text

MODULES = (
    text,
    syntax,
    form_rules,
    identity,
    references,
    plan,
    order,
    flaws,
    followups,
    answer_dates,
    duties,
    suspect,
    audit,
    secrecy,
    templates,
    language,
)
ALL_RULES: tuple[Rule, ...] = tuple(
    sorted((rule for module in MODULES for rule in module.RULES), key=lambda rule: rule.code)
)
FILE_RULES = tuple(rule for rule in ALL_RULES if rule.check and rule.scope is Scope.FILES)
DUTY_RULES = tuple(rule for rule in ALL_RULES if rule.check and rule.scope is Scope.DUTIES)
