"""What has been answered to a closed duty changes nothing that is public, and no number adds it to what is open."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

import generated
from command import trygghet
from conftest import ROOT, Build, Golden, repository_at
from pull_requests import commit, git
from trygghetsplan.changes.cells import Snapshot
from trygghetsplan.changes.diff import Comparison, difference_view
from trygghetsplan.dataset.rows import DataYear, dataset
from trygghetsplan.disclosure.redaction import Audience, public_contents, public_repository
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.git import GitStanding
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.followup import Answer, Status
from trygghetsplan.model.scalars import Share
from trygghetsplan.output.heat_map import heat_map_text
from trygghetsplan.output.markdown import to_markdown
from trygghetsplan.output.render import with_ending, written_sections
from trygghetsplan.output.tree import read_tree
from trygghetsplan.pages import Pages
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.body import BodyReport
from trygghetsplan.report.build import Annexes, Report, ReportRequest, document
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.report.views import Source
from trygghetsplan.report.year_wheel import calendar
from trygghetsplan.result import Result
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.shortcomings import RULES
from trygghetsplan.source.positions import Locator

AS_OF = date(2025, 3, 31)
OWN = repository_at(ROOT)
CLOSED = frozenset(name for name, one in OWN.obligations.items() if not one.record.is_open)
KINDS = (
    ReportRequest(2024, AS_OF),
    ReportRequest(2024, AS_OF, is_annexes=True),
    ReportRequest(2024, AS_OF, first=2022),
    ReportRequest(2024, AS_OF, body="kommunstyrelsen"),
    ReportRequest(2024, AS_OF, body="socialnamnden"),
    ReportRequest(2024, AS_OF, part="tertial 2"),
    ReportRequest(2024, AS_OF, by_agency=True),
)
NO = Answer(
    status=Status.NOT_MET,
    reason="Ingenting är gjort, och det är farligt.",
    measure="Vi bygger om i mars.",
    comment="Lång text. " * 99,
    started=date(2024, 3, 1),
    evidence={"datum": date(2024, 5, 15), "beskrivning": "Stängslet saknas.", "deltagare": 3},
    events={"inbrottet": {"datum": date(2024, 5, 16)}},
)

Answers = dict[str, Answer | None]
Alter = Callable[[str, Answers], Answers]


def with_answers(repository: PlanRepository, alter: Alter) -> PlanRepository:
    """Return the repository with every body's answers altered."""
    followups = []
    for file in repository.followups:
        answers = alter(file.record.body, dict(file.record.answers))
        followups.append(replace(file, record=file.record.model_copy(update={"answers": answers})))
    return replace(repository, followups=tuple(followups))


def changed(_: str, answers: Answers) -> Answers:
    return {name: NO if name in CLOSED else answer for name, answer in answers.items()}


def removed(_: str, answers: Answers) -> Answers:
    return {name: answer for name, answer in answers.items() if name not in CLOSED}


def added(_: str, answers: Answers) -> Answers:
    return dict.fromkeys(sorted(CLOSED), NO) | changed("", answers)


def swapped(repository: PlanRepository, one: str, other: str) -> PlanRepository:
    """Exchange what two bodies have answered to closed duties."""
    given = {(file.record.body, file.record.year): file.record.answers for file in repository.followups}
    followups = []
    for file in repository.followups:
        body = {one: other, other: one}.get(file.record.body, file.record.body)
        theirs = given.get((body, file.record.year), {})
        answers = {**file.record.answers, **{name: theirs[name] for name in CLOSED if name in theirs}}
        followups.append(replace(file, record=file.record.model_copy(update={"answers": answers})))
    return replace(repository, followups=tuple(followups))


def without_closed_decisions(repository: PlanRepository) -> PlanRepository:
    files = []
    for file in repository.decisions:
        kept = {
            name: one for name, one in file.record.decisions.items() if CLOSED.isdisjoint(one.obligations)
        }
        files.append(replace(file, record=file.record.model_copy(update={"decisions": kept})))
    assert files != list(repository.decisions)
    return replace(repository, decisions=tuple(files))


