"""The auditors' packet: the account with its annexes, the answers, decisions and evidence concerned, and what git knows.

Made of one version in git and nothing else, so that it can be made again. It is laid out as BagIt says (RFC 8493):
what is handed over stands in `data/`, with lists of checksums beside it.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from trygghetsplan.changes.commits import Commit, Past
from trygghetsplan.changes.history import History
from trygghetsplan.disclosure.redaction import (
    MARKING_OF_BODY,
    Audience,
    notice,
    public_repository,
    without_small_counts,
)
from trygghetsplan.git import GitStanding, standing
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.followup import Answer
from trygghetsplan.output.formats import PLAIN, Document, short_file, write
from trygghetsplan.output.stamp import Origin, stamp_of
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.audit import Draft, Letter, thread
from trygghetsplan.report.build import Annexes, ReportRequest, documents, file_stem
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.shell import command
from trygghetsplan.swedish import counted, long_date
from trygghetsplan.verification.again import PastVersion

INDEX = "innehall.json"
"""The file of a packet that says what is in it: `trygghet verify` on it verifies all."""
_READ = "innehall.md"
_BAG = "bagit.txt"
_MANIFEST, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CASE = re.compile(r"\b[A-ZÅÄÖ]{1,8} (?:19|20)\d\d[/:-]\d{1,6}\b")
"""How a case number is written, wherever it stands."""


class PacketRequest(NamedTuple):
    """Which packet: of a year, or of one audit as it stands."""

    audit: str | None
    year: int
    as_of: date
    audience: Audience
    form: str
    """How the documents are written."""

    @property
    def name(self) -> str:
        """What tells its folder from others."""
        inner = "-intern" if self.audience is Audience.INTERNAL else ""
        return f"revisionspaket-{self.audit or self.year}{inner}"


class LastChange(NamedTuple):
    """The last that happened to an answer or a decision, as git has it."""

    day: date
    commit: str
    author: str

    @property
    def values(self) -> dict[str, str]:
        """What is written, by key."""
        return {"day": self.day.isoformat(), "commit": self.commit, "author": self.author}


Place = tuple[str, str]
"""A file, and the key of a record in it."""
Row = dict[str, Any]


def packet(root: Path, version: PastVersion, asked: PacketRequest) -> dict[str, bytes]:
    """Return path → content of every file of the packet, its index last; the same for the same version in git."""
    whole = version.repository
    is_public = asked.audience is Audience.PUBLIC
    seen = public_repository(whole) if is_public else whole
    changes = {} if is_public else last_changes(root, version)
    concerned = _concerned(seen, asked.audit)
    answers = list(_answers(seen, asked, concerned, changes))
    decisions = list(_decisions(seen, concerned, changes))
    data = dict(_documents(version, asked))
    data["data/svar.json"] = _json(answers)
    data["data/beslut.json"] = _json(decisions)
    paths = {row["path"] for row in (*answers, *decisions)} | set(_plan_files(seen, asked.audit, concerned))
    data |= {f"data/filer/{path}": seen.texts[path].encode() for path in paths if path in seen.texts}
    cases = _cases(seen, asked.audit, answers, decisions)
    origin = Origin(
        ReportRequest(asked.year, asked.as_of),
        asked.audience,
        None if is_public else version.commit,
        is_clean=True,
        digest=provenance_of(whole, GitStanding(version.commit)).digest,
    )
    index = {
        "packet": {"audit": asked.audit, "year": asked.year},
        "files": [
            {"path": path, "sha256": _sha(data[path]), "bytes": len(data[path])} for path in sorted(data)
        ],
        "cases": cases,
        "stamp": stamp_of(origin, asked.form, (), None).values,
    }
    tags = {
        _BAG: b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        _READ: _readable(seen, asked, index, answers, decisions).encode(),
        INDEX: _json(index),
        _MANIFEST: _manifest(data),
    }
    return {**dict(sorted(data.items())), **tags, _TAGS: _manifest(tags)}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the packet as one file, stored and without times, so that it is the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for path in sorted(files):
            part = zipfile.ZipInfo(path, _EPOCH)
            part.create_system = 0
            target.writestr(part, files[path])
    return made.getvalue()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{_sha(files[path])}  {path}\n" for path in sorted(files)).encode()


def _documents(version: PastVersion, asked: PacketRequest) -> Iterator[tuple[str, bytes]]:
    """Write the account of the year and its annexes, and of an audit also what is told of it."""
    repository = version.repository
    made_of = provenance_of(repository, GitStanding(version.commit))
    request = ReportRequest(asked.year, asked.as_of)
    stems = (
        file_stem(repository, request, asked.audience),
        file_stem(repository, request._replace(is_annexes=True), asked.audience),
    )
    commit = version.commit if asked.audience is Audience.INTERNAL else None
    for (stem, view), other in zip(
        documents(repository, request, made_of, asked.audience, stems), stems[::-1], strict=True
    ):
        own = request._replace(is_annexes=isinstance(view, Annexes))
        origin = Origin(own, asked.audience, commit, is_clean=True, digest=made_of.digest, beside=other)
        stamp = stamp_of(origin, asked.form, (), None)
        yield f"data/{stem}.{asked.form}", write(asked.form, Document(view, PLAIN, stamp))[0]
    for chapter, audit in repository.audits:
        if chapter.stem == asked.audit:
            told = thread(repository, chapter, audit, asked.as_of, asked.audience)
            paper = Draft(told) if told.is_proposed else Letter(told)
            yield f"data/granskning-{chapter.stem}.{asked.form}", short_file(paper, asked.form)


def _concerned(seen: PlanRepository, audit: str | None) -> frozenset[str]:
    """Return the duties that an audit is about: its promises, and those that its recommendations concern; else all."""
    if audit is None:
        return frozenset(seen.obligations)
    record = _audit(seen, audit)
    named = {name for one in record.recommendations.values() for name in one.concerns} if record else set()
    return frozenset({*(record.obligations if record else ()), *named} & seen.obligations.keys())


def _audit(seen: PlanRepository, audit: str) -> Audit | None:
    return next((record for chapter, record in seen.audits if chapter.stem == audit), None)


def _answers(
    seen: PlanRepository, asked: PacketRequest, concerned: frozenset[str], changes: Mapping[Place, LastChange]
) -> Iterator[Row]:
    """Return each answer of the year about the duties concerned; of an audit those of every year."""
    for document in sorted(seen.followups, key=lambda one: one.path):
        year = seen.stated_year(document)
        if asked.audit is None and year != asked.year:
            continue
        shown = without_small_counts(seen, document) if asked.audience is Audience.PUBLIC else document
        for duty, answer in sorted(document.record.answers.items()):
            if answer and duty in concerned:
                yield {
                    "path": document.path,
                    "body": seen.stated_body(document),
                    "year": year,
                    "duty": duty,
                    "title": seen.obligations[duty].record.title,
                    "answer": _stated(answer, shown.record.answers[duty]),
                    **_changed(changes, document.path, duty),
                }


def _stated(answer: Answer, shown: Answer) -> Row:
    """Return the answer as its file has it, with nothing in the place of a number that is too small to be shown."""
    said = answer.as_data()
    events = {
        event: {
            name: None if value is None else said["händelser"][event][name] for name, value in held.items()
        }
        for event, held in shown.events.items()
    }
    hidden = {name: None for name, value in shown.evidence.items() if value is None}
    return {**said, **hidden, **({"händelser": events} if events else {})}


def _changed(changes: Mapping[Place, LastChange], path: str, key: str) -> Row:
    found = changes.get((path, key))
    return {"last_change": found.values} if found else {}


def _decisions(
    seen: PlanRepository, concerned: frozenset[str], changes: Mapping[Place, LastChange]
) -> Iterator[Row]:
    """Return each decision about the duties concerned."""
    for document, name, decision in seen.all_decisions:
        if "alla" in decision.obligations or concerned & set(decision.obligations):
            stated = decision.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            yield {
                "path": document.path,
                "id": name,
                "decision": stated,
                **_changed(changes, document.path, name),
            }


def _plan_files(seen: PlanRepository, audit: str | None, concerned: frozenset[str]) -> Iterator[str]:
    """Return the files of the plan in which the duties concerned, their evidence and their sources stand."""
    yield from (seen.documents.path, seen.organisation.path, "plan/underlag.yaml")
    for chapter in seen.chapters:
        if chapter.stem == audit or (concerned & chapter.record.obligations.keys()):
            yield chapter.path


def _cases(
    seen: PlanRepository, audit: str | None, answers: Sequence[Row], decisions: Sequence[Row]
) -> list[Row]:
    """Return the case numbers that are referred to, each with where, so that the acts can be asked for."""
    found: dict[str, list[str]] = {}
    told = [(f"{row['path']}: {row['duty']}", row["answer"]) for row in answers]
    told += [(f"{row['path']}: {row['id']}", row["decision"]) for row in decisions]
    record = _audit(seen, audit) if audit else None
    if record:
        stated = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        told.append((f"plan/revision/{audit}.yaml", stated))
    for where, value in told:
        for case in dict.fromkeys(_CASE.findall(json.dumps(value, ensure_ascii=False))):
            found.setdefault(case, []).append(where)
    return [{"case": case, "where": found[case]} for case in sorted(found)]


def last_changes(root: Path, version: PastVersion) -> Mapping[Place, LastChange]:
    """Return the last commit that changed each answer and each decision that there is."""
    past = Past(root, version.commit, standing(root).prefix)
    found: dict[Place, LastChange] = {}
    for change in History(past, version.repository).changes:  # the newest comes first
        before = dict(_records(change.old))
        for place, record in _records(change.new):
            if place not in found and before.get(place) != record:
                found[place] = _change(change.commit)
    return found


def _change(commit: Commit) -> LastChange:
    return LastChange(commit.day, commit.name, commit.author)


def _records(repository: PlanRepository) -> Iterator[tuple[Place, Any]]:
    for document in repository.followups:
        yield from (((document.path, name), answer) for name, answer in document.record.answers.items())
    for held, name, decision in repository.all_decisions:
        yield (held.path, name), decision


def _readable(
    seen: PlanRepository, asked: PacketRequest, index: Row, answers: Sequence[Row], decisions: Sequence[Row]
) -> str:
    """Write the index for people."""
    is_public = asked.audience is Audience.PUBLIC
    record = _audit(seen, asked.audit) if asked.audit else None
    marking = "" if is_public else MARKING_OF_BODY
    said = notice(marking, is_example=is_example(seen))
    rows = [f"| `{one['path']}` | {one['bytes']} | `{one['sha256']}` |" for one in index["files"]]
    lines = [
        f"# Underlag till revisionen: {record.audit if record else f'året {asked.year}'}",
        *([f"> **{said}**"] if said else []),
        (
            f"{seen.settings.record.organisation.name}. Räknat per {long_date(asked.as_of)}. "
            f"Paketet har {counted(len(answers), 'svar', 'svar')} och {counted(len(decisions), 'beslut', 'beslut')}."
        ),
        "Svaren står i `data/svar.json`, besluten i `data/beslut.json` och filerna som de är hämtade ur i `data/filer`. "
        + (
            "Uppgifter som inte redovisas öppet är inte med."
            if is_public
            else "Vid varje svar och beslut står när det senast ändrades, i vilken version och av vem."
        ),
        _how_to_verify(is_public=is_public),
        "## Handlingar att begära ut",
        _asked_for(index["cases"]),
        "## Filer och kontrollsummor",
        "\n".join(["| Fil | Byte | SHA-256 |", "| --- | ---: | --- |", *rows]),
    ]
    return "\n\n".join(lines) + "\n"


def _how_to_verify(*, is_public: bool) -> str:
    named = ("--at", "VERSION") if is_public else ()
    ours, theirs = command("trygghet", "verify", INDEX, *named), command("sha256sum", "-c", _MANIFEST)
    return f"Pröva paketet i planmappen med `{ours}`. Kontrollsummorna prövas utan planmapp med `{theirs}`."


def _asked_for(cases: Iterable[Row]) -> str:
    rows = [
        f"- {one['case']} ({counted(len(one['where']), 'ställe', 'ställen')}, först {one['where'][0]})"
        for one in cases
    ]
    return "\n".join(rows) or "Inga diarienummer nämns."
