"""What there is of a kind: bodies, obligations, evidence or documents, and those that some words are about."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.obligation import Protection
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import counted, listed, nearest


class InventoryRow(NamedTuple):
    """One record."""

    id: str
    title: str
    facts: Mapping[str, str]
    """What else helps to find it, by what it is called in the files."""
    path: str
    line: int
    searched: str
    """All that is looked through."""


Unplaced = tuple[str, str, dict[str, str], Where, Sequence[str | None]]
"""A record before its line is known: id, title, facts, place, and what else is looked through."""


def inventory(repository: PlanRepository, what: str) -> list[InventoryRow]:
    """Return all of one kind, in the order of the files."""
    locator = Locator(repository.texts)
    return [
        InventoryRow(
            name,
            title,
            {key: value for key, value in facts.items() if value},
            where.path,
            locator.line_number(where.key()),
            " ".join(filter(None, [name, title, *facts.values(), *more])),
        )
        for name, title, facts, where, more in KINDS[what](repository)
    ]


def _bodies(repository: PlanRepository) -> Iterator[Unplaced]:
    duties = Counter(body for bodies in repository.responsible.values() for body in bodies)
    for name, body in repository.bodies.items():
        kind = repository.kind_of(name)
        facts = {
            "slag": kind.title if kind else body.kind,
            "krav": counted(duties[name], "krav", "krav"),
            "från": str(body.starts or ""),
            "till": str(body.ends or ""),
            "efterträder": body.succeeds or "",
        }
        yield name, body.name, facts, repository.organisation.at("organ", name), (body.short, body.comment)


def _obligations(repository: PlanRepository) -> Iterator[Unplaced]:
    for name, duty in repository.obligations.items():
        record = duty.record
        facts = {
            "slag": str(record.kind or ""),
            "periodicitet": record.clock.text if record.clock else "",
            "ansvariga": listed(record.responsible),
            "dokument": duty.document_id,
            "skydd": "" if record.protection is Protection.OPEN else str(record.protection),
        }
        names = [repository.body_name(body) for body in repository.responsible[name]]
        more = (record.text, record.statute, record.comment, *record.evidence, *names)
        yield name, record.title, facts, duty.at(), more


def _evidence(repository: PlanRepository) -> Iterator[Unplaced]:
    asked = Counter(name for duty in repository.obligations.values() for name in duty.record.evidence)
    for name, field in repository.catalogue.record.fields.items():
        facts = {
            "typ": str(field.type),
            "begärs": f"av {counted(asked[name], 'krav', 'krav')}",
            "indikator": field.indicator or "",
        }
        more = (field.help, *field.options.values())
        yield name, field.title, facts, repository.catalogue.at("underlag", name), more


def _documents(repository: PlanRepository) -> Iterator[Unplaced]:
    for name, document in repository.documents.record.documents.items():
        facts = {
            "slag": str(document.kind),
            "status": str(document.status),
            "ägare": document.owner or "",
            "från": str(document.starts or ""),
            "till": str(document.ends or ""),
        }
        more = (document.short, document.designation, document.comment, document.source)
        yield name, document.title, facts, repository.documents.at("dokument", name), more


KINDS: Mapping[str, Callable[[PlanRepository], Iterator[Unplaced]]] = {
    "bodies": _bodies,
    "obligations": _obligations,
    "evidence": _evidence,
    "documents": _documents,
}


def matching(entries: Iterable[InventoryRow], words: Iterable[str]) -> list[InventoryRow]:
    """Return those in which every word stands, whatever its case and accents.

    å, ä and ö are letters: ö finds only ö, but o, from a keyboard without them, finds both.
    """
    wanted = [_without_accents(word) for word in words]
    return [entry for entry in entries if all(_holds(entry.searched, word) for word in wanted)]


def nearest_word(entries: Iterable[InventoryRow], words: Iterable[str]) -> str | None:
    """Return the id, or the word of a title, that is most like the first of the words that no entry holds."""
    known = list(entries)
    missing = next((word for word in words if not matching(known, [word])), None)
    names = {one for entry in known for one in (entry.id, *entry.title.split())}
    return nearest(missing, names) if missing else None


def _holds(text: str, word: str) -> bool:
    plain = _without_accents(text)
    return word in plain or word in plain.translate(_BARE)


def _without_accents(text: str) -> str:
    """Return the text in small letters and one space between words, without accents but for those of å, ä and ö."""
    kept = "".join(
        sign if sign in "åäö" else "".join(filter(str.isprintable, _base(sign)))
        for sign in unicodedata.normalize("NFC", text).casefold()
    )
    return " ".join(kept.split())


def _base(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


_BARE = str.maketrans("åäö", "aao")