FLIPS = {
    "changed and lengthened": with_answers(OWN, changed),
    "removed": with_answers(OWN, removed),
    "added": with_answers(OWN, added),
    "swapped": swapped(OWN, "socialnamnden", "miljonamnden"),
    "decisions removed": without_closed_decisions(OWN),
}


def changed_removed_or_added(body: str, answers: Answers) -> Answers:
    """Change a third of the bodies' answers to what is closed in each way."""
    return (changed, removed, added)[len(body) % 3](body, answers)


FLIPPED = without_closed_decisions(
    swapped(with_answers(OWN, changed_removed_or_added), "socialnamnden", "miljonamnden")
)
"""All the flips at once, for what takes long to make."""


def seen(repository: PlanRepository, asked: ReportRequest, audience: Audience = Audience.PUBLIC) -> Any:
    """Return the document as values; every format is written from these alone."""
    return document(repository, asked, provenance_of(repository, GitStanding(is_outside=True)), audience)


@cache
def published(asked: ReportRequest) -> Any:
    """Return the public document of our own plan."""
    return seen(OWN, asked)


def test_our_own_plan_has_both_kinds() -> None:
    assert len(CLOSED) > 25
    assert len(OWN.obligations) - len(CLOSED) > 100


@pytest.mark.parametrize("flip", FLIPS)
def test_the_public_repository_is_the_same_after_a_flip(flip: str) -> None:
    before, after = public_repository(OWN), public_repository(FLIPS[flip])
    assert FLIPS[flip] != OWN
    assert public_contents(after) == public_contents(before)
    assert (after.obligations, after.broken) == (before.obligations, before.broken)


@pytest.mark.parametrize(
    "asked", [*KINDS, ReportRequest(2024, AS_OF, is_plan=True)], ids=lambda asked: asked.name
)
def test_a_flip_of_what_is_closed_changes_no_public_report(asked: ReportRequest) -> None:
    assert seen(FLIPPED, asked) == published(asked)


@pytest.mark.parametrize("day", [date(2024, 6, 30), date(2025, 1, 31), date(2025, 2, 1)])
def test_nor_on_any_other_day(day: date) -> None:
    asked = ReportRequest(2024, day)
    assert seen(FLIPPED, asked) == published(asked)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (AS_OF, 30),
        pytest.param(AS_OF, 1, marks=pytest.mark.long),
        pytest.param(date(2024, 6, 30), 1, marks=pytest.mark.long),
    ],
)
def test_nor_any_public_page(day: date, step: int) -> None:
    """Each page, or in a hurry the first one, the search index and some; with what explains the outcomes."""
    before, after = (
        Pages(one, 2024, day, Audience.PUBLIC, result=Result((), Locator(one.texts), 0), standing=None)
        for one in (OWN, FLIPPED)
    )
    assert [*after.addresses.items()] == [*before.addresses.items()]
    chosen = ["index.html", "kommande/index.html", "sok-index.js", *[*before.addresses][4::step]]
    for address in chosen:
        assert after.content(address) == before.content(address), address


def test_nor_the_calendar() -> None:
    before, after = (calendar(grid_on(public_repository(one), AS_OF), 2025) for one in (OWN, FLIPPED))
    assert before
    assert before == after


@cache
def exported(repository: PlanRepository, audience: Audience, day: date = AS_OF) -> Any:
    """Return the tables of the export; every format is written from these alone."""
    years = {2023: date(2024, 3, 31), 2024: day}
    return dataset([DataYear(repository, year, on, audience) for year, on in years.items()], audience)


@pytest.mark.parametrize("flip", FLIPS)
def test_nor_the_export(flip: str) -> None:
    assert exported(FLIPS[flip], Audience.PUBLIC) == exported(OWN, Audience.PUBLIC)
    assert exported(with_answers(OWN, opened), Audience.PUBLIC) != exported(OWN, Audience.PUBLIC)


