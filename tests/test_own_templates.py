"""A municipality's own templates: each replaces one section in every format, and a fault is shown where it stands."""

import re
from datetime import date
from pathlib import Path

import pytest

from command import trygghet
from conftest import ROOT, Build, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.markup import refused, unclosed
from trygghetsplan.output.own_templates import RENAMED, sections
from trygghetsplan.output.render import masked, render
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Provenance

AS_OF = date(2025, 3, 31)
PLAN = ("report", "--plan", "--as-of", "2025-03-31", "--templates", "mallar")
"""The command whose document the templates here are sections of."""
LEADS = (
    "en länk leder till en plats i dokumentet, en fil bredvid eller en adress med https, http eller mailto"
)
SHIPPED = [
    path
    for path in sorted((ROOT / "templates").rglob("*.j2"))
    if "." not in path.stem and path.stem != "charts"  # which draws within pictures
]


def test_an_own_template_replaces_one_section_in_every_format(repository_from: Build) -> None:
    """It is used when the command line says so, and only then; what it prints is escaped."""
    settings = (ROOT / "tests/fixtures/base/trygghet.yaml").read_text(encoding="utf-8")
    root = repository_from(
        f"--- trygghet.yaml\n{settings}mallar: mallar\n"
        "--- mallar/sections/plan-cover.j2\n<h1>Egen: {{ '<b>' }}</h1>\n"
    )
    page = root / "build" / "plan.html"
    for command, own in (PLAN[:4], False), (PLAN, True):
        assert trygghet(*command, at=root).returncode == 0
        assert ("<h1>Egen: &lt;b&gt;</h1>" in page.read_text(encoding="utf-8")) is own
        assert ("# Egen: \\<b\\>\n" in page.with_suffix(".md").read_text(encoding="utf-8")) is own
    copied = trygghet("templates", "copy", "plan-summary", at=root)
    assert copied.stdout == "Skrev mallar/sections/plan-summary.j2\n"
    assert copied.stderr == "Nästa steg: ändra i mallen och kör trygghet report --templates mallar\n"


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("{{ report.nej }}", 1, "här används ett namn som inte finns: nej"),
        ("{% if %}", 1, "mallens kod är fel skriven här"),
        ("{{ '<b>' | safe }}", 1, "mallens kod är fel skriven här"),
        ("{{ ().__class__.__base__ }}", 1, "här görs något som en mall inte får göra"),
        ("{{ 1 // 0 }}", 1, "uttrycket här går inte att räkna ut"),
        ("{{ 9999999999**99999999 }}", 1, "här görs något som en mall inte får göra"),
        ("{{ 'x' * 99999999999 }}", 1, "här görs något som en mall inte får göra"),
        ("{% include 'nej.j2' %}", 1, "det finns ingen mall med namnet nej.j2"),
        # what the vocabulary does not have, seen in the source
        (
            "<p>{% autoescape false %}{{ cover.heading }}{% endautoescape %}</p>",
            4,
            "en mall får inte ändra autoescape; ta bort taggen",
        ),
        ("<p>Och <marquee>så</marquee></p>", 8, "elementet <marquee> finns inte i mallarnas språk"),
        ("<P>stort</P>", 1, "elementet <P> finns inte i mallarnas språk"),
        ('<p style="color: red">rött</p>', 1, "<p> kan inte ha attributet style"),
        ('<p class="lead röd">rött</p>', 1, "<p> kan inte ha klassen röd"),
        ('<td class="num {{ 1 }} röd">1</td>', 1, "<td> kan inte ha klassen röd"),
        (
            '<td{% if 1 %} class="num"{% endif %} onclick="x">1</td>',
            1,
            "<td> kan inte ha attributet onclick",
        ),
        (
            "<details open><summary>x</summary></details>",
            1,
            "<details> har open, som inte är ett attribut med värde inom citattecken",
        ),
        ("<p id=x>y</p>", 1, "<p> har id=x, som inte är ett attribut med värde inom citattecken"),
        ("<p {{ 'x' }}>y</p>", 1, "ett uttryck kan bara stå i texten eller som ett attributs värde"),
        ("<p>ett<br>två</p>", 7, "<br> skrivs <br/>"),
        ("<p/>", 1, "<p/> skrivs <p></p>"),
        ("</p id='x'>", 1, "</p> kan inte ha attribut"),
        ("<p>1 < 2</p>", 6, "tecknet < skrivs &lt;"),
        ("<p>du & jag</p>", 7, "tecknet & skrivs &amp;"),
        ("<p>en&nbsp;dag</p>", 6, "&nbsp; finns inte; skriv tecknet självt"),
        ('<a href="?a=1&b=2">x</a>', 1, "tecknet & skrivs &amp;"),
        ('<a href="javascript:alert(1)">x</a>', 1, LEADS),
        ('<a href="&#10;java&#9;script:alert(1)">x</a>', 1, LEADS),
        ("<a href='DATA:text/html,x'>x</a>", 1, LEADS),
        ("<!-- dold -->", 1, "en kommentar skrivs {# så här #}"),
        ("<!DOCTYPE html>", 1, "en mall får inte ha DOCTYPE"),
        ("<p><![CDATA[ <b> ]]></p>", 4, "en mall får inte ha CDATA"),
        ("<?php echo 1 ?>", 1, "en mall får inte ha en instruktion <? ?>"),
        ("<p>x</p><div>y", 9, "<div> är inte avslutat"),
        ("<p>x</p></section>", 9, "</section> avslutar inget som är öppet"),
        ("<p><strong>x</p></strong>", 4, "<strong> är inte avslutat"),
        ("{% for i in [1, 2] %}<p>{% endfor %}</p>", 22, "<p> är inte avslutat"),
        ("<p>x</p>{% if cover.heading %}</p>{% endif %}", 31, "</p> avslutar inget som är öppet"),
        ("<p>{{ 'www.lund.se' | urlize }}</p>", 1, "mallens kod är fel skriven här"),
        ("{% if 1 %}<p>{% else %}</p>{% endif %}", 11, "<p> är inte avslutat"),
        ("{% set a %}<p>{% endset %}{{ a }}</p>", 12, "<p> är inte avslutat"),
        ('<td class="num {{ "blå" }}">x</td>', 1, "<td> kan inte ha klassen blå"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            1,
            "här görs något som en mall inte får göra",
        ),
        # signs that mean something inside the program, or that nobody sees
        (
            "<p>\x0b</p>",
            4,
            "det osynliga tecknet U+000B (radbrytning ur Word) får inte förekomma; ta bort det",
        ),
        ("<p>\x02</p>", 4, "det osynliga tecknet U+0002 får inte förekomma; ta bort det"),
        ("<p>\ufdd0</p>", 4, "det osynliga tecknet U+FDD0 får inte förekomma; ta bort det"),
        # pictures that only some formats could draw
        ("<p><svg/></p>", 4, "<svg/> skrivs <svg></svg>"),
        (
            "<p><svg></svg></p>",
            4,
            'en bild har sitt mått som viewBox="0 0 640 176", med bredd och höjd från 1 till 999',
        ),
        (
            '<svg viewBox="0 0 0 {{ 0 }}"></svg>',
            1,
            'en bild har sitt mått som viewBox="0 0 640 176", med bredd och höjd från 1 till 999',
        ),
        (
            '<svg viewBox="0 0 9 9" width="0"></svg>',
            1,
            "<svg> kan inte ha attributet width i en bild",
        ),
        (
            '<svg viewBox="0 0 9 9"><image href="/etc/passwd"/></svg>',
            1,
            "elementet <image> kan inte ritas i en bild",
        ),
        (
            '<svg viewBox="0 0 9 9"><use href="{{ \'x.svg\' }}#a"/></svg>',
            1,
            "en bild kan inte hämta något utifrån",
        ),
        ('<svg viewBox="0 0 9 9"><rect x="1" x="2"/></svg>', 1, "bilden är inte rätt skriven XML"),
        ('<svg viewBox="0 0 9 9"><x:y/></svg>', 1, "elementet <x:y> kan inte ritas i en bild"),
        (
            f"<svg viewBox='0 0 9 9'>{'<text>' * 2000}{'</text>' * 2000}</svg>",
            1,
            "bilden har för många nivåer",
        ),
        ("<p>x</p>&#0;", 9, "&#0; kan inte stå i ett dokument"),
    ],
)
def test_a_fault_in_an_own_template_is_a_finding_where_it_stands(
    text: str, column: int, said: str, repository_from: Build
) -> None:
    root = repository_from(f"--- mallar/sections/plan-bodies.j2\n<p>första raden</p>\n{text}\n")
    done = trygghet(*PLAN, at=root)
    assert done.stderr.startswith(f"fel[TP109]: {said}\n")
    assert f"--> mallar/sections/plan-bodies.j2:2:{column}\n" in done.stderr
    assert done.returncode == 1
    assert not (root / "build").exists()


