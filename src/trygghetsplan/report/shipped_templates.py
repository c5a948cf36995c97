"""Where the templates that come with the program lie, and their texts. How they are read is left to `render`."""

from collections.abc import Iterator
from pathlib import Path


def template_folder() -> Path:
    """Return the only copy of the templates: in the installed package, or beside the sources."""
    packaged = Path(__file__).parent.parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def template(name: str) -> str:
    """Return the text of a shipped template."""
    return (template_folder() / name).read_text(encoding="utf-8")


def all_templates() -> Iterator[str]:
    """Return the text of every shipped template."""
    return (path.read_text(encoding="utf-8") for path in sorted(template_folder().rglob("*.j2")))