@pytest.mark.parametrize("audience", Audience)
def test_small_counts_of_persons_move_nothing_in_the_export(audience: Audience) -> None:
    assert exported(FEW, audience) == exported(OWN, audience)


def difference(old: PlanRepository, new: PlanRepository, audience: Audience = Audience.PUBLIC) -> object:
    one, other = (Snapshot(name, side, 2024, AS_OF) for name, side in (("före", old), ("efter", new)))
    return difference_view(Comparison(one, other, audience))


def opened(body: str, answers: Answers) -> Answers:
    """Change one open answer, which everybody may see."""
    return answers | ({"rsa": NO} if body == "socialnamnden" else {})


def decided_later(repository: PlanRepository) -> PlanRepository:
    """Let one body's file be decided late."""
    late = DecisionReference.model_validate({"datum": "2025-03-05", "paragraf": "9"})
    followups = [
        replace(file, record=file.record.model_copy(update={"decision": late}))
        if (file.record.body, file.record.year) == ("miljonamnden", 2024)
        else file
        for file in repository.followups
    ]
    return replace(repository, followups=tuple(followups))


def test_two_publications_tell_no_more_than_the_open_changes_between_them() -> None:
    nothing = difference(OWN, OWN)
    assert difference(OWN, FLIPPED) == difference(FLIPPED, OWN) == nothing
    amended = difference(OWN, with_answers(OWN, opened))
    assert difference(OWN, with_answers(FLIPPED, opened)) == amended != nothing
    assert difference(OWN, decided_later(FLIPPED)) == difference(OWN, decided_later(OWN)) != nothing


def unsourced(value: Any) -> Any:
    """Return a view without the addresses of its statements."""
    if isinstance(value, Source):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: unsourced(getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, tuple):
        parts = [unsourced(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


@pytest.mark.parametrize("asked", KINDS, ids=lambda asked: asked.name)
def test_the_internal_edition_is_the_public_one_and_an_appendix(asked: ReportRequest) -> None:
    """But for that of one body, which is asked about its closed duties among the others."""
    public, internal = published(asked), seen(OWN, asked, Audience.INTERNAL)
    assert public.cover.closed is None
    assert public.cover.marking == ""
    if isinstance(public, Report | BodyReport):
        assert internal.cover.closed is None  # of the account it stands among the annexes
    else:
        assert internal.cover.closed is not None
        assert internal.cover.closed.rows
    own = {"closed": None, "audience": Audience.PUBLIC, "provenance": internal.cover.provenance.public}
    assert internal.cover._replace(**own, marking="") == public.cover
    if isinstance(internal, BodyReport):
        assert internal.cover.marking == "Internt, sekretessprövas före utlämnande."
        return
    assert internal.cover.marking == "Internt, får inte spridas."
    internal, public = unsourced(internal), unsourced(public)
    beside = {"companion": public.companion} if isinstance(public, Report | Annexes) else {}
    assert replace(internal, cover=public.cover, **beside) == public


ONLY_INTERNAL = re.compile(
    r"""<p\ class="from">\s*<span\ class="src">[^<]*</span>\s*</p>\n
    | \ <span\ class="src">[^<]*</span>
    | <p>Uppgifterna\ är\ hämtade\ ur\ filer[^<]*</p>\n
    | <li>Version:[^<]*</li>\n
    | <section[^>]*\ aria-labelledby="slutna">.*?</section>\n""",
    re.VERBOSE | re.DOTALL,
)
"""What the sections of an internal edition have beside those of the public one: sources, version and appendix."""


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(asked, marks=[pytest.mark.long] if asked.first else [])
        for asked in KINDS
        if not asked.body
    ],
    ids=lambda asked: asked.name,
)
def test_the_internal_edition_without_its_own_parts_reads_as_the_public_one(asked: ReportRequest) -> None:
    """Every format is a walk over the sections, so what is the same there is the same in all."""
    public, internal = (
        with_ending(written_sections(view, ()), "md")
        for view in (published(asked), seen(OWN, asked, Audience.INTERNAL))
    )
    stripped = ONLY_INTERNAL.sub("", internal).replace("-intern.md", ".md")
    assert internal != public
    assert stripped == re.sub(r'<p class="from">\s*</p>\n', "", public)
    assert to_markdown(read_tree(stripped)) == to_markdown(read_tree(public))


