"""The law as a pack: the duties that the program carries, into a new repository and, when they change, into an old one.

What the law says is the pack's; who does it, what proves it and how the municipality reads it is the municipality's.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trygghetsplan.editing.edit import Edit, rewrite
from trygghetsplan.editing.layout import lines_of
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.shipped import carried
from trygghetsplan.source.syntax import parse
from trygghetsplan.swedish import listed

PACK = "lagkrav.yaml"
LAW = ("titel", "text", "slag", "dokument", "lagrum", "tidsuppgift", "räknas från", "ersätter")
"""What a pack says of a duty, and a new version of it says anew."""
TIMES = ("periodicitet", "första", "senast", "äldst", "inom", "från", "till")
"""What comes with a new version only where the file says nothing: a municipality may ask for more than the law."""
_TOLD = (*TIMES, "skydd", "underlag")
"""What else is told when it is otherwise than in the pack. The rest of a duty is the municipality's alone."""
_TO_CHECK = "uppgift att kontrollera"
_STATE = "lansstyrelsen-skane"
Records = dict[str, dict[str, Any]]


class Pack(NamedTuple):
    """The duties of the law that the program carries, with what they rest on."""

    chapter: dict[str, Any]
    """The file's data without its duties; `paket` says which pack it is, of which day."""
    duties: Records
    documents: Records
    evidence: Records

    @property
    def name(self) -> str:
        """What the pack is called."""
        return str(self.chapter["paket"]["id"])

    @property
    def version(self) -> str:
        """The day of which the pack is."""
        return str(self.chapter["paket"]["version"])


def carried_pack() -> Pack:
    """Return the pack that comes with the program."""
    chapter = _carried(PACK)
    duties: Records = chapter.pop("skyldigheter")
    documents, evidence = _carried("dokument.yaml")["dokument"], _carried("underlag.yaml")["underlag"]
    used = [chapter["dokument"], *(duty["dokument"] for duty in duties.values() if "dokument" in duty)]
    asked = [name for duty in duties.values() for name in duty.get("underlag", ())]
    return Pack(
        chapter,
        duties,
        {name: documents[name] for name in documents if name in used},
        {name: evidence[name] for name in evidence if name in asked},
    )


def _carried(name: str) -> dict[str, Any]:
    data: Any = parse(name, (carried("plan") / name).read_text(encoding="utf-8")).data
    return dict(data)


def for_municipality(pack: Pack, bodies: Mapping[str, str]) -> Pack:
    """Return the pack for a municipality that begins: with its own bodies, and without what rests on another's plan.

    `bodies` leads from the pack's bodies and groups to those of the municipality; a body that it lacks, such as a
    board for social services under another name, has its duties put on the executive board until somebody moves them.
    """
    return pack._replace(duties={name: _local(duty, bodies) for name, duty in pack.duties.items()})


def _local(duty: Mapping[str, Any], bodies: Mapping[str, str]) -> dict[str, Any]:
    local = {key: value for key, value in duty.items() if key not in ("motsvarar", "genom")}
    if duty.get("kontroll") != _TO_CHECK:
        local.pop("kommentar", None)  # it speaks of the plan that the pack was made beside
    if lacking := [name for name in duty.get("ansvariga", ()) if name not in bodies]:
        local["tolkning"] = (
            "Lagen nämner en nämnd som ni inte har lagt in än; kommunstyrelsen svarar tills ni har gjort det."
        )
        bodies = {**bodies, **dict.fromkeys(lacking, bodies["kommunstyrelsen"])}
    if "ansvariga" in duty:
        local["ansvariga"] = [bodies[name] for name in duty["ansvariga"]]
    if recipient := duty.get("mottagare"):
        local["mottagare"] = "Länsstyrelsen" if recipient == _STATE else bodies.get(recipient, recipient)
    order = [field.alias or name for name, field in ObligationRecord.model_fields.items()]
    return {key: local[key] for key in order if key in local}


