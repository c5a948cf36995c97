"""A document made again from git by what its stamp says, or why it cannot be; the files of the folder are not touched."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from trygghetsplan import api
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.accounts import with_account
from trygghetsplan.engine.clock import known_years
from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.git import GitStanding, commit_name
from trygghetsplan.output.formats import Document, Look, write
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.output.stamp import Stamp, stamp_of
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.swedish import listed

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PART = re.compile(r"(?:tertial [123]|kvartal [1-4]|halvår [12])")
_BESIDE = re.compile(r"[^/\\\x00-\x1f]{1,200}")


class CannotRemake(UsageFault):
    """The document cannot be made again. The message is a Swedish clause without a full stop."""


class PastVersion(NamedTuple):
    """The plan repository as it was in a commit."""

    commit: str
    repository: PlanRepository


def chosen_version(root: Path, stamp: Stamp, at: str | None) -> str:
    """Return the commit that the document is to be made again of: the one it names, or for a public one the user's.

    Raises:
        CannotRemake: it was made of no commit, of one that is not here, or nobody says which.
    """
    origin = stamp.origin
    if origin.audience is Audience.PUBLIC:
        if at is None:
            raise CannotRemake(
                "en offentlig handling säger inte vilken version den är gjord av; ange den med --at"
            )
        return named_commit(root, at)
    if origin.commit is None:
        raise CannotRemake("den är gjord utanför git, eller där git inte kunde läsas")
    if not _COMMIT.fullmatch(origin.commit):
        raise CannotRemake("stämpeln är ändrad: den nämner ingen version i git")
    if origin.is_clean is not True:
        raise CannotRemake("den är gjord av filer som inte var incheckade i git")
    return named_commit(root, origin.commit)


def named_commit(root: Path, revision: str) -> str:
    """Return the commit that a name in git stands for.

    Raises:
        CannotRemake: git does not know it.
    """
    try:
        return commit_name(root, revision)
    except UsageFault as fault:
        raise CannotRemake(str(fault).rstrip(".")) from None


@lru_cache(2)
def version_at(root: Path, commit: str) -> PastVersion:
    """Return the repository of a commit, whose files have to be without fault.

    Raises:
        CannotRemake: they are not, or not all of them are here.
    """
    try:
        _, loaded = api.load_at(root, commit)
    except UsageFault as fault:
        raise CannotRemake(str(fault).rstrip(".")) from None
    if loaded.repository is None or api.validate(loaded).worst is Severity.ERROR:
        raise CannotRemake(f"filerna har fel i versionen {commit[:12]}")
    return PastVersion(commit, loaded.repository)


def made_again(version: PastVersion, stamp: Stamp, look: Look) -> bytes:
    """Return the document that the stamp speaks of, with the stamp that it should bear.

    Raises:
        CannotRemake: another program, other templates or libraries wrote it, or the version has not what it asks for.
    """
    origin = stamp.origin
    used = Look(look.word_template if stamp.word else None, look.own if stamp.own else ())
    ours = refuse_other_means(stamp, look)
    refuse_unknown(version, stamp)
    made_of = provenance_of(version.repository, GitStanding(version.commit))
    named = version.commit if origin.audience is Audience.INTERNAL else None
    again = ours._replace(origin=origin._replace(commit=named, digest=made_of.digest))
    try:
        view = document(version.repository, origin.request, made_of, origin.audience, origin.beside or None)
        return write(stamp.form, Document(view, used, again))[0]
    except TemplateFault as fault:
        raise CannotRemake(f"en egen mall är fel: {fault}") from None
    except UsageFault as fault:
        raise CannotRemake(str(fault).rstrip(".")) from None


def refuse_other_means(stamp: Stamp, look: Look) -> Stamp:
    """Return the stamp that is written here of the same origin.

    Raises:
        CannotRemake: another program, other templates or libraries wrote the document.
    """
    own, word = look.own if stamp.own else (), look.word_template if stamp.word else None
    ours = stamp_of(stamp.origin, stamp.form, own, word)
    if reasons := list(_other_means(stamp, ours, look)):
        raise CannotRemake(listed(reasons))
    return ours


def refuse_unknown(version: PastVersion, stamp: Stamp) -> None:
    """Stop where the version has not what the stamp asks for, or says in public.

    Raises:
        CannotRemake: it has not.
    """
    origin = stamp.origin
    if why := _not_there(version.repository, origin.request, origin.beside):
        raise CannotRemake(f"stämpeln begär något som inte finns i versionen: {why}")
    digest = provenance_of(version.repository, GitStanding(version.commit)).digest
    if origin.audience is Audience.PUBLIC and origin.digest != digest:
        raise CannotRemake(
            f"de öppna uppgifterna i versionen {version.commit[:12]} är inte de som den är gjord av; ange en annan med --at"
        )


def _other_means(stamp: Stamp, ours: Stamp, look: Look) -> Iterator[str]:
    """Say what wrote the document that is not what writes it now."""
    if stamp.program != ours.program:
        yield f"den är skriven med trygghet {stamp.program}, och här finns {ours.program}"
    elif stamp.templates != ours.templates:
        yield "programmets mallar är inte desamma som den är skriven med"
    for name, found in ours.libraries.items():
        before = stamp.libraries.get(name, "")
        if before != found:
            yield f"{name} var {before or 'inte installerat'}, och är här {found or 'inte installerat'}"
    if stamp.libraries.keys() - ours.libraries.keys():
        yield "stämpeln är ändrad: den nämner bibliotek som inte skriver formatet"
    if stamp.own and not look.own:
        yield "den är skriven med egna mallar; ange mappen med --templates"
    elif stamp.own != ours.own:
        yield "de egna mallarna är inte desamma som den är skriven med"
    if stamp.word and look.word_template is None:
        yield "den är skriven med en egen Word-mall; ange den med --docx-template"
    elif stamp.word != ours.word:
        yield "Word-mallen är inte densamma som den är skriven med"


def _not_there(repository: PlanRepository, asked: ReportRequest, beside: str) -> str:
    """Return what a stamp asks for that the version does not have: nothing it says is used before it is found here."""
    if asked.document is not None and asked.document not in repository.documents.record.documents:
        return "dokumentet"
    if asked.body is not None and asked.body not in repository.bodies:
        return "organet"
    if asked.part is not None and not _PART.fullmatch(asked.part):
        return "delen av året"
    if asked.by_agency and repository.agency is None:
        return "rubrikerna till länsstyrelsen"
    if beside and not _BESIDE.fullmatch(beside):
        return "filen bredvid"
    years = known_years(with_account(repository, asked.document), asked.as_of)
    wanted = () if asked.is_plan else (asked.year, *([asked.first] if asked.first else []))
    if any(year not in years for year in wanted) or (asked.first or 0) > asked.year:
        return "året"
    return ""