def test_what_only_the_finished_text_shows_is_said_of_the_template_that_wrote_it(
    repository_from: Build,
) -> None:
    root = repository_from(
        "--- mallar/sections/plan-bodies.j2\n<p>helt</p>\n"
        "--- mallar/sections/plan-cover.j2\n<h1>{{ '\\x0b' }}</h1>\n"
    )
    done = trygghet(*PLAN, at=root)
    assert done.stderr.startswith(
        "fel[TP109]: tecknet U+000B kan inte stå i ett dokument\n --> mallar/sections/plan-cover.j2:1:1\n"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "plan-boddies.j2",
            "det finns ingen mall med det namnet att ersätta; menade du ”sections/plan-bodies.j2”?",
        ),
        (
            "cover.html.j2",
            "avsnittet är numera en mall för alla format, sections/cover.j2; utgå från den",
        ),
        ("words.md.j2", "avsnittet words finns inte längre; ta bort filen"),
        ("cover.md.j2", "avsnittet är numera en mall för alla format, sections/cover.j2; utgå från den"),
    ],
)
def test_a_template_that_replaces_nothing_says_what_to_write_instead(
    name: str, said: str, repository_from: Build
) -> None:
    done = trygghet(*PLAN, at=repository_from(f"--- mallar/sections/{name}\nx\n"))
    assert done.stderr.startswith(f"fel[TP109]: {said}\n --> mallar/sections/{name}:1:1\n")


