"""Each bound of what is read, at its very edge: so much is read, and one more is refused at its place."""

from pathlib import Path

import pytest

from trygghetsplan.findings import Position, Where
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.syntax import parse
from trygghetsplan.source.text import SourceText, decode, read_source

PATH = "plan/a.yaml"
PLACED = {
    "lines": (lambda many: "a: b\n" * many, 50_000, "1:1 filen har fler än 50000 rader och kommatecken"),
    "commas": (lambda many: "a: [b" + ",\n" * (many // 2) + "]", 50_000, "1:1 filen har fler än 50000 rader och kommatecken"),
    "a line": (lambda many: f"b: c\na: {'x' * (many - 3)}", 20_000, "2:1 raden är längre än 20000 tecken"),
    "questions on a line": (lambda many: "a:\n  " + "? " * many + "x", 400, "2:1 raden har för många nivåer"),
    "an indent": (lambda many: "a:\n" + " " * many + "b: c", 399, "2:1 raden har för många nivåer"),
    "brackets": (lambda many: "a: " + "[" * many + "]" * many, 32, "1:36 här är fler än 32 parenteser inuti varandra"),
    "brackets of both kinds": (
        lambda many: "a: " + "[{b: " * (many // 2) + "[" * (many % 2),
        32,
        "1:84 här är fler än 32 parenteser inuti varandra",
    ),
    "levels": (
        lambda many: "".join(f"{' ' * level}a:\n" for level in range(many)) + " " * many + "b: {}",
        31,
        "33:36 här är fler än 32 nivåer inuti varandra",
    ),
}  # fmt: skip
"""A text with so many of something, how many may be read, and where and how one more is refused."""


def too_deep(text: str) -> list[str]:
    findings = parse(PATH, text).findings
    locator = Locator({PATH: text})
    positions = [locator.position(one.where) for one in findings if one.rule.code == "TP013"]
    told = [one.message for one in findings if one.rule.code == "TP013"]
    return [f"{at.line}:{at.column} {message}" for at, message in zip(positions, told, strict=True)]


@pytest.mark.parametrize("name", PLACED)
def test_so_much_is_read_and_one_more_is_not(name: str) -> None:
    make, most, said = PLACED[name]
    step = 2 if name == "commas" else 1
    assert too_deep(make(most)) == []
    assert too_deep(make(most + step)) == [said]


@pytest.mark.parametrize(
    ("levels", "said"),
    [(400, "2:65 här är fler än 32 nivåer inuti varandra"), (401, "2:1 raden har för många nivåer")],
)
def test_levels_on_a_line(levels: int, said: str) -> None:
    """More than the parser bears are refused before it has them."""
    assert too_deep("a:\n" + "- " * levels + "x") == [said]


def test_brackets_that_end_are_not_counted() -> None:
    assert too_deep("a: [" + "[b], " * 500 + "c]") == []


@pytest.mark.parametrize(("size", "is_read"), [(1 << 20, True), ((1 << 20) + 1, False)])
def test_a_mebibyte_is_read_and_a_byte_more_is_not(size: int, is_read: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (tmp_path / "a.yaml").write_bytes(b"#" * (size - 1) + b"\n")
    source = read_source(tmp_path, "a.yaml")
    assert (source.fault is None) is is_read
    if source.fault:
        assert source.fault.message == "filen är större än 1 MiB"


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "=======", ">>>>>>> gren", "||||||| bas"])
def test_each_marker_of_a_collision_is_told_of_alone(line: str) -> None:
    """But for that of the beginning before both, which never stands alone."""
    source = decode(PATH, f"a: b\n{line}\nc: d\n".encode())
    told = source.fault and (source.fault.rule.code, source.fault.where.at)
    assert told == (None if line[0] == "|" else ("TP004", Position(2, 1, 2, len(line) + 1)))


def test_letters_in_two_signs_become_one() -> None:
    assert decode(PATH, "o\u0308vad: a\u030a\r\n".encode()) == SourceText(PATH, "övad: å\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PermissionError(),
            "filen får inte läsas; ändra rättigheterna, eller stäng den om den är öppen i ett annat program",
        ),
        (OSError(5, "Input/output error"), "filen får eller kan inte läsas"),
    ],
)
def test_a_file_that_cannot_be_opened(
    error: OSError, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n", encoding="utf-8")

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr("os.open", fail)
    source = read_source(tmp_path, "a.yaml")
    assert source.fault is not None
    assert (source.path, source.text, source.fault.where) == ("a.yaml", None, Where("a.yaml"))
    assert source.fault.message == said