Evidence = Mapping[str, Any]


def with_small(repository: PlanRepository, small: Callable[[Share | int], Share | int]) -> PlanRepository:
    """Return the repository with every small count of persons, cases or incidents altered."""

    def altered(evidence: Evidence) -> Evidence:
        fields = {name: repository.field(name) for name in evidence}
        return {
            name: small(value) if (field := fields[name]) and field.is_small(value) else value
            for name, value in evidence.items()
        }

    def alter(_: str, answers: Answers) -> Answers:
        return {
            name: one
            and one._replace(
                evidence=altered(one.evidence),
                events={event: altered(evidence) for event, evidence in one.events.items()},
            )
            for name, one in answers.items()
        }

    return with_answers(repository, alter)


def another(small: Share | int) -> Share | int:
    """Return another small number, which is as far from every mark."""
    if not isinstance(small, Share):
        return small % 4 + 1
    rest = small.whole - small.part
    return Share(small.whole - (rest % 4 + 1) if 0 < rest < 5 else small.part % 4 + 1, small.whole)


FEW = with_small(OWN, another)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    "asked",
    [pytest.param(asked, marks=[pytest.mark.long] if asked.first else []) for asked in KINDS],
    ids=lambda asked: asked.name,
)
def test_small_counts_of_persons_move_nothing_in_any_edition(
    asked: ReportRequest, audience: Audience
) -> None:
    """No sum, trend, list or fingerprint; only what goes to the body itself has its own numbers."""
    before = published(asked) if audience is Audience.PUBLIC else seen(OWN, asked, audience)
    after = seen(FEW, asked, audience)
    assert (after == before) is not (asked.body is not None and audience is Audience.INTERNAL)


@pytest.mark.parametrize("body", [name for name in OWN.bodies if OWN.kind_of(name)])
@pytest.mark.parametrize(
    "year", [2024, *(pytest.param(year, marks=pytest.mark.long) for year in (2022, 2023))]
)
def test_a_bodys_own_appendix_is_the_public_one_and_its_closed_duties(year: int, body: str) -> None:
    """What is open has the same numbers in both, and with what is closed they sum to what there is."""
    asked = ReportRequest(year, AS_OF, body=body)
    public, internal = seen(OWN, asked), seen(OWN, asked, Audience.INTERNAL)
    assert isinstance(public, BodyReport)
    assert isinstance(internal, BodyReport)
    own = [cell for cell in grid_on(OWN, AS_OF).accounted_in(year) if cell.body == body]
    scores = (internal.score, *internal.apart)
    assert [one.open for one in scores if one.open.due] == [
        one.open for one in (public.score, *public.apart) if one.open.due
    ]
    assert all(one.closed == Score(0, 0) for one in (public.score, *public.apart))
    assert sum(one.together.due for one in scores) == sum(cell.counts for cell in own)
    assert public.before == internal.before

    def open_of(rows: tuple[Any, ...]) -> list[str]:
        return [row.title for row in rows if row.is_open]

    for told in ("remaining", "pending"):
        assert open_of(getattr(internal, told)) == open_of(getattr(public, told))
        assert len(open_of(getattr(public, told))) == len(getattr(public, told))
    assert len(internal.remaining) == sum(cell.verdict.is_shortcoming for cell in own)
    assert internal.left_out == 0
    annexes = published(ReportRequest(year, AS_OF, is_annexes=True))
    assert isinstance(annexes, Annexes)
    for told in annexes.bodies:
        if told.anchor == f"organ-{body}":
            assert told.score == public.score.open
            assert sum(len(rows) for _, _, rows in told.lacks) == len(public.remaining)


