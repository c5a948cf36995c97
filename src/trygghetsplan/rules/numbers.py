"""Numbers from other systems: that each is aimed at a number there is, and stands there as it was fetched."""

from collections.abc import Iterator
from decimal import Decimal

from trygghetsplan.engine.fetched import present_value
from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.numbers import NumberTarget
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.rules.links import number_targets
from trygghetsplan.swedish import number


@rule("TP331", Severity.ERROR, "Siffran kan inte riktas dit", schema=3)
def aimed_amiss(checked: CheckedFiles) -> Iterator[Finding]:
    """En siffra ur ett annat system riktas mot något som inte finns att fylla i, eller två mot samma tal.

    En siffra riktas antingen mot indikator och indikatorns källa, eller mot skyldighet, organ och underlag. Underlaget
    ska vara av typen antal och begäras av skyldigheten, och organet ska ha skyldigheten. Det som inte får lagras kan
    inte heller hämtas.

    Fel:
        --- plan/siffror/enkaten.yaml
        källa: Kommunens enkät
        publicerad: 2025-02-01
        hämtad: 2025-02-03
        rader:
          trygghet:
            indikator: trygghet
            talkolumn: Index
            period: "2024"
            enhet: index
            räknade statusar: [alla]
    Rätt:
        --- plan/siffror/enkaten.yaml
        källa: Kommunens enkät
        publicerad: 2025-02-01
        hämtad: 2025-02-03
        rader:
          trygghet:
            indikator: trygghet
            indikatorns källa: enkat
            talkolumn: Index
            period: "2024"
            enhet: index
            räknade statusar: [alla]
    """
    repository = checked.repository
    first: dict[tuple[str, ...], Where] = {}
    for at, target in number_targets(repository):
        if not (target.is_indicator or target.is_count):
            message = "siffran ska riktas mot indikator och indikatorns källa, eller mot skyldighet, organ och underlag"
            yield aimed_amiss.at(at().key(), message)
            continue
        if found := _fault(repository, target):
            key, message = found
            yield aimed_amiss.at(at(key), message)
        file = at().path if at().path.startswith("followups/") else "plan"
        earlier = first.setdefault((file, *target.aim), at().key())
        if earlier != at().key():
            message = "en annan rad riktas mot samma tal; ta bort den ena"
            yield aimed_amiss.at(at().key(), message, Related(earlier, "den andra står här"))
    yield from _repeated_lines(repository)
    for mapped in repository.number_maps:
        if mapped.record.retrieved < mapped.record.published:
            message = f"hämtad {mapped.record.retrieved} ligger före publicerad {mapped.record.published}"
            yield aimed_amiss.at(mapped.at("hämtad"), f"{message}; rätta den dag som är fel")
        for name, line in mapped.record.lines.items():
            if line.period and line.period_column:
                message = "skriv antingen period eller periodkolumn; båda kan säga olika"
                yield aimed_amiss.at(mapped.at("rader", name, "period").key(), message)


def _repeated_lines(repository: PlanRepository) -> Iterator[Finding]:
    seen: dict[str, Where] = {}
    for mapped in repository.number_maps:
        for name in mapped.record.lines:
            where = mapped.at("rader", name).key()
            if (earlier := seen.setdefault(name, where)) != where:
                message = f"raden ”{name}” finns redan i en annan karta; ge den ett annat id"
                yield aimed_amiss.at(where, message, Related(earlier, "den första står här"))


def _fault(repository: PlanRepository, target: NumberTarget) -> tuple[str, str] | None:
    """Return the key that cannot be aimed at, and why; an id that is nowhere is told of by the rules of ids."""
    indicator = repository.indicator(target.indicator or "")
    if indicator and target.indicator_source not in indicator.sources:
        return "indikatorns källa", f"indikatorn har ingen källa ”{target.indicator_source}”"
    duty, field = repository.obligations.get(target.obligation or ""), repository.field(target.evidence or "")
    if duty is None or target.body not in repository.bodies or field is None:
        return None
    if not duty.record.is_stored:
        return (
            "skyldighet",
            "skyldigheten får inte lagras, så inga siffror kan hämtas till den; ta bort raden",
        )
    if target.body not in repository.responsible[duty.id]:
        return "organ", "organet har inte den skyldigheten"
    if target.evidence not in duty.record.evidence:
        return "underlag", "skyldigheten begär inte det underlaget"
    if field.type is not EvidenceType.COUNT:
        return "underlag", f"underlaget är av typen {field.type}, och bara antal kan hämtas"
    return None


@rule("TP531", Severity.WARNING, "Siffran är inte längre den som hämtades", schema=3)
def changed_by_hand(checked: CheckedFiles) -> Iterator[Finding]:
    """Talet har ändrats för hand sedan det hämtades ur ett annat system.

    Läs in filen igen om källans tal gäller. Gäller det nya talet, så ta bort posten i siffror.yaml: då står det inte
    längre att talet kommer från källan.

    Fel:
        --- followups/2024/siffror.yaml
        år: 2024
        siffror:
          trygghet:
            indikator: trygghet
            indikatorns källa: enkat
            värde: 1,46
            enhet: index
            period: "2024"
            räknade statusar: [alla]
            källa: Kommunens enkät
            publicerad: 2025-02-01
            hämtad: 2025-02-03
            fil: enkaten.csv
            kontrollsumma: sha256:0000000000000000000000000000000000000000000000000000000000000001
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,5", publicerad: 2025-02-01, hämtad: 2025-02-03}
    Rätt:
        --- followups/2024/siffror.yaml
        år: 2024
        siffror:
          trygghet:
            indikator: trygghet
            indikatorns källa: enkat
            värde: 1,46
            enhet: index
            period: "2024"
            räknade statusar: [alla]
            källa: Kommunens enkät
            publicerad: 2025-02-01
            hämtad: 2025-02-03
            fil: enkaten.csv
            kontrollsumma: sha256:0000000000000000000000000000000000000000000000000000000000000001
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,46", publicerad: 2025-02-01, hämtad: 2025-02-03}
    """
    repository = checked.repository
    for document in repository.number_years:
        for name, fetched in document.record.numbers.items():
            where, now = present_value(repository, document.record.year, fetched)
            if where is None or now == fetched.value or repository.is_broken(where.path, *where.keys):
                continue
            said = "talet är borttaget" if now is None else f"här står {number(Decimal(now))}"
            message = f"{said}, men {number(fetched.value)} hämtades; läs in filen igen, eller ta bort posten i siffror.yaml"
            origin = Related(document.at("siffror", name, "värde"), "det hämtades här")
            yield changed_by_hand.at(where, message, origin)


RULES = (aimed_amiss, changed_by_hand)
