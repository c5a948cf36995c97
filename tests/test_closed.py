"""What has been answered to a closed duty changes nothing that is public, and no number adds it to what is open."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Build, Golden, repository_at
from pull_requests import commit, git
from trygghetsplan.changes.cells import Snapshot
from trygghetsplan.changes.diff import Comparison, difference_view
from trygghetsplan.cli.documents import provenance
from trygghetsplan.disclosure.redaction import Audience, public_contents, public_repository
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.grid import Grid
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.followup import Answer, Status
from trygghetsplan.output.heat_map import heat_map
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.body import BodyReport
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Annexes, BodyList, BodyRow, Report, Source
from trygghetsplan.report.year_wheel import calendar
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.shortcomings import RULES

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
    status=Status.NOT_MET, reason="Ingenting är gjort, och det är farligt.", comment="Lång text. " * 99
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
    return document(repository, asked, provenance(repository, Path("/"), None), audience)


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
    assert seen(FLIPPED, asked) == seen(OWN, asked)


def test_nor_the_calendar() -> None:
    before, after = (calendar(Grid(public_repository(one), AS_OF), 2025) for one in (OWN, FLIPPED))
    assert before
    assert before == after


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
    """Return a view without the addresses of its statements, and without what a body tells: small counts of people are masked."""
    if isinstance(value, Source):
        return None
    if isinstance(value, BodyList):
        value = value._replace(lacks=tuple(row for _, _, rows in value.lacks for row in rows))
    if isinstance(value, BodyRow):
        return value._replace(source=None, text="")
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


@pytest.mark.parametrize("body", [name for name in OWN.bodies if OWN.kind_of(name)])
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_bodys_own_appendix_is_the_public_one_and_its_closed_duties(year: int, body: str) -> None:
    """What is open has the same numbers in both, and with what is closed they sum to what there is."""
    asked = ReportRequest(year, AS_OF, body=body)
    public, internal = seen(OWN, asked), seen(OWN, asked, Audience.INTERNAL)
    assert isinstance(public, BodyReport)
    assert isinstance(internal, BodyReport)
    own = [cell for cell in Grid(OWN, AS_OF).accounted_in(year) if cell.body == body]
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
    annexes = seen(OWN, ReportRequest(year, AS_OF, is_annexes=True))
    assert isinstance(annexes, Annexes)
    for told in annexes.bodies:
        if told.anchor == f"organ-{body}":
            assert told.score == public.score.open
            assert sum(len(rows) for _, _, rows in told.lacks) == len(public.remaining)


def test_the_score_is_the_same_everywhere() -> None:
    report = published(KINDS[0])
    due = [c for c in Grid(OWN, AS_OF).year(2024) if c.obligation.is_plan and c.is_bound]
    score = Score.of([cell for cell in due if cell.obligation.record.is_open])
    assert report.summary.score == score
    assert difference(OWN, OWN, Audience.INTERNAL).new.score == score
    status = heat_map(OWN, 2024, AS_OF, "area", colour=False)
    assert f"Uppfyllt: {score} (" in status
    assert "Redovisas inte öppet och räknas för sig: bundna organ " in status


def test_of_a_closed_duty_only_its_title_is_told_whatever_is_answered() -> None:
    annexes = document(OWN, KINDS[1], provenance(OWN, Path("/")), Audience.PUBLIC)
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
    checked = CheckedYear(OWN, 2024, AS_OF, Grid(OWN, AS_OF).year(2024))
    silent = next(rule for rule in RULES if rule.code == "TP605")
    assert silent.check is not None
    (found,) = silent.check(checked)
    assert re.search(r"\d+\skrav är obesvarade; därtill .*\d+ som inte redovisas öppet\.", found.message)


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
CLOSED_ANSWERS = (
    "",
    "  slutet:\n",
    "  slutet: {status: uppfylls, datum: 2024-05-15}\n",
    "  slutet: {status: uppfylls ej, skäl: Stängslet saknas.}\n",
    "  slutet:\n    status: uppfylls ej\n    kommentar: >-\n" + "      En lång text om stängslet.\n" * 40,
)
COMMANDS = (
    ("report", "2024", "--as-of", "2025-03-31", "--format", "md,html,json"),
    ("report", "2024", "--body", "miljonamnden", "--audience", "public", "--format", "md,html,json"),
    ("report", "2024-2025", "--as-of", "2025-06-30", "--format", "md,html,json"),
    ("calendar", "2025", "--as-of", "2025-03-31", "--format", "ics", "-o", "build/arshjul.ics"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "--format", "json", "-o", "build/skillnad.json"),
    ("diff", "2024", "2025", "--as-of", "2025-06-30", "--format", "md", "-o", "build/skillnad.md"),
    ("diff", "HEAD", "--as-of", "2025-03-31", "--format", "md", "-o", "build/versioner.md"),
    ("diff", "HEAD", "--as-of", "2025-03-31", "--draft", "-o", "build/utkast.md"),
    ("diff", "main", "--as-of", "2025-03-31", "--format", "comment", "-o", "build/kommentar.md"),
)


def test_the_same_bytes_whatever_the_files_answer(repository_from: Build) -> None:
    root, written = repository_from(PLAN), []
    path = root / "followups/2024/miljonamnden.yaml"
    opened = path.read_text(encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, "Utan svar på det slutna")
    for answer in CLOSED_ANSWERS:
        path.write_text(opened.replace("svar:\n", f"svar:\n{answer}"), encoding="utf-8")
        for command in COMMANDS:
            done = trygghet(*command, at=root)
            assert done.returncode == 0, done.stderr
        written.append({found.name: found.read_bytes() for found in (root / "build").iterdir()})
    assert len(written[0]) == 18
    assert [name for name in written[0] if len({files[name] for files in written}) > 1] == []
    assert "Redovisas inte öppet" in written[0]["trygghetsredovisning-2024-bilagor.md"].decode()
    trygghet("report", "2024", "--as-of", "2025-03-31", "--audience", "internal", at=root)
    internal = (root / "build/trygghetsredovisning-2024-bilagor-intern.md").read_text(encoding="utf-8")
    assert "## Bilaga: krav som inte redovisas öppet: 0 av 1 uppfyllt hos bundna organ\n" in internal
    assert "En lång text om stängslet." in internal


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
