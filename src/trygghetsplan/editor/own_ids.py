"""The ids of a repository, each with what it stands for, and the fields that choose among them."""

from collections.abc import Mapping

from trygghetsplan.editor.records import Field, Labels
from trygghetsplan.model.agency import Agency, AgencyCategory
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.audit import Audit, EffectCheck, Recommendation
from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.documents import Delegation
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.indicators import Indicator, IndicatorYear
from trygghetsplan.model.numbers import FetchedNumber, NumberLine, NumberTarget
from trygghetsplan.model.obligation import Chapter, Goal, ObligationRecord
from trygghetsplan.model.organisation import Body, Council, Group
from trygghetsplan.model.settings import Account
from trygghetsplan.plan.repository import PlanRepository

EVERY_DUTY = "alla"
"""What a decision names when it means every duty."""

REFERENCES: Mapping[Field, str] = {
    (Account, "given_by"): "organ",
    (Account, "given_to"): "organ",
    (Body, "kind"): "slag-av-organ",
    (Body, "succeeds"): "organ",
    (Group, "kinds"): "slag-av-organ",
    (Group, "bodies"): "organ",
    (Group, "without"): "organ",
    (Council, "body"): "organ",
    (Council, "reports_to"): "organ",
    (Council, "document"): "dokument",
    (Delegation, "bodies"): "organ",
    (EvidenceField, "indicator"): "indikator",
    (Chapter, "document"): "dokument",
    (Chapter, "part_of"): "omrade",
    (Audit, "document"): "dokument",
    (Audit, "part_of"): "omrade",
    (Audit, "reply"): "dokument",
    (Audit, "answered_by"): "organ",
    (EffectCheck, "indicator"): "indikator",
    (Goal, "document"): "dokument",
    (ObligationRecord, "document"): "dokument",
    (ObligationRecord, "answers_to"): "skyldighet",
    (ObligationRecord, "recommendation"): "rekommendation",
    (ObligationRecord, "responsible"): "organ-eller-grupp",
    (ObligationRecord, "answered_by"): "organ",
    (ObligationRecord, "waits_for"): "skyldighet-eller-milstolpe",
    (ObligationRecord, "replaces"): "skyldighet",
    (ObligationRecord, "evidence"): "underlag",
    (ObligationRecord, "followed_up_by"): "skyldighet",
    (ObligationRecord, "repeats"): "skyldighet",
    (Recommendation, "concerns"): "skyldighet",
    (Decision, "obligations"): "skyldighet-eller-alla",
    (Decision, "bodies"): "organ-eller-grupp",
    (Indicator, "chapter"): "omrade",
    (IndicatorYear, "indicators"): "indikator",
    (Assessments, "areas"): "omrade",
    (Assessments, "granted"): "skyldighet",
    (Agency, "document"): "dokument",
    (AgencyCategory, "obligations"): "skyldighet",
    (FollowUp, "body"): "organ",
    **{
        (model, field): chosen
        for model in (NumberTarget, NumberLine, FetchedNumber)
        for field, chosen in (
            ("indicator", "indikator"),
            ("indicator_source", "indikatorns-kalla"),
            ("obligation", "skyldighet"),
            ("body", "organ"),
            ("evidence", "underlag"),
        )
    },
}
"""Which set of ids each field chooses from."""


def own_ids(repository: PlanRepository) -> dict[str, Labels]:
    """Return the repository's ids by set, in the order of its files."""
    organisation = repository.organisation.record
    bodies = {name: body.name for name, body in organisation.bodies.items()}
    groups = dict.fromkeys(organisation.groups, "Grupp av organ.")
    obligations = {name: obligation.record.title for name, obligation in repository.obligations.items()}
    milestones = {name: milestone.title for name, milestone in organisation.milestones.items()}
    return {
        "organ": bodies,
        "organ-eller-grupp": groups | bodies,
        "slag-av-organ": {name: kind.title for name, kind in organisation.kinds.items()},
        "dokument": {
            name: document.title for name, document in repository.documents.record.documents.items()
        },
        "omrade": {chapter.stem: chapter.record.title for chapter in repository.chapters},
        "skyldighet": obligations,
        "skyldighet-eller-alla": {EVERY_DUTY: "Alla skyldigheter."} | obligations,
        "skyldighet-eller-milstolpe": obligations | milestones,
        "rekommendation": {
            name: recommendation.title
            for _, audit in repository.audits
            for name, recommendation in audit.recommendations.items()
        },
        "underlag": {name: field.title for name, field in repository.catalogue.record.fields.items()},
        "indikator": {
            name: indicator.title for name, indicator in repository.indicators.record.indicators.items()
        },
        "indikatorns-kalla": {
            name: title
            for indicator in repository.indicators.record.indicators.values()
            for name, title in indicator.sources.items()
        },
    }