def test_the_score_is_the_same_everywhere() -> None:
    report = published(KINDS[0])
    due = [c for c in grid_on(OWN, AS_OF).year(2024) if c.obligation.is_plan and c.is_bound]
    score = Score.of([cell for cell in due if cell.obligation.record.is_open])
    assert report.summary.score == score
    assert difference(OWN, OWN, Audience.INTERNAL).new.score == score
    status = heat_map_text(OWN, 2024, AS_OF, "area", colour=False)
    assert f"Uppfyllt: {score} (" in status
    assert "Redovisas inte öppet och räknas för sig: bundna organ " in status


def test_of_a_closed_duty_only_its_title_is_told_whatever_is_answered() -> None:
    annexes = published(KINDS[1])
    assert isinstance(annexes, Annexes)
    titles = [title for chapter in annexes.duties for title in chapter.closed]
    assert len(titles) > 15
    assert titles == [
        one.record.title
        for one in OWN.obligations.values()
        if one.id in CLOSED and one.record.title in titles
    ]
    assert [
        duty.row.id for chapter in annexes.duties for duty in chapter.duties if duty.row.id in CLOSED
    ] == []


def test_an_open_flip_moves_every_document() -> None:
    flipped = with_answers(
        OWN, lambda _, answers: {name: one if name in CLOSED else NO for name, one in answers.items()}
    )
    assert [asked.name for asked in KINDS if seen(flipped, asked) == published(asked)] == []


def test_what_a_silent_body_has_not_answered_is_counted_apart() -> None:
    checked = CheckedYear(OWN, 2024, AS_OF, grid_on(OWN, AS_OF).year(2024))
    silent = next(rule for rule in RULES if rule.code == "TP605")
    assert silent.check is not None
    (found,) = silent.check(checked)
    assert re.search(r"\d+\skrav är obesvarade; dessutom .*\d+ som inte redovisas öppet\.", found.message)


@pytest.mark.parametrize(
    "seed", [*range(3000, 3003), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3003, 3020))]
)
def test_random_repositories_tell_nothing_of_what_is_closed_or_of_few(seed: int, tmp_path: Path) -> None:
    files = generated.generate(seed)
    catalogue = re.sub(
        r"    typ: (antal|andel)\n", r"\g<0>    räknar: personer\n", files["plan/underlag.yaml"]
    )
    answered = {
        path: text.replace(": 19\n", ": 3\n").replace(": 34 av 40\n", ": 2 av 40\n")
        for path, text in files.items()
        if path.startswith("followups/")
    }
    written = generated.write({**files, **answered, "plan/underlag.yaml": catalogue}, tmp_path)
    repository = repository_at(written)
    closed = [name for name, one in repository.obligations.items() if not one.record.is_open]
    chance = Random(seed)
    given = [answer for _, _, answer in repository.answers]

    def alter(_: str, answers: Answers) -> Answers:
        others = {name: chance.choice([None, NO, *given]) for name in closed if chance.randrange(3)}
        return {name: one for name, one in answers.items() if name not in closed} | others

    decisions = [
        replace(
            file,
            record=file.record.model_copy(
                update={
                    "decisions": {
                        name: one
                        for name, one in file.record.decisions.items()
                        if set(closed).isdisjoint(one.obligations)
                    }
                }
            ),
        )
        for file in repository.decisions
    ]
    flipped = replace(with_answers(repository, alter), decisions=tuple(decisions))
    few = with_small(repository, another)
    assert closed
    assert flipped != repository != few
    for day in (date(2024, 6, 30), date(2025, 1, 31), date(2026, 2, 15)):
        asked = ReportRequest(2024, day)
        kinds = [asked._replace(body=body) for body in repository.bodies]
        for one in (asked, asked._replace(is_annexes=True), asked._replace(first=2023), *kinds):
            public = seen(repository, one)
            assert seen(flipped, one) == public
            assert seen(few, one) == public
            if not one.body:
                internal = unsourced(seen(repository, one, Audience.INTERNAL))
                beside = {"companion": public.companion} if hasattr(public, "companion") else {}
                assert replace(internal, cover=public.cover, **beside) == unsourced(public)
        before, after = (
            calendar(grid_on(public_repository(one), day), 2025) for one in (repository, flipped)
        )
        assert before == after
        tables, *others = (
            dataset([DataYear(one, 2024, day, Audience.PUBLIC)], Audience.PUBLIC)
            for one in (repository, flipped, few)
        )
        assert others == [tables, tables]
    assert difference(repository, flipped) == difference(repository, repository)


