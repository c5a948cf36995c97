"""Keys are set and removed in a text without touching anything else."""

import unicodedata
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from conftest import ROOT
from trygghetsplan.characters import forbidden_in
from trygghetsplan.editing.edit import CannotRewrite, Edit, rewrite
from trygghetsplan.editing.formatting import format_file
from trygghetsplan.editing.layout import FlowMapping
from trygghetsplan.source.syntax import parse

TEXT = """\
organ: miljonamnden  # id
år: 2024
beslut: {datum: 2025-01-20, paragraf: 4}
svar:

  # Krishantering
  rsa:
    status: uppfylls
    datum: 2024-04-18  # efter omtag
    kommentar: >-
      En lång kommentar
      på två rader.

  # Brott
  grupper:
    möten:
      - 2024-02-01
      - 2024-05-01
  tomt:
"""
ORDERS = ((), ("rsa", "mellan", "grupper"), ("status", "skäl", "datum"))


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (Edit(("svar", "rsa", "datum"), "2024-05-02"), "2024-04-18  # efter", "2024-05-02  # efter"),
        (
            Edit(("svar", "rsa", "skäl"), "nej", ORDERS),
            "    datum: 2024",
            "    skäl: nej\n    datum: 2024",
        ),
        (Edit(("svar", "rsa", "status"), None), "    status: uppfylls\n", ""),
        (
            Edit(("svar", "rsa", "kommentar"), "Kort."),
            "kommentar: >-\n      En lång kommentar\n      på två rader.\n\n  # Brott",
            "kommentar: Kort.\n\n  # Brott",
        ),
        (
            Edit(("svar", "rsa", "kommentar"), None),
            "    kommentar: >-\n      En lång kommentar\n      på två rader.\n",
            "",
        ),
        (
            Edit(("svar", "mellan"), {"status": "pågår", "avtal": {"KS 2024/0001": "ja"}}, ORDERS),
            "på två rader.\n",
            "på två rader.\n  mellan:\n    status: pågår\n    avtal:\n      KS 2024/0001: ja\n",
        ),
        (Edit(("svar", "tomt"), ["2024-03-01"]), "  tomt:\n", "  tomt: [2024-03-01]\n"),
        (Edit(("svar", "tomt", "status"), "no"), "  tomt:\n", '  tomt:\n    status: "no"\n'),
        (
            Edit(("svar", "grupper", "möten"), ["2024-03-01"]),
            "möten:\n      - 2024-02-01\n      - 2024-05-01\n",
            "möten: [2024-03-01]\n",
        ),
        (Edit(("beslut", "paragraf"), None), ", paragraf: 4}", "}"),
        (
            Edit(("svar", "grupper", "möten"), [f"2024-{month:02}-01" for month in range(1, 13)]),
            "      - 2024-02-01\n      - 2024-05-01\n",
            "".join(f"      - 2024-{month:02}-01\n" for month in range(1, 13)),
        ),
        (
            Edit(("beslut", "diarienummer"), "MN 2024/0100", (("beslut",), ("datum", "diarienummer"))),
            "2025-01-20, p",
            "2025-01-20, diarienummer: MN 2024/0100, p",
        ),
        (
            Edit(("kontakt",), "Strateg: miljö", (("organ", "år", "beslut", "kontakt", "svar"),)),
            "paragraf: 4}\n",
            'paragraf: 4}\nkontakt: "Strateg: miljö"\n',
        ),
        (
            Edit(
                ("svar", "tomt"), {"avtal": {"KS 2024, 1": "ja"}, "funktioner": ["Chef, hemtjänst", "Ekonom"]}
            ),
            "  tomt:\n",
            "  tomt:\n    avtal:\n      KS 2024, 1: ja\n    funktioner:\n      - Chef, hemtjänst\n      - Ekonom\n",
        ),
        (
            Edit(("svar", "grupper", "möten"), "en\ntvå"),
            "möten:\n      - 2024-02-01\n      - 2024-05-01\n",
            "möten: |-\n      en\n      två\n",
        ),
    ],
)
def test_one_edit_changes_its_own_lines_only(edit: Edit, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    assert rewrite(TEXT, [edit]) == TEXT.replace(before, after)


def test_what_an_edit_writes_is_as_fmt_would_write_it() -> None:
    path = "followups/2024/miljonamnden.yaml"
    tidy = (format_file(path, TEXT.encode()).content or b"").decode()
    answer = {
        "status": "uppfylls",
        "skäl": "Första raden.\n\nAndra raden.",
        "kommentar": "En lång text som bryts. " * 20 + "Slut.",
        "avtal": {"KS 2024, 1": "ja", "[KS]": "nej", "1.10": "ja"},
        "funktioner": ["Chef, hemtjänst", "Ekonom", "En funktion med ett långt namn som inte är kort"],
        "dagar": [f"2024-{month:02}-01" for month in range(1, 13)],
        "granskad": FlowMapping(text="abc", datum="2024-01-01", av="Säkerhetschef, kommunkontoret" * 4),
    }
    changed = rewrite(tidy, [Edit(("svar", "tomt"), answer)])
    assert format_file(path, changed.encode()).content == changed.encode()


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
@example("- a")
@example("a: b\n# c\n\n  d")
@example("lång " * 60 + "slut")
@example("'\"\\")
@example("%")
@example(":0")
def test_any_text_can_be_set_and_is_read_as_it_was(text: str) -> None:
    assume(forbidden_in(text) is None and "\t" not in text and text == text.strip())
    text = unicodedata.normalize("NFC", text)
    changed = rewrite(TEXT, [Edit(("svar", "rsa", "kommentar"), text), Edit(("beslut", "organ"), text)])
    data: Any = parse("", changed).data
    assert (data["svar"]["rsa"]["kommentar"], data["beslut"]["organ"]) == (text, text)


def test_windows_line_ends_and_byte_order_mark_are_kept() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    changed = rewrite(text, [Edit(("svar", "tomt", "status"), "uppfylls")])
    assert changed == text + "    status: uppfylls\r\n"


def test_a_comment_is_never_lost() -> None:
    with pytest.raises(CannotRewrite, match=r"en kommentar vid ”svar/rsa/datum” skulle gå förlorad"):
        rewrite(TEXT, [Edit(("svar", "rsa", "datum"), None)])
    with pytest.raises(CannotRewrite, match=r"en kommentar vid ”b” skulle gå förlorad"):
        rewrite("a: x\nb: |  # här\n  text\n", [Edit(("b",), "Kort.")])


def test_text_that_is_not_yaml_is_left_alone() -> None:
    with pytest.raises(CannotRewrite, match="texten följer inte YAML:s form"):
        rewrite("organ: [", [Edit(("år",), "2024")])


@pytest.mark.parametrize(
    "name", ["socialnamnden", "lkf", pytest.param("kommunstyrelsen", marks=pytest.mark.long)]
)
def test_every_value_of_a_file_can_be_set_and_the_rest_stays(name: str) -> None:
    path = ROOT / "followups" / "2024" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    answers = (parse("", text).data or {})["svar"]
    assert isinstance(answers, dict)
    edits = [
        Edit(("svar", duty, key), f"Nytt värde: {duty}")
        for duty, answer in answers.items()
        if isinstance(answer, dict)
        for key, value in answer.items()
        if isinstance(value, str)
    ]
    changed = (parse("", rewrite(text, edits)).data or {})["svar"]
    assert isinstance(changed, dict)
    assert list(changed) == list(answers)
    for edit in edits:
        answer = changed[edit.keys[1]]
        assert isinstance(answer, dict)
        assert answer[edit.keys[2]] == edit.value
