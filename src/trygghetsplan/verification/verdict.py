"""What is said of a file that is verified: the same as when made again, where it differs, or why it cannot be made again."""

from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import Exit
from trygghetsplan.git import signature, tag_object
from trygghetsplan.output.formats import Look
from trygghetsplan.verification.again import (
    CannotRemake,
    chosen_version,
    made_again,
    named_commit,
    version_at,
)
from trygghetsplan.verification.differences import only_line_ends, where
from trygghetsplan.verification.stamped import stamped


class Verified(NamedTuple):
    """What became of one file."""

    code: Exit
    lines: tuple[str, ...]
    """A sentence, and below it its details."""


class Means(NamedTuple):
    """What there is to make a document again with."""

    root: Path | None
    """The plan folder; None where there is none."""
    no_root: str
    """Why there is none."""
    at: str | None
    look: Look

    def found_root(self) -> Path:
        """Return the plan folder.

        Raises:
            CannotRemake: there is none.
        """
        if self.root is None:
            raise CannotRemake(self.no_root)
        return self.root


def verified(name: str, content: bytes, means: Means) -> Verified:
    """Make the document of a file again and compare the bytes."""
    file = stamped(content)
    if file.stamp is None:
        return cannot(name, file.reason)
    try:
        root = means.found_root()
        commit = chosen_version(root, file.stamp, means.at)
        signed = signatures(root, commit, means.at)
        if means.at and (other := named_commit(root, means.at)) != commit:
            said = f"{name} är gjord av en annan version än {means.at}."
            return Verified(Exit.FINDINGS, (said, f"i filen:  {commit}", f"{means.at}: {other}"))
        again = made_again(version_at(root, commit), file.stamp, means.look)
    except CannotRemake as why:
        return cannot(name, str(why))
    if again == content:
        said = f"{name} stämmer: byte för byte som när den görs om av versionen {commit[:12]}."
        return Verified(Exit.CLEAN, (said, *signed))
    if only_line_ends(file.form, content, again):
        said = f"{name} skiljer sig bara i radsluten: texten är den som görs om av versionen {commit[:12]}."
        return Verified(Exit.FINDINGS, (said, *signed))
    said = f"{name} skiljer sig från den som görs om av versionen {commit[:12]}. Första skillnaden:"
    return Verified(Exit.FINDINGS, (said, *where(file.form, content, again), *signed))


def cannot(name: str, why: str) -> Verified:
    """Return that a file cannot be made again."""
    return Verified(Exit.INPUT_OUTPUT, (f"{name} kan inte göras om: {why}.",))


def signatures(root: Path, commit: str, at: str | None) -> tuple[str, ...]:
    """Return how git takes the signatures of the commit, and of the tag that the user names."""
    tag = tag_object(root, at) if at else None
    of_tag = (f"Taggen {at}: {signature(root, tag)}.",) if tag else ()
    return (f"Versionens signatur: {signature(root, commit)}.", *of_tag)
