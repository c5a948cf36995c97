"""Characters that no text may hold are told by what they are, in every place that reads text."""

import pytest

from conftest import BASE, Build
from trygghetsplan import api
from trygghetsplan.characters import forbidden_in
from trygghetsplan.formats.concise import render
from trygghetsplan.source.text import decode

FORBIDDEN = (
    "\x00\x07\x0b\x0c\r\x1a\x1b\x7f\x85\x9b\u00ad\u0600\u061c\u180e\u200b\u200f\u2028\u2029\u202e\u2060\u2064\u2066\u206a\ufeff"
    "\ufff9\U000e0001\U000e0041\U000e007f\U0001d173\ue000\uf8ff\U000f0000\U0010fffd\ufdd0\ufffe\uffff\U0001fffe\ud83c"
    "\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u180b\ufe00\ufe0f\U000e0100\U000e01ef\ufffc\ufffd"
)
"""One or more of every kind."""
ALLOWED = "\t\n aåäöé\u00a0\u202f\u2009\u3000\u0301\u20dd漢عक😀🌲\U0002fa1d\u0378"
"""Spaces that are seen, letters of every alphabet, signs, and what Unicode may yet give a meaning."""


def test_every_kind_is_forbidden_and_no_letter_is() -> None:
    assert [sign for sign in FORBIDDEN if forbidden_in(f"a{sign}b") != 1] == []
    assert forbidden_in(ALLOWED) is None


@pytest.mark.parametrize(("sign", "told"), [
    ("\u00ad", "det osynliga tecknet U+00AD (mjukt bindestreck) får inte förekomma; ta bort det"),
    ("\u2800", "det osynliga tecknet U+2800 får inte förekomma; ta bort det"),
    ("\ue000", "tecknet U+E000, som bara finns i vissa typsnitt, får inte förekomma; ta bort det"),
])  # fmt: skip
def test_a_character_is_named_where_it_stands(sign: str, told: str) -> None:
    fault = decode("f.yaml", f"a: b\nc: d{sign}e{sign}\n".encode()).fault
    assert fault is not None
    assert (fault.where.at and fault.where.at[:2], fault.message) == ((2, 5), told)


@pytest.mark.parametrize(("text", "told"), [
    (
        "--- followups/2024/a\u0308mne.yaml\norgan: bolaget\når: 2024\n--- followups/2024/ämne.yaml\norgan: bolaget\når: 2024\n",
        "TP205 filnamnet krockar med",
    ),
    (
        (BASE / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8").join(("--- followups/2024/miljonamnden.yaml\n", ""))
        + "  avtalskrav:\n    status: uppfylls\n    händelser:\n      Städ avtal: {avtal: {MN 2024/0044: ja}}\n",
        "skriv stad-avtal",
    ),
])  # fmt: skip
def test_names_that_are_not_what_they_seem(text: str, told: str, repository_from: Build) -> None:
    assert told in render(api.validate(api.load(repository_from(text))))