def pack_text(pack: Pack) -> str:
    """Return the pack as the text of its file."""
    data = {**pack.chapter, "skyldigheter": pack.duties}
    head = (
        "# Det som lagen kräver. Skyldigheterna följer med programmet, och id:t på var och en är detsamma i alla\n"
        "# kommuner. Ändra vem som svarar, underlaget och tolkningen som ni vill; trygghet pack update rör dem inte.\n"
    )
    return head + "\n".join(lines_of(data)) + "\n"


def with_records(text: str, section: str, records: Records) -> str:
    """Return the text of a file with the records that its section lacks at the end of it."""
    held: Any = (parse("", text).data or {}).get(section)
    new = {name: record for name, record in records.items() if name not in (held or {})}
    return text.rstrip("\n") + "\n" + "".join(f"{line}\n" for line in lines_of(new, "  ")) if new else text


class PackUpdate(NamedTuple):
    """What a version of the pack changes in a repository."""

    files: dict[str, str]
    """The changed files by path; none where nothing is new."""
    kept: tuple[str, ...]
    """What the municipality has otherwise than the pack, and keeps: Swedish clauses."""


def pack_update(
    pack: Pack, repository: PlanRepository, texts: Mapping[str, str], path: str | None
) -> PackUpdate:
    """Return what the pack that the program carries changes in the file that holds an older one; None where none does.

    Raises:
        CannotRewrite: a file cannot be written so that nothing is lost.
    """
    names = {name: name for name in (*repository.bodies, *repository.organisation.record.groups)}
    bodies = {"kommunstyrelsen": repository.settings.record.account.given_by, **names}
    kept: list[str] = []
    files: dict[str, str] = {}
    if path is None:
        files[f"plan/{PACK}"] = pack_text(for_municipality(pack, bodies))
    else:
        data: Any = parse(path, texts[path]).data
        edits: list[Edit] = []
        left_out = data["paket"].get("borttagna", ())
        for name, duty in pack.duties.items():
            ours: Mapping[str, Any] | None = data["skyldigheter"].get(name)
            if ours is not None:
                edits += _changed(name, ours, duty)
                kept += _otherwise(name, ours, duty)
            elif name not in left_out:
                edits.append(Edit(("skyldigheter", name), _local(duty, bodies)))
        if data["paket"]["version"] != pack.version:
            edits.append(Edit(("paket", "version"), pack.version))
        if edits:
            files[path] = rewrite(texts[path], edits)
    for other, section, records in (
        ("plan/dokument.yaml", "dokument", pack.documents),
        ("plan/underlag.yaml", "underlag", pack.evidence),
    ):
        present: Any = (parse(other, texts[other]).data or {}).get(section) or {}
        new = [Edit((section, name), record) for name, record in records.items() if name not in present]
        if new:
            files[other] = rewrite(texts[other], new)
    return PackUpdate(files, tuple(kept))


def _changed(name: str, ours: Mapping[str, Any], duty: Mapping[str, Any]) -> Iterator[Edit]:
    """Return what makes a duty say what the pack says, where the pack decides."""
    order = [field.alias or key for key, field in ObligationRecord.model_fields.items()]
    for key in order:
        is_new = key in LAW and ours.get(key) != duty.get(key)
        if key in duty and (is_new or (key in TIMES and key not in ours)):
            yield Edit(("skyldigheter", name, key), duty[key], ((), (), order))


def _otherwise(name: str, ours: Mapping[str, Any], duty: Mapping[str, Any]) -> Iterator[str]:
    """Say what a municipality has otherwise than the pack, and keeps."""
    for key in _TOLD:
        if key in ours and ours[key] != duty.get(key):
            yield f"{key} i {name} är {_said(ours[key])}, i paketet {_said(duty.get(key))}"


def _said(value: Any) -> str:
    return "inget" if value is None else listed(value) if isinstance(value, list) else str(value)