PLAN = """
--- plan/fokusomraden/2-mer.yaml
dokument: planen
fokusområde: 2
titel: Mer
skyldigheter:
  slutet:
    titel: Skydd av anläggningar
    text: Skydda anläggningarna.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-22}
svar:
  rsa: {status: uppfylls ej, skäl: Analysen blev inte klar.}
"""
CLOSED_PICTURE = """
--- plan/fokusomraden/3-lagen.yaml
dokument: planen
fokusområde: 3
titel: Läget
skyldigheter:
  lage:
    titel: Lägesbild av hoten
    text: Lämna en lägesbild.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: tertial 2
    senast: 30 september
    underlag: [datum]
    skydd: intern
    sekretess: {lagrum: 18 kap. 1 §, bedömning: Svaret visar vad polisen vet.}
--- plan/beslut.yaml
beslut:
  undantag:
    innebörd: avsteg
    skyldigheter: [slutet]
    organ: [miljonamnden]
    till: 2025-12-31
    skäl: Stängslet är sönder.
    beslut: {organ: miljonamnden, datum: 2024-06-01, paragraf: 1}
"""
CLOSED_ANSWERS = (
    "",
    "  slutet:\n",
    "  slutet: {status: uppfylls, datum: 2024-05-15}\n",
    "  slutet: {status: uppfylls ej, skäl: Stängslet saknas., åtgärd: Vi bygger ett nytt i mars.}\n",
    "  slutet: {status: uppfylls delvis, skäl: Grinden saknas.}\n  lage: {status: uppfylls, datum: 2024-09-15}\n",
    "  slutet:\n    status: uppfylls ej\n    kommentar: >-\n" + "      En lång text om stängslet.\n" * 40,
)
COMMANDS = (
    ("report", "2024", "--as-of", "2025-03-31", "--format", "md,html,json,pdf,docx"),
    ("report", "2024", "--body", "miljonamnden", "--audience", "public", "--format", "md,html,json,pdf,docx"),
    ("report", "2024-2025", "--as-of", "2025-06-30", "--format", "md,html,json,pdf,docx"),
    ("report", "2024", "--tertial", "2", "--as-of", "2025-03-31", "--format", "md,html,json,pdf,docx"),
    ("report", "--plan", "--as-of", "2025-03-31", "--format", "md,html,json,pdf,docx"),
    ("calendar", "2025", "--as-of", "2025-03-31", "--format", "ics", "-o", "build/arshjul.ics"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "--format", "json", "-o", "build/skillnad.json"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "--format", "md", "-o", "build/skillnad.md"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "--format", "html", "-o", "build/skillnad.html"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "-o", "build/skillnad.txt"),
    ("diff", "HEAD", "--plan", "--as-of", "2025-03-31", "--format", "html", "-o", "build/planen.html"),
    ("diff", "HEAD", "--as-of", "2025-03-31", "--format", "md", "-o", "build/versioner.md"),
    ("diff", "HEAD", "--as-of", "2025-03-31", "--draft", "-o", "build/utkast.md"),
    ("diff", "main", "--as-of", "2025-03-31", "--format", "comment", "-o", "build/kommentar.md"),
    ("export", "--year", "2024-2025", "--as-of", "2025-06-30", "-o", "build/csv"),
    ("export", "--year", "2024-2025", "--as-of", "2025-06-30", "--format", "sqlite", "-o", "build/sqlite"),
)