def test_only_the_sections_of_a_folder_are_listed(repository_from: Build) -> None:
    root = repository_from("--- mallar/annat/plan-cover.j2\n{{ nej }}\n")
    assert trygghet(*PLAN, at=root).returncode == 0
    (root / "mallar" / "plan-cover.j2").write_text("x", encoding="utf-8")
    done = trygghet(*PLAN, at=root)
    assert (done.returncode, done.stderr.split("\n")[0]) == (
        1,
        "fel[TP109]: mallen ska ligga i sections/; flytta filen dit",
    )


def test_a_fault_is_told_though_the_format_uses_no_template(repository_from: Build) -> None:
    root = repository_from("--- mallar/sections/plan-bodies.j2\n{{ nej }}\n")
    done = trygghet(*PLAN, "--format", "json", at=root)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "fel[TP109]: här används ett namn som inte finns: nej",
    )
    assert not (root / "build").exists()


def test_a_sound_picture_is_drawn_in_every_format(repository_from: Build) -> None:
    picture = (
        '<svg viewBox="0 0 9 {{ 9 }}"><title>&gt;</title><rect class="a>b" x="kaka"/><path d="x"/></svg>'
    )
    root = repository_from(f"--- mallar/sections/plan-bodies.j2\n\ufeff<figure>{picture}</figure>\n")
    done = trygghet(*PLAN, "--format", "md,html,json,pdf,docx", at=root)
    assert (done.returncode, done.stderr[:4]) == (0, "Näst")


def test_a_link_among_own_templates_is_not_followed(repository_from: Build, tmp_path: Path) -> None:
    (tmp_path / "annan.j2").write_text("utifrån", encoding="utf-8")
    root = repository_from("")
    (root / "mallar" / "sections").mkdir(parents=True)
    (root / "mallar" / "sections" / "plan-cover.j2").symlink_to(tmp_path / "annan.j2")
    done = trygghet(*PLAN, at=root)
    assert (done.returncode, "länkar följs inte" in done.stderr) == (1, True)


def test_a_template_is_copied_once_and_never_over_another(repository_from: Build) -> None:
    root = repository_from("")
    done = trygghet("templates", "copy", "plan-cover", at=root)
    assert (done.returncode, done.stdout) == (0, "Skrev templates/sections/plan-cover.j2\n")
    done = trygghet("templates", "copy", "plan-cover", at=root)
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: templates/sections/plan-cover.j2 finns redan; ändra i den, eller flytta den först.\n",
    )
    listed = trygghet("templates", "list", at=root).stdout.splitlines()
    assert "plan-readings       Tolkningar som gäller mer än en punkt." in listed


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_templates_hold_what_own_ones_may(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = masked(text)
    found = (*refused(source), *unclosed(source, text))
    assert [(source[:place].count("\n") + 1, why) for place, why in found] == []


@pytest.mark.parametrize(
    "asked",
    [
        ReportRequest(2024, AS_OF),
        ReportRequest(2024, AS_OF, is_annexes=True),
        ReportRequest(2024, AS_OF, is_plan=True),
        *(
            pytest.param(asked, marks=pytest.mark.long)
            for asked in (
                ReportRequest(2024, AS_OF, first=2022),
                ReportRequest(2024, AS_OF, body="socialnamnden"),
                ReportRequest(2024, AS_OF, part="tertial 2"),
                ReportRequest(2024, AS_OF, by_agency=True),
            )
        ),
    ],
    ids=lambda asked: asked.name,
)
def test_copies_of_all_sections_change_nothing(asked: ReportRequest) -> None:
    own = tuple(
        (f"sections/{path.name}", path.read_text("utf-8"))
        for path in SHIPPED
        if path.parent.name == "sections"
    )
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    view = document(repository_at(ROOT), asked, origin, Audience.PUBLIC)
    assert render(view, "md", own) == render(view, "md")


def test_every_section_says_what_it_is_in_swedish_and_old_names_lead_to_new_ones() -> None:
    english = re.compile(r"\b(the|and|is|of|each|what|how)\b", re.IGNORECASE)
    assert {name: what for name, what in sections().items() if not what or english.search(what)} == {}
    assert [old for old, new in RENAMED.items() if old in sections() or new not in {"", *sections()}] == []


def test_the_programs_own_templates_are_nobodys_own() -> None:
    """Beside its source they lie where a municipality's own would: to edit them would change what is shipped."""
    before = (ROOT / "templates/sections/summary.j2").read_bytes()
    for arguments, remedy in (
        (
            ["templates", "copy", "summary"],
            "ange en egen mapp i trygghet.yaml, till exempel mallar: egna-mallar",
        ),
        (
            ["report", "2024", "--templates", "templates"],
            "ta bort --templates, eller ange mappen med era egna",
        ),
    ):
        done = trygghet(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            f"Fel: mappen templates har programmets egna mallar; {remedy}.\n",
        )
    assert (ROOT / "templates/sections/summary.j2").read_bytes() == before
