"""Each output format on the same findings, as golden files; the escapes and limits of the services that read them."""

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build, Golden
from trygghetsplan.findings import Finding, Position, Related, Rule, Severity, Where
from trygghetsplan.formats import FORMATS, fault_renderer, renderer, sarif
from trygghetsplan.result import Result
from trygghetsplan.source.positions import Locator

FAULTY = (
    "--- followups/2024/miljonamnden.yaml\n"
    "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n  rsaa:\n    status: uppfylls\n"
    "    datum: 2024-04-18\n  rsa:\n    status: uppfylls, 100 %\n    datum: 2024-02-30\n"
)
ERROR = Rule("TP901", Severity.ERROR, "Ett fel", "Hjälp.")
WARNING = Rule("TP902", Severity.WARNING, "En varning", "Hjälp.")


def made(*findings: Finding, texts: dict[str, str] | None = None, **about: object) -> Result:
    return Result(findings, Locator(texts or {}), len(texts or {}), **about)  # type: ignore[arg-type]


def at(path: str, line: int = 3, column: int = 5, width: int = 4) -> Where:
    return Where(path, at=Position(line, column, line, column + width))


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str, repository_from: Build, golden: Golden) -> None:
    done = trygghet("validate", "--output-format", name, at=repository_from(FAULTY))
    note = "Nästa steg: trygghet check --fix, som visar vad som säkert kan rättas\n"
    assert (done.returncode, done.stderr) == (1, note if name in ("full", "concise") else "")
    golden(f"formats/{name}.txt", done.stdout)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found(name: str, repository_from: Build, golden: Golden) -> None:
    done = trygghet("validate", "--output-format", name, at=repository_from())
    assert (done.returncode, done.stderr) == (0, "")
    golden(f"formats/clean-{name}.txt", done.stdout)


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_baseline_knows_is_shown_as_known(name: str, golden: Golden) -> None:
    known, fresh = ERROR.at(at("plan/a.yaml"), "gammalt"), WARNING.at(at("plan/a.yaml"), "nytt")
    result = made(known, fresh, texts={"plan/a.yaml": "1\n2\n    åäö🌱\n"}, known=frozenset([0]))
    assert result.worst is Severity.WARNING
    golden(f"formats/known-{name}.txt", renderer(name)(result))


def test_columns_are_code_points_after_letters_of_many_bytes() -> None:
    result = made(ERROR.at(Where("f.yaml", ("å🌱", "b")), "fel"), texts={"f.yaml": '"å🌱": {b: c}\n'})
    region = json.loads(renderer("sarif")(result))["runs"][0]["results"][0]["locations"][0]
    assert region["physicalLocation"]["region"]["startColumn"] == 11
    assert json.loads(renderer("json")(result))["findings"][0]["location"]["column"] == 11
    assert ",col=11," in renderer("github")(result)
    assert "columnnumber=11;" in renderer("azure")(result)


def test_github_gets_ten_annotations_a_kind_with_the_branchs_own_files_first() -> None:
    many = [ERROR.at(at("plan/gammal.yaml", line), f"gammalt {line}") for line in range(1, 12)]
    own = ERROR.at(at("plan/rord.yaml"), "rört")
    told = renderer("github")(made(*many, own, changed=frozenset(["plan/rord.yaml"]))).split("\n")
    assert [line[:8] for line in told].count("::error ") == 10
    assert told[0].endswith("::rört")
    assert told[9].endswith("::gammalt 9")
    assert told[10:] == [
        "::group::2\xa0fynd till, utan anmärkning på raden",
        "plan/gammal.yaml:10:5: fel TP901 gammalt 10",
        "plan/gammal.yaml:11:5: fel TP901 gammalt 11",
        "::endgroup::",
        "Hittade 12\xa0fel i 0\xa0filer.",
        "",
    ]


def test_github_escapes_what_would_end_a_command_or_begin_another() -> None:
    told = renderer("github")(made(ERROR.at(at("plan/a,b:c%.yaml"), "100 %\n::error::x\r")))
    assert told == (
        "::error title=TP901 Ett fel,file=plan/a%2Cb%3Ac%25.yaml,line=3,col=5,endLine=3,endColumn=9"
        "::100 %25%0A::error::x%0D\n"
    )


@pytest.mark.parametrize("name", ["github", "azure"])
def test_no_line_of_a_log_is_a_command_of_the_repositorys_making(name: str) -> None:
    evil = "\n##vso[task.setvariable variable=x]y ##[error]z ::set-output name=x::y"
    many = [Rule("TP903", Severity.INFO, "x", "").at(at(f"{evil}.yaml", n), evil) for n in range(1, 13)]
    told = renderer(name)(made(*many, since=evil, older=2)).split("\n")
    annotations = [line for line in told if line.startswith("::notice ")]
    assert len(annotations) == (10 if name == "github" else 0)
    for line in told:
        if line not in annotations:
            assert "##" not in line
            assert not line.startswith("::") or line == "::endgroup::" or line.startswith("::group::")


