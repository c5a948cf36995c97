"""A file that was read: its record, and the places in it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from trygghetsplan.findings import Where

RecordT_co = TypeVar("RecordT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Document(Generic[RecordT_co]):
    """One file's record, and where it came from."""

    path: str
    record: RecordT_co

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: the id of a chapter or an audit."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".yaml")

    def at(self, *keys: str | int) -> Where:
        """Return a symbolic place in the file."""
        return Where(self.path, keys)