@pytest.mark.parametrize(
    "answers",
    [CLOSED_ANSWERS[::3] + CLOSED_ANSWERS[-1:], pytest.param(CLOSED_ANSWERS, marks=pytest.mark.long)],
)
def test_the_same_bytes_whatever_the_files_answer(answers: tuple[str, ...], repository_from: Build) -> None:
    root, written = repository_from(CLOSED_PICTURE + PLAN), []
    path = root / "followups/2024/miljonamnden.yaml"
    opened, decided = path.read_text(encoding="utf-8"), root / "plan/beslut.yaml"
    git(root, "init", "-q", "-b", "main")
    commit(root, "Utan svar på det slutna")
    for place, answer in enumerate(answers):
        if place == len(answers) // 2:
            decided.unlink()
            draft = path.parent.with_name("2025") / path.name
            draft.parent.mkdir()
            draft.write_text(  # of nothing but what is closed
                f"organ: miljonamnden\når: 2025\nsvar:\n{CLOSED_ANSWERS[3]}", encoding="utf-8"
            )
        path.write_text(opened.replace("svar:\n", f"svar:\n{answer}"), encoding="utf-8")
        for command in COMMANDS:
            done = trygghet(*command, at=root)
            assert done.returncode == 0, done.stderr
        build = root / "build"
        found = [path for path in build.rglob("*") if path.is_file()]
        written.append({path.relative_to(build).as_posix(): path.read_bytes() for path in found})
    assert len(written[0]) == 47
    assert [name for name in written[0] if len({files[name] for files in written}) > 1] == []
    assert "Redovisas inte öppet" in written[0]["trygghetsredovisning-2024-bilagor.md"].decode()
    trygghet("report", "2024", "--as-of", "2025-03-31", "--audience", "internal", at=root)
    internal = (root / "build/trygghetsredovisning-2024-bilagor-intern.md").read_text(encoding="utf-8")
    assert "## Bilaga: krav som inte redovisas öppet: 0 av 2 uppfyllda hos bundna organ\n" in internal
    assert "En lång text om stängslet." in internal


BROKEN_ANSWERS = (
    "",
    "  slutet: hej\n",
    "  slutet: {status: kanske}\n",
    "  slutet: {status: uppfylls, datum: 2024-15-15}\n",
    "  slutet: {status: uppfylls, händelser: {inbrottet: {datum: 2024-15-15}}}\n",
    "  slutet: {status: uppfylls, stängsel: nej}\n",
)


def test_nor_what_cannot_be_read_of_what_is_closed(repository_from: Build) -> None:
    """The comment and the calendar are written of files with faults too."""
    root, told = repository_from(PLAN), set()
    path = root / "followups/2024/miljonamnden.yaml"
    opened = path.read_text(encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, "Utan svar på det slutna")
    for answer in BROKEN_ANSWERS:
        path.write_text(opened.replace("svar:\n", f"svar:\n{answer}"), encoding="utf-8")
        commands = ("diff main --format comment", "calendar 2025", "calendar 2025 --format ics")
        told.add(
            tuple(trygghet(*words.split(), "--as-of", "2025-03-31", at=root).stdout for words in commands)
        )
    assert len(told) == 1
    assert all(told.pop())


def test_the_small_appendix_of_a_body_that_has_something_closed(
    repository_from: Build, golden: Golden
) -> None:
    root = repository_from(PLAN + "  slutet: {status: uppfylls, datum: 2024-05-15}\n")
    done = trygghet(
        *("report", "2024", "--as-of", "2025-03-31", "--body", "miljonamnden", "--format", "md"), at=root
    )
    assert done.stdout == "Skrev build/trygghetsredovisning-2024-miljonamnden-intern.md\n"
    text = (root / "build/trygghetsredovisning-2024-miljonamnden-intern.md").read_text(encoding="utf-8")
    golden("reports/body-closed.md", text.partition("## Så är underlaget gjort")[0])