def test_azure_escapes_properties_and_message() -> None:
    told = renderer("azure")(made(ERROR.at(at("plan/a;b].yaml"), "50 %\nrad"), texts={"a": ""}))
    assert told.split("\n")[0] == (
        "##vso[task.logissue type=error;sourcepath=plan/a%3Bb%5D.yaml;linenumber=3;columnnumber=5;"
        "code=TP901;]50 %AZP25%0Arad"
    )


def test_junit_is_xml_whatever_the_texts_hold() -> None:
    told = renderer("junit")(made(ERROR.at(at('plan/<å>&\x0b".yaml'), "]]> \x00 <x/>")))
    case = ET.fromstring(told).find("testsuite/testcase")  # noqa: S314  # our own text
    assert case is not None
    assert case.get("classname") == 'plan/<å>&�".yaml'
    assert case.find("failure").get("message") == "]]> � <x/>"  # type: ignore[union-attr]


def test_junit_numbers_equal_names_also_those_that_escaping_makes_equal() -> None:
    same = [ERROR.at(at("plan/a.yaml", line), "x") for line in (3, 9)]
    odd = [ERROR.at(at(f"plan/{name}.yaml"), "x") for name in ("\udc80", "\udc81")]
    told = ET.fromstring(renderer("junit")(made(*same, *odd, texts={"\x01": "", "\x02": ""})))  # noqa: S314
    assert [(case.get("classname"), case.get("name")) for case in told.iter("testcase")] == [
        ("�", "utan fynd"),
        ("�", "utan fynd (2)"),
        ("plan/a.yaml", "TP901 Ett fel"),
        ("plan/a.yaml", "TP901 Ett fel (2)"),
        ("plan/�.yaml", "TP901 Ett fel"),
        ("plan/�.yaml", "TP901 Ett fel (2)"),
    ]


def test_junit_of_a_text_has_a_name_for_every_finding(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("Vi ska sträva efter trygghet.\nVi bör vid behov verka för det.\n")
    done = trygghet("lint", "text.md", "--output-format", "junit", at=tmp_path)
    names = [case.get("name") for case in ET.fromstring(done.stdout).iter("testcase")]  # noqa: S314
    assert names == ["TP901 Vagt ord i ett löfte", "TP901 Vagt ord i ett löfte (2)"]


def test_sarif_has_the_worst_first_and_says_what_its_reader_would_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sarif.MOST == 25_000  # what GitHub takes
    monkeypatch.setattr(sarif, "MOST", 3)
    many = [WARNING.at(at("plan/a.yaml", line), "x") for line in range(1, 4)]
    known, worst = ERROR.at(at("plan/a.yaml"), "känt"), ERROR.at(at("plan/b.yaml"), "värst")
    told = renderer("sarif")(made(known, *many, worst, known=frozenset([0])))
    run = json.loads(told)["runs"][0]
    assert [one["message"]["text"] for one in run["results"]] == ["värst", "x", "x"]
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "level": "warning",
                    "message": {"text": "Dessutom finns 2\xa0fynd som inte får plats här."},
                }
            ],
        }
    ]


def test_azure_gets_ten_issues_a_kind_with_the_branchs_own_files_first() -> None:
    many = [WARNING.at(at("plan/gammal.yaml", line), f"gammalt {line}") for line in range(1, 12)]
    own = WARNING.at(at("plan/rord.yaml"), "rört")
    told = renderer("azure")(made(*many, own, changed=frozenset(["plan/rord.yaml"]))).split("\n")
    assert [line[:6] for line in told].count("##vso[") == 10
    assert told[0].endswith("]rört")
    assert told[9:] == [
        told[9],
        "plan/gammal.yaml:10:5: varning TP902 gammalt 10",
        "plan/gammal.yaml:11:5: varning TP902 gammalt 11",
        "Hittade 12\xa0varningar i 0\xa0filer.",
        "",
    ]


def test_markdown_has_the_worst_first_and_fits_a_steps_summary() -> None:
    many = [WARNING.at(at("plan/a.yaml", line), "å" * 2000) for line in range(1, 900)]
    told = renderer("markdown")(made(*many, ERROR.at(at("plan/b.yaml"), "värst")))
    assert told.index("### Fel (1)") < told.index("### Varningar (124)")
    assert told.endswith("Dessutom finns 775\xa0fynd som inte får plats här.\n")
    assert len(told.encode()) < 1 << 19


def test_markdown_cannot_be_led_astray() -> None:
    told = renderer("markdown")(made(ERROR.at(at("plan/a.yaml"), "x | <b> [l](u) `k`\n# rubrik")))
    assert told.split("\n")[8] == (r"| plan/a.yaml:3 | TP901 | x \| \<b\> \[l\](u) \`k\`�\# rubrik |")


