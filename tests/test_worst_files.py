"""No one file takes more than two seconds and 200 MiB, whatever stands in it. The worst that were found are kept here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from command import spent, trygghet
from conftest import Build
from trygghetsplan import api
from trygghetsplan.formats import FORMATS
from trygghetsplan.rules.succession import in_rings
from trygghetsplan.source.text import MAX_BYTES

FOLLOWUP = "followups/2024/miljonamnden.yaml"
CHAPTER = "plan/fokusomraden/2-mer.yaml"
HEAD = "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
OWED = "dokument: planen\ntitel: Mer\nskyldigheter:\n"
DUTY = "{titel: D, text: Gör D., slag: grunduppgift, ansvariga: [bolag], periodicitet: löpande, underlag: [datum]"
DECISION = (
    "innebörd: avsteg, skyldigheter: [rsa], organ: [miljonamnden], till: 2024-12-31, skäl: Skäl., "
    "beslut: {organ: Kommunfullmäktige, datum: 2024-02-01, paragraf: 7}"
)


def rows(head: str, row: str) -> str:
    """Return as many rows as fit in the largest file, and in the limit of lines and commas."""
    count = min(
        (MAX_BYTES - len(head.encode())) // (len(row.encode()) + 5 * max(1, row.count("#N"))),
        49_000 // (row.count("\n") + row.count(",")),
    )
    return head + "".join(
        row.replace("#N", str(number)).replace("#P", str(number - 1)) for number in range(count)
    )


def items(head: str, item: str, tail: str) -> str:
    """Return one list of as many items as fit, on lines of a thousand."""
    names = [item.replace("#N", str(number)) for number in range(48_000)]
    lines = [", ".join(names[at : at + 1000]) for at in range(0, len(names), 1000)]
    return head + "[" + ",\n      ".join(lines) + "]" + tail


WORST: dict[str, tuple[str, Callable[[], str]]] = {
    "unknown keys": (FOLLOWUP, lambda: rows("organ: miljonamnden\når: 2024\n", "k#N: x\n")),
    "unknown keys of an answer": (FOLLOWUP, lambda: rows(f"{HEAD}  rsa:\n", "    statu#N: x\n")),
    "keys without values": (FOLLOWUP, lambda: rows(HEAD, "k#N: \n")),
    "answers without values": (FOLLOWUP, lambda: rows(HEAD, "  k#N:\n")),
    "the same key": (FOLLOWUP, lambda: rows(f"{HEAD}  rsa:\n", "    datum: 2024-01-01\n")),
    "many texts on two lines": (FOLLOWUP, lambda: rows(HEAD, '  k#N: "a\n    b"\n')),
    "hashes": (FOLLOWUP, lambda: rows(HEAD, f"  # {'-#' * 9_000}\n")),
    "a glued comment at the end": (FOLLOWUP, lambda: rows(HEAD, "  k#N: [[a]]\n") + '  k: "b"#\n'),
    "comments that look glued": (FOLLOWUP, lambda: rows(HEAD, "  k#N: x # -#\n")),
    "brackets before a glued comment": (FOLLOWUP, lambda: rows(HEAD, f"  k#N: {'[]' * 9_000} #:#\n")),
    "a wrong indent at the end": (FOLLOWUP, lambda: rows(HEAD, "  k#N:\n    status: x\n") + "   b: c\n"),
    "unknown answers": (FOLLOWUP, lambda: rows(HEAD, "  okand-#N: {status: uppfylls}\n")),
    "unknown answers, unchanged": (FOLLOWUP, lambda: rows(HEAD, "  okand-#N: {status: oförändrat}\n")),
    "settings": ("trygghet.yaml", lambda: rows("schema: 3\n", "k#N: [x]\n")),
    "evidence of no type": (
        "plan/underlag.yaml",
        lambda: rows("underlag:\n", "  u#N: {titel: U#N, typ: datm}\n"),
    ),
    "evidence of unknown indicators": (
        "plan/underlag.yaml",
        lambda: rows("underlag:\n", "  u#N: {titel: U#N, typ: tal, indikator: i#N}\n"),
    ),
    "indicators without values": (
        "plan/indikatorer.yaml",
        lambda: rows("indikatorer:\n", "  i#N: {titel: I#N}\n"),
    ),
    "indicators of unknown chapters": (
        "plan/indikatorer.yaml",
        lambda: rows(
            "indikatorer:\n",
            "  i#N: {titel: I#N, källa: K, enhet: antal, riktning: lägre är bättre, område: x#N}\n",
        ),
    ),
    "bodies": (
        "plan/organisation.yaml",
        lambda: rows(
            "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\ngrupper:\n  nämnder: {slag: [nämnd]}\n"
            "  bolag: {organ: [miljonamnden]}\norgan:\n  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n"
            "  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\n",
            "  b#N: {namn: Nämnd #N, slag: nämnd}\n",
        ),
    ),
    "bodies that succeed each other": (
        "plan/organisation.yaml",
        lambda: rows(
            "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\ngrupper:\n  nämnder: {slag: [nämnd]}\n"
            "  bolag: {organ: [miljonamnden]}\norgan:\n  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n"
            "  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\n  b-1: {namn: N, slag: nämnd}\n",
            "  b#N: {namn: Nämnd #N, slag: nämnd, efterträder: b#P}\n",
        ),
    ),
    "groups of all": (
        "plan/organisation.yaml",
        lambda: rows(
            "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\norgan:\n"
            "  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n"
            "  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\ngrupper:\n  bolag: {organ: [miljonamnden]}\n"
            "  nämnder: {slag: [nämnd]}\n"
            + "".join(f"  g{n}: {{organ: [miljonamnden]}}\n" for n in range(1)),
            "  g#N: {slag: [nämnd]}\n",
        ),
    ),
    "unknown bodies of a group": (
        "plan/organisation.yaml",
        lambda: rows(
            "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\norgan:\n"
            "  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n"
            "  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\ngrupper:\n  nämnder: {slag: [nämnd]}\n",
            "  g#N: {organ: [okand-#N]}\n",
        ),
    ),
    "duties": (CHAPTER, lambda: rows(OWED, f"  d#N: {DUTY}}}\n")),
    "duties that wait for each other": (
        CHAPTER,
        lambda: rows(
            OWED,
            f"  d-1: {DUTY}}}\n  d#N: {DUTY}, väntar på: [d#P]}}\n".replace("  d-1: " + DUTY + "}\n", ""),
        ),
    ),
    "duties that repeat unknown ones": (CHAPTER, lambda: rows(OWED, f"  d#N: {DUTY}, upprepar: x#N}}\n")),
    "duties that replace each other": (CHAPTER, lambda: rows(OWED, f"  d#N: {DUTY}, ersätter: [d#P]}}\n")),
    "duties of unknown bodies": (
        CHAPTER,
        lambda: rows(OWED, f"  d#N: {DUTY.replace('[bolag]', '[ingen-#N]')}}}\n"),
    ),
    "duties of unknown evidence": (
        CHAPTER,
        lambda: rows(OWED, f"  d#N: {DUTY.replace('[datum]', '[ingen-#N]')}}}\n"),
    ),
    "a duty of unknown bodies": (
        CHAPTER,
        lambda: items(
            f"{OWED}  d: {DUTY.partition('[bolag]')[0]}", "x#N", f"{DUTY.partition('[bolag]')[2]}}}\n"
        ),
    ),
    "a duty of the same body": (
        CHAPTER,
        lambda: items(
            f"{OWED}  d: {DUTY.partition('[bolag]')[0]}", "bolag", f"{DUTY.partition('[bolag]')[2]}}}\n"
        ),
    ),
    "a duty that waits for unknown ones": (
        CHAPTER,
        lambda: items(f"{OWED}  d: {DUTY}, väntar på: ", "x#N", "}\n"),
    ),
    "a duty with unknown evidence": (
        CHAPTER,
        lambda: items(f"{OWED}  d: {DUTY.partition('[datum]')[0]}", "x#N", "}\n"),
    ),
    "exceptions": ("plan/beslut.yaml", lambda: rows("beslut:\n", f"  b#N: {{{DECISION}}}\n")),
    "an exception for unknown duties": (
        "plan/beslut.yaml",
        lambda: items(
            "beslut:\n  b: {skyldigheter: ", "x#N", f", {DECISION.replace('skyldigheter: [rsa], ', '')}}}\n"
        ),
    ),
    "an exception for unknown bodies": (
        "plan/beslut.yaml",
        lambda: items(
            "beslut:\n  b: {organ: ", "x#N", f", {DECISION.replace('organ: [miljonamnden], ', '')}}}\n"
        ),
    ),
    "documents": (
        "plan/dokument.yaml",
        lambda: rows("dokument:\n", "  planen#N: {slag: plan, titel: Plan, beslut: {datum: 2020-01-01}}\n"),
    ),
    "a long text": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: >\n",
            "      " + "ab 850101 cd " * 90 + "\n",
        ),
    ),
    "numbers": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      " + "1 2-3 " * 3000 + "\n",
        ),
    ),
    "one word": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      " + "a" * 19_000 + "\n",
        ),
    ),
    "names": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      " + "Anna Karl Svensson " * 900 + "\n",
        ),
    ),
    "addresses": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      " + "a.b@c.se 070-123 45 67 " * 700 + "\n",
        ),
    ),
    "at signs": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      " + "a@" * 9000 + "\n",
        ),
    ),
    "marks": (
        FOLLOWUP,
        lambda: rows(
            f"{HEAD}  rsa:\n    status: uppfylls\n    datum: 2024-04-18\n    kommentar: |\n",
            "      a" + "\u0301" * 9000 + "\n",
        ),
    ),
    "empty lines": (
        FOLLOWUP,
        lambda: f"{HEAD}  rsa:\n    status: uppfylls\n    kommentar: |\n" + "\n" * 49_000,
    ),
    "spaces": (FOLLOWUP, lambda: rows(HEAD, " " * 19_000 + "\n")),
}


@pytest.mark.long
@pytest.mark.parametrize("name", WORST)
def test_the_worst_file_is_read_within_bounds(name: str, repository_from: Build) -> None:
    path, content = WORST[name]
    root = repository_from("")
    (root / path).write_text(content(), encoding="utf-8")
    code, seconds, memory = spent("-m", "trygghetsplan", "validate", at=root)
    assert code in (0, 1)
    assert seconds < 2
    assert memory < 200


def test_of_very_many_findings_the_first_are_told_and_how_many_they_are(repository_from: Build) -> None:
    """In every format, and by exit codes as bad as what is left out."""
    root = repository_from(
        f"--- {FOLLOWUP}\n" + HEAD + "  rsa:\n" + "".join(f"    x{n}: y\n" for n in range(1_001))
    )
    told = "TP102 gäller 1\u00a0001 ställen i filen; 1\u00a0000 av dem visas"
    for name in FORMATS:
        done = trygghet("validate", "--output-format", name, at=root)
        assert done.returncode == 1
        assert told in done.stdout.replace("\\u00a0", "\u00a0").replace("&nbsp;", "\u00a0"), name
    found = api.validate(api.load(root)).findings
    assert [one.message for one in found if one.rule.code == "TP013"] == [told]
    assert sum(one.rule.code == "TP102" for one in found) == 1_000


def test_rings_are_the_names_that_lead_back_to_themselves() -> None:
    chain = {f"{n}": (f"{n + 1}",) for n in range(20_000)}
    graph = {
        "a": ("b",),
        "b": ("c", "d"),
        "c": ("a",),
        "d": ("e",),
        "e": ("e", "0"),
        "f": ("a", "x"),
        **chain,
    }
    assert in_rings(graph) == {"a", "b", "c", "e"}


def test_a_text_of_nothing_but_space_takes_no_time(tmp_path: Path) -> None:
    for number, space in enumerate(("\n", " ", "\n ", "\t\n")):
        (tmp_path / f"{number}.txt").write_text(space * 200_000 + "Slut", "utf-8")
    code, seconds, _ = spent("-m", "trygghetsplan", "lint", *(f"{n}.txt" for n in range(4)), at=tmp_path)
    assert code == 0
    assert seconds < 5