REFUSED = {
    "an open duty with a ground": (
        (
            "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\nfokusområde: 2\ntitel: Mer\nskyldigheter:\n"
            "  oppet:\n    titel: Övning\n    text: Öva.\n    slag: aktivitet\n    ansvariga: [nämnder]\n"
            "    periodicitet: årligen\n    från: 2025-01-01\n    underlag: [datum]\n"
            "    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar brister.}\n"
        ),
        (
            "plan/fokusomraden/2-mer.yaml:13:5: fel TP803 skyldigheten är öppen och har ingen sekretess; ta bort nyckeln, "
            "eller skriv skydd: intern\n"
        ),
    ),
    "a decision about both kinds": (
        (
            "--- plan/beslut.yaml\nbeslut:\n  undantag:\n    innebörd: ej berörd\n    skyldigheter: [rsa, skyddsanalys]\n"
            "    organ: [miljonamnden]\n    skäl: Inte aktuellt.\n"
            "    beslut: {organ: miljonamnden, datum: 2024-01-01, paragraf: 1}\n"
        ),
        (
            "plan/beslut.yaml:4:19: fel TP804 ”skyddsanalys” redovisas inte öppet och ska ha ett eget beslut; dela beslutet "
            "i två\n"
        ),
    ),
    "an answer that says yes": (
        (
            "--- followups/2025/miljonamnden.yaml\norgan: miljonamnden\når: 2025\nbeslut: {datum: 2026-01-22}\nsvar:\n"
            "  skyddsanalys: {status: uppfylls, datum: 2025-05-15}\n"
        ),
        (
            "followups/2025/miljonamnden.yaml:5:26: fel TP504 ”uppfylls” får inte lagras; skriv ”genomgånget” och dagen "
            "under datum\n"
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_what_to_write_instead(case: str, repository_from: Build) -> None:
    files, said = REFUSED[case]
    done = trygghet("validate", "--output-format", "concise", at=repository_from(files))
    assert done.stdout.replace("\N{NO-BREAK SPACE}", " ").startswith(said)
    assert done.stdout.count("\n") == 2


INTERNAL = "Internt, sekretessprövas före utlämnande."


def words_in(path: Path) -> list[str]:
    """Return the texts of a file's parts: of a packed one, of each of them."""
    if path.suffix not in (".xlsx", ".docx"):
        text = path.read_bytes().decode().replace("\r\n ", "").replace("=\r\n", "").replace("\\,", ",")
        return [text.replace("=C3=B6", "ö").replace("=C3=A4", "ä")]
    with zipfile.ZipFile(path) as packed:
        return [packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))]


def test_what_goes_to_one_body_says_that_it_is_internal_on_every_page(repository_from: Build) -> None:
    """Forms, letters and the calendar of tasks ask about closed duties too."""
    long = PLAN + "--- plan/organisation.yaml\n"
    organisation = (ROOT / "tests/fixtures/base/plan/organisation.yaml").read_text(encoding="utf-8")
    named = organisation.replace("Miljönämnden", f"Nämnden för{' miljö och klimat' * 12}")
    assert named != organisation
    root = repository_from(long + named)
    for form in ("xlsx", "html"):
        trygghet("form", "export", "--year", "2024", "--body", "miljonamnden", "--format", form, at=root)
    for form in ("md", "docx", "eml", "ics", "json"):
        at = ("--as-of", "2025-03-31", "--format", form, "-o", f"forms/brev.{form}")
        assert trygghet("todo", "--body", "miljonamnden", *at, at=root).returncode == 0
    found = {path.name: words_in(path) for path in (root / "forms").rglob("*") if path.is_file()}
    marked = {name: sum(text.count(INTERNAL) for text in texts) for name, texts in found.items()}
    assert marked == {
        "miljonamnden-2024.xlsx": 4,  # once among the texts of the sheets, once in the foot of each
        "miljonamnden-2024.html": 1,
        "miljonamnden-2024.md": 1,
        "brev.md": 1,
        "brev.docx": 1,
        "brev.eml": 2,
        "brev.ics": 3,
        "brev.json": 0,
    }
    (events,) = found["brev.ics"]
    assert marked["brev.ics"] == events.count("BEGIN:VEVENT") + 1
    assert '"audience": "internal"' in found["brev.json"][0]
