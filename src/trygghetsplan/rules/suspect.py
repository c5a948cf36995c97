"""Answers and decisions that were given, or reviewed, against an earlier wording of their obligation.

The rules know the fingerprint only; `trygghet review` finds the earlier text in git and shows the difference.
"""

from collections.abc import Iterator

from trygghetsplan.engine.review import Dependent, dependent_answers, dependent_decisions
from trygghetsplan.findings import Finding, Related, Scope, Severity, Where, rule
from trygghetsplan.model.followup import Status
from trygghetsplan.rules.checked_year import CheckedYear


@rule("TP651", Severity.WARNING, "Svar på en äldre lydelse", Scope.DUTIES)
def answer_to_an_earlier_wording(checked: CheckedYear) -> Iterator[Finding]:
    """Skyldigheten har formulerats om sedan frågan ställdes, eller sedan någon senast läste svaret mot den.

    Svaret kan ha blivit fel. Läs den nya lydelsen. Gäller svaret ännu, skriv det med trygghet review ID --write --by FUNKTION; annars
    ändra svaret först. Skillnaden ord för ord visas av trygghet review ID.

    Fel:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
            granskad: {text: abcdefghijkl, datum: 2025-01-10, av: Säkerhetssamordnare}
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
            granskad: {text: pchomdppgbhm, datum: 2025-01-10, av: Säkerhetssamordnare}
    """
    used = set(_used(checked))
    for answer in dependent_answers(checked.repository):
        if answer.is_suspect and (answer.year == checked.year or answer.where in used):
            name = checked.repository.body_name(answer.body)
            what = f"{name}: svaret om ”{answer.obligation.record.title}”"
            yield answer_to_an_earlier_wording.at(answer.stamp_at, _message(answer, what), _reworded(answer))


def _used(checked: CheckedYear) -> Iterator[Where]:
    """Return the answers that the year's cells rest on; one that says `oförändrat` leads to those before it."""
    repository = checked.repository
    for cell in checked.cells:
        for filed in (cell.claim, cell.proof.filed):
            years = repository.years.get(cell.body, {}) if filed and filed.own else {}
            if filed is not None:
                yield filed.where
            for year in sorted((year for year in years if filed and year <= filed.year), reverse=True):
                answer = repository.answer(years[year], cell.obligation.id)
                yield years[year].at("svar", cell.obligation.id)
                is_held = answer is not None and (
                    answer.reviewed or cell.obligation.id in years[year].record.asked
                )
                if answer is None or is_held or answer.status is not Status.UNCHANGED:
                    break


@rule("TP652", Severity.WARNING, "Beslut på en äldre lydelse", Scope.DUTIES)
def decision_on_an_earlier_wording(checked: CheckedYear) -> Iterator[Finding]:
    """Skyldigheten har formulerats om sedan någon senast läste beslutet mot den. Beslutet kan behöva fattas om.

    Det rör beslut som säger berörd, ej berörd eller avsteg, så länge de gäller. Håller beslutet ännu, skriv
    det med trygghet review ID --write --by FUNKTION.

    Fel:
        --- plan/beslut.yaml
        beslut:
          inte-bolaget:
            innebörd: ej berörd
            skyldigheter: [bolagspolicy]
            organ: [bolaget]
            skäl: Bolaget har ingen verksamhet.
            beslut: {datum: 2024-02-07}
            granskad:
              bolagspolicy: {text: abcdefghijkl, datum: 2024-02-10, av: Säkerhetssamordnare}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          inte-bolaget:
            innebörd: ej berörd
            skyldigheter: [bolagspolicy]
            organ: [bolaget]
            skäl: Bolaget har ingen verksamhet.
            beslut: {datum: 2024-02-07}
            granskad:
              bolagspolicy: {text: eoeelmfgccfc, datum: 2024-02-10, av: Säkerhetssamordnare}
    """
    ends = {name: decision.ends for _, name, decision in checked.repository.all_decisions}
    for dependent in dependent_decisions(checked.repository):
        last = ends[dependent.decision]
        if dependent.is_suspect and (last is None or last >= checked.as_of):
            what = f"beslutet {dependent.decision} om ”{dependent.obligation.record.title}”"
            message = _message(dependent, what)
            yield decision_on_an_earlier_wording.at(dependent.stamp_at, message, _reworded(dependent))


def _message(dependent: Dependent, what: str) -> str:
    stamp = dependent.stamp
    looked = f"lästes {stamp.day} av {stamp.by} mot" if stamp else "gavs på"
    return f"{what} {looked} en äldre lydelse; läs den nya, se trygghet review {dependent.obligation.id}"


def _reworded(dependent: Dependent) -> Related:
    return Related(dependent.obligation.at("text"), "den nya lydelsen står här")


RULES = (answer_to_an_earlier_wording, decision_on_an_earlier_wording)