def test_sarif_gives_every_result_a_place_and_a_relative_encoded_address() -> None:
    related = Related(at("plan/b.yaml"), "[se](här)")
    told = renderer("sarif")(made(ERROR.at(at("plan/å b.yaml"), "[a](b) [c]", related), folder="sub/"))
    run = json.loads(told)["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sub/plan/%C3%A5%20b.yaml"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["message"]["text"] == r"\[a](b) [c]"
    assert run["results"][0]["relatedLocations"][0]["message"]["text"] == r"\[se](här)"


def test_equal_findings_have_fingerprints_of_their_own_that_moved_lines_do_not_change() -> None:
    twice = made(ERROR.at(at("a.yaml", 3), "x"), ERROR.at(at("a.yaml", 9), "x"))
    moved = made(ERROR.at(at("a.yaml", 30), "x"), ERROR.at(at("a.yaml", 90), "x"))
    assert twice.fingerprints == moved.fingerprints
    assert len(set(twice.fingerprints)) == 2
    for name in ("gitlab", "json"):
        told = json.loads(renderer(name)(twice))
        entries = told if isinstance(told, list) else told["findings"]
        assert [one["fingerprint"] for one in entries] == list(twice.fingerprints)


def test_several_formats_at_once(repository_from: Build, tmp_path: Path) -> None:
    root = repository_from(FAULTY)
    wanted = [
        f"--output-format={name}={tmp_path / name}" for name in FORMATS if name not in ("full", "concise")
    ]
    done = trygghet("validate", "--output-format", "concise", *wanted, at=root)
    assert done.returncode == 1
    assert done.stdout == trygghet("validate", "--output-format", "concise", at=root).stdout
    for name in ("json", "sarif", "junit", "markdown", "gitlab", "azure", "github"):
        told = (tmp_path / name).read_text("utf-8")
        assert told == trygghet("validate", "--output-format", name, at=root).stdout


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (
            ["full", "json"],
            "bara ett format kan skrivas på skärmen, inte både full och json; skriv det ena till en fil: --output-format json=FIL.",
        ),
        (["sarif="], "efter sarif= ska namnet på en fil stå, till exempel sarif=check.sarif."),
        (["json=x", "sarif=x"], "två format kan inte skrivas till samma fil."),
        (["sariff=x"], "formatet sariff finns inte; menade du ”sarif”?"),
    ],
)
def test_wrong_use_of_formats(formats: list[str], said: str, repository_from: Build) -> None:
    options = [part for name in formats for part in ("--output-format", name)]
    done = trygghet("validate", *options, at=repository_from())
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}\n")


@pytest.mark.parametrize("name", [name for name in FORMATS if fault_renderer(name)])
def test_what_stops_the_run_is_told_in_the_format_too(name: str, tmp_path: Path, golden: Golden) -> None:
    done = trygghet("check", "2024", "--output-format", name, at=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Fel: här finns ingen planmapp")
    golden(f"formats/stopped-{name}.txt", done.stdout)


def test_json_is_whole_also_when_an_option_or_the_year_is_wrong(repository_from: Build) -> None:
    root = repository_from()
    for arguments in (
        ["validate", "--fail-on", "eror"],
        ["check", "1999"],
        ["validate", "--select", "TP999"],
    ):
        done = trygghet(*arguments, "--output-format", "json", at=root)
        assert done.returncode == 2
        error = json.loads(done.stdout)["error"]
        assert error["exit_code"] == 2
        assert done.stderr == f"Fel: {error['message']}\n"


def test_a_repository_in_a_folder_of_another_gives_the_services_whole_paths(
    repository_from: Build, tmp_path: Path
) -> None:
    root = repository_from(FAULTY)
    (tmp_path / ".git").mkdir()
    for name, path in (("github", "file=forrad/followups/"), ("gitlab", '"path": "forrad/followups/')):
        assert path in trygghet("validate", "--output-format", name, at=root).stdout
    assert "forrad/" not in trygghet("validate", "--output-format", "json", at=root).stdout


def test_a_file_that_cannot_be_written_ends_with_3(repository_from: Build, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    done = trygghet("validate", "--output-format", f"json={tmp_path}/fil/x.json", at=repository_from())
    assert done.returncode == 3
    assert done.stderr.startswith("Fel: ")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_name_of_any_bytes_is_told_and_breaks_no_format(
    name: str, repository_from: Build, tmp_path: Path
) -> None:
    root = repository_from()
    for evil in (b"\xff\xfe.yaml", b"rad\n::error::x ##vso[a]b.yaml", b"\x1b[31m.yaml"):
        Path(os.fsdecode(os.fsencode(root / "followups" / "2024") + b"/" + evil)).write_text("a: b\n")
    done = trygghet("validate", "--output-format", f"{name}={tmp_path / 'ut'}", at=root)
    assert done.returncode == 1, done.stderr
    text = (tmp_path / "ut").read_text("utf-8")
    assert "TP101" in text
    assert "\x1b" not in text
    assert "\n::error::x" not in text
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)
    if name == "junit":
        ET.fromstring(text)  # noqa: S314  # our own text
