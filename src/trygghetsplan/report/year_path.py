"""The year's path: asked, answered, judged, written, decided; how far it has come, what is next and who holds it up.

It is reckoned on the day one stands on, for a past year too. All of it is public: it is counted as in the public
account, whichever repository it is of.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine import agenda
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.model.assessments import assessments_path
from trygghetsplan.model.followup import follow_up_path
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import ReportData, areas
from trygghetsplan.report.sections.summary import answered
from trygghetsplan.swedish import NAMED, bodies_listed, counted, definite, listed, long_date


class StepState(StrEnum):
    """How far one step has come."""

    DONE = "klart"
    ENDED = "avslutat"
    """Not all of it was done, and the year has been decided."""
    ONGOING = "pågår"
    WAITING = "väntar"


class Step(NamedTuple):
    """One step of the year."""

    name: str
    state: StepState
    sentence: str
    waits_for: tuple[str, ...]
    """The ids of the bodies that it waits for; none when it is done."""


class NextStep(NamedTuple):
    """What is to be done now."""

    sentence: str
    waits_for: tuple[str, ...]
    """The ids of the bodies that hold it up."""
    since: date | None
    """The day that should have seen it done, where that has passed."""
    until: date | None
    """The last day for it, where that is still to come."""
    command: str
    """What does it, or shows what is needed for it; empty where no command does."""


class YearPath(NamedTuple):
    """How far a year has come."""

    year: int
    as_of: date
    summary: str
    """All of it in one sentence."""
    steps: tuple[Step, ...]
    """In their order; none of a year that is not followed up."""
    next: NextStep | None
    """None when the year is finished, or is not followed up."""


def year_path(
    repository: PlanRepository, year: int, as_of: date, forms: Collection[str] | None = None
) -> YearPath:
    """Return how far the year has come on a day. `forms` are the bodies that have a form for it, where that is known."""
    first = repository.settings.record.first_year
    if year < first:
        return YearPath(year, as_of, f"{year} följs inte upp; första året är {first}.", (), None)
    return _Reckoning(repository, year, as_of, forms).path()


class _Reckoning:
    """What the steps of one year are reckoned from."""

    def __init__(
        self, repository: PlanRepository, year: int, as_of: date, forms: Collection[str] | None
    ) -> None:
        self.repository, self.year, self.as_of = repository, year, as_of
        self.forms = forms
        settings = repository.settings.record
        self.giver = settings.account.given_by
        self.account_day = settings.account.day.within(year, year)
        self.title = definite(settings.account.title)
        everyone = ReportData(repository, year, as_of, Audience.PUBLIC, year, is_whole=True)
        self.rows = answered(everyone)
        self.figures = ReportData(repository, year, as_of, Audience.PUBLIC, year)
        self.chapters = [chapter.stem for chapter in areas(self.figures)]
        file = self.figures.assessments
        self.judged = file.record if file else None
        self.path_of_judged = assessments_path(year)
        self.is_judged_unread = any(path == self.path_of_judged for path, _ in repository.broken)

    def path(self) -> YearPath:
        """Return the steps, and the first that is open after the last that is done."""
        steps: tuple[Step, ...] = (
            self._asked(),
            self._answered(),
            self._judged(),
            self._written(),
            self._decided(),
        )
        if steps[-1].state is StepState.DONE:  # then nobody waits for what was left out
            steps = tuple(
                step if step.state is StepState.DONE else step._replace(state=StepState.ENDED, waits_for=())
                for step in steps
            )
        taken = [
            step.state is StepState.DONE and (step.name != "bedömt" or bool(self.chapters)) for step in steps
        ]
        at = len(steps) - taken[::-1].index(True) if any(taken) else 0
        while at < len(steps) and (steps[at].state is StepState.DONE or self._is_passed_over(steps, at)):
            at += 1
        following = self._next(steps[at], at) if at < len(steps) else None
        if following and not self.rows and not self.chapters:
            what = f"Skriv vad planen begär; ingenting gäller {self.year}"
            following = self._by(what, (self.giver,), None, "trygghet new obligation")
        return YearPath(self.year, self.as_of, self._summary(steps, following), steps, following)

    def _is_passed_over(self, steps: Sequence[Step], at: int) -> bool:
        """Whether the year goes on without the step: some have answered, and the time to ask or to answer has passed."""
        is_late = at == 0 and all(self._answer_day(row.id) < self.as_of for row in self.rows)
        return steps[1].state is StepState.ONGOING and (
            is_late or (at == 1 and self.account_day <= self.as_of)
        )

    def _summary(self, steps: Sequence[Step], following: NextStep | None) -> str:
        if following is None:
            without = f"; svar saknas från {self._names(self._left())}" if self._left() else ""
            return f"{self.year} är klart{without}."
        done = listed([step.name for step in steps if step.state is StepState.DONE])
        return f"Klart för {self.year}: {done}." if done else f"Inget steg är klart för {self.year}."

    def _asked(self) -> Step:
        if not self.rows:
            return self._step("frågat", 0, 0, f"Inget organ har något att svara på för {self.year}.", ())
        lacking = self._unasked()
        given = len(self.rows) - len(lacking)
        without = f", men inte för {self._names(lacking)}" if given and 0 < len(lacking) <= NAMED else ""
        sentence = f"Frågorna är skrivna för {self._of_all(given)}{without}."
        return self._step("frågat", given, len(self.rows), sentence, (self.giver,))

    def _answered(self) -> Step:
        if not self.rows:
            return self._asked()._replace(name="besvarat")
        left = self._left()
        given = sum(row.decided is not None for row in self.rows)
        gone = [row.id for row in self.rows if row.decided is None and row.id not in left]
        unread = [body for body in left if self._is_unread(body)]
        said = [f"{self._of_all(given)} har svarat"]
        if unread:
            said.append(f"svaren från {self._names(unread)} går inte att läsa")
        elif given and 0 < len(left) <= NAMED:
            said.append(f"svar saknas från {self._names(left)}")
        if gone:
            said.append(f"{self._names(gone)} har upphört utan efterträdare")
        return self._step("besvarat", given, given + len(left), f"{'; '.join(said)}.", self._heirs(left))

    def _judged(self) -> Step:
        if not self.chapters:
            return Step("bedömt", StepState.DONE, f"Det finns inget att bedöma för {self.year}.", ())
        given = sum(chapter in self.judged.areas for chapter in self.chapters) if self.judged else 0
        several = self.repository.settings.record.organisation.chapter.several
        sentence = f"{given} av {len(self.chapters)} {several} har en bedömning."
        if self.is_judged_unread:
            sentence = f"{self.path_of_judged} går inte att läsa."
        return self._step("bedömt", given, len(self.chapters), sentence, (self.giver,))

    def _written(self) -> Step:
        file = self.judged
        texts = {
            "sammanfattning": file and file.summary,
            "omvärld": file and file.outlook,
            "slutsatser": file and file.conclusions,
        }
        left = [name for name, text in texts.items() if not text]
        sentence = (
            f"Egna ord saknas: {listed(left)}." if left else f"Egna ord är skrivna: {listed([*texts])}."
        )
        return self._step("skrivet", len(texts) - len(left), len(texts), sentence, (self.giver,))

    def _decided(self) -> Step:
        reference = self.judged.decision if self.judged else None
        is_decided = reference is not None and reference.day is not None
        if reference is not None and is_decided:
            sentence = self.repository.decision_in_words(reference, self.repository.body_name(self.giver))
        else:
            sentence = f"{self.repository.body_name(self.giver)} har inte beslutat om {self.title}"
        return self._step("beslutat", int(is_decided), 1, f"{sentence}.", (self.giver,))

    @staticmethod
    def _step(name: str, given: int, whole: int, sentence: str, waits_for: tuple[str, ...]) -> Step:
        if given == whole:
            return Step(name, StepState.DONE, sentence, ())
        return Step(name, StepState.ONGOING if given else StepState.WAITING, sentence, waits_for)

    def _unasked(self) -> list[str]:
        """Return the bodies that have neither answered nor have a file or a form for the year."""
        return [
            row.id
            for row in self.rows
            if row.decided is None
            and follow_up_path(self.year, row.id) not in self.repository.paths
            and row.id not in (self.forms or ())
        ]

    def _left(self) -> list[str]:
        """Return the bodies that have not answered, but for those that nobody can answer for."""
        return [row.id for row in self.rows if row.decided is None and self._heirs([row.id])]

    def _heirs(self, bodies: Iterable[str]) -> tuple[str, ...]:
        """Return who answers for the bodies now: themselves, or those that succeed them."""
        heirs = (agenda.addressee(self.repository, body, self.as_of) for body in bodies)
        return tuple(dict.fromkeys(heir for heir in heirs if heir))

    def _is_unread(self, body: str) -> bool:
        return self.repository.is_broken(follow_up_path(self.year, body), "beslut")

    def _answer_day(self, body: str) -> date:
        return answer_day(self.repository.settings.record, self.year, self.repository.kind_of(body))

    def _of_all(self, given: int) -> str:
        return f"{given} av {counted(len(self.rows), 'organ', 'organ')}"

    def _names(self, bodies: Sequence[str]) -> str:
        return bodies_listed([self.repository.body_in_sentence(body) for body in bodies])

    def _next(self, step: Step, at: int) -> NextStep:
        if at == 1 and any(self._is_unread(body) for body in self._left()):
            return self._by("Rätta svaren som inte går att läsa", (self.giver,), None, "trygghet validate")
        if at > 1 and self.is_judged_unread:
            return self._by(f"Rätta {self.path_of_judged}", (self.giver,), None, "trygghet validate")
        if at == 0:
            unasked, day = self._unasked(), min(map(self._answer_day, self._unasked()))
            what = f"Skriv frågorna till {self._names(unasked)}"
            return self._by(what, step.waits_for, day, f"trygghet new year {self.year}")
        if at == 1:
            return self._to_answer()
        what, words = (
            ("Bedöm {all} i {path}", ""),
            ("Skriv egna ord i {path}", ""),
            ("Låt {giver} besluta om {title}, och skriv in beslutet i {path}", " --format docx"),
        )[at - 2]
        said = what.format(
            all=self.repository.settings.record.organisation.chapter.all,
            path=self.path_of_judged,
            giver=self.repository.body_in_sentence(self.giver),
            title=self.title,
        )
        is_begun = self.path_of_judged in self.repository.paths
        command = (
            f"trygghet report {self.year}{words}" if is_begun else f"trygghet new assessments {self.year}"
        )
        return self._by(said, step.waits_for, self.account_day, command)

    def _to_answer(self) -> NextStep:
        left = self._left()
        late = [body for body in left if self._answer_day(body) < self.as_of]
        day = min(map(self._answer_day, left))
        if self.forms is not None and not self.forms and len(left) == len(self.rows):
            export = f"trygghet form export --year {self.year} --all"
            return self._by(f"Skicka blanketterna till {self._names(left)}", (self.giver,), day, export)
        if late:
            heirs = self._heirs(late)
            reminded = next((body for body in heirs if body != self.giver), None)
            if reminded is None:
                return self._by("Lämna det egna svaret", heirs, day, f"trygghet todo --body {self.giver}")
            letter = f"trygghet todo --body {reminded} --format eml -o {reminded}-{self.year}.eml"
            return self._by(f"Påminn {self._names(late)}", heirs, day, letter)
        what = f"Vänta in svaren från {self._names(left)}"
        return self._by(what, self._heirs(left), day, f"trygghet form status --year {self.year}")

    def _by(self, what: str, waits_for: tuple[str, ...], day: date | None, command: str) -> NextStep:
        """Say what is to be done, and by when; or since when it should have been."""
        if day is None:
            return NextStep(f"{what}.", waits_for, None, None, command)
        if day < self.as_of:
            return NextStep(f"{what}; sista dagen var den {long_date(day)}.", waits_for, day, None, command)
        return NextStep(f"{what}, senast den {long_date(day)}.", waits_for, None, day, command)
