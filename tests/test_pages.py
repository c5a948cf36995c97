"""The year as pages: what they show and to whom, that every link leads somewhere, and the folder that `site` writes."""

import hashlib
import json
import os
import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

import pytest

from command import trygghet
from conftest import BASE, ROOT, Build, Golden, repository_at, write_files
from trygghetsplan import api
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import StorageFault
from trygghetsplan.git import GitStanding
from trygghetsplan.pages import Live, Pages

AS_OF = date(2025, 3, 31)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LIVE = Live("/home/vera/Trygghet & säkerhet", "ladda-om.js")
SITE = ("site", "--as-of", "2025-03-31")


def pages_of(
    root: Path = BASE, audience: Audience = Audience.PUBLIC, live: Live | None = None, day: date = AS_OF
) -> Pages:
    loaded = api.load(root)
    assert loaded.repository is not None
    return Pages(
        loaded.repository,
        2024,
        day,
        audience,
        result=api.validate(loaded),
        standing=GitStanding(COMMIT) if audience is Audience.INTERNAL else None,
        live=live,
    )


def all_of(pages: Pages) -> dict[str, bytes]:
    return {address: pages.content(address) for address in pages.addresses}


class _Read(HTMLParser):
    """What a page has: its ids, its links, its headings and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> Iterator[str]:
        return (value for _, attributes in self.tags if (value := attributes.get(name)))

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def read(pages: Pages, address: str) -> _Read:
    return _Read(pages.content(address).decode())


def main_of(pages: Pages, address: str) -> str:
    text = pages.content(address).decode()
    return text[text.index("<main") : text.index("</main>") + len("</main>\n")]


# What the pages of a small plan are


def test_the_pages_of_a_small_plan(golden: Golden) -> None:
    pages = pages_of()
    shown = "".join(
        f"=== {address}: {title}\n{main_of(pages, address) if address.endswith('html') else ''}"
        for address, title in pages.addresses.items()
        if not address.startswith("redovisning")
    )
    golden("pages-small.html", shown)


def test_the_frame_around_a_page(golden: Golden) -> None:
    text = pages_of(audience=Audience.INTERNAL).content("skyldighet/rsa/index.html").decode()
    golden("pages-frame.html", re.sub(r"<main.*</main>", "…", text, flags=re.DOTALL))


def test_the_search_index_is_a_script_of_what_there_is() -> None:
    text = pages_of().content("sok-index.js").decode()
    said = json.loads(text.removeprefix("window.trygghetIndex = ").removesuffix(";\n"))
    assert said[0] == {
        "kind": "område",
        "title": "1. Trygghet",
        "address": "omrade/1-trygghet/index.html",
        "text": "",
    }
    assert [one["title"] for one in said[1:]] == [
        "Kommunstyrelsen",
        "Miljönämnden",
        "Bolaget AB",
        "1.1 Risk- och sårbarhetsanalys",
        "Krav i avtal",
        "Säkerhetsskyddsanalys",
        "Bolagets policy",
    ]


def test_constructing_makes_nothing_and_an_unknown_address_is_a_key_error() -> None:
    pages = pages_of()
    assert not vars(pages)["_material"].__dict__.keys() & {"figures", "summary", "account"}
    with pytest.raises(KeyError):
        pages.content("finns/inte/index.html")


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("root", [BASE, ROOT / "tests" / "fixtures" / "region"], ids=lambda path: path.name)
def test_every_link_leads_somewhere_and_every_page_is_whole(root: Path, audience: Audience) -> None:
    walk(pages_of(root, audience))


@pytest.mark.long
@pytest.mark.parametrize("audience", Audience)
def test_so_it_is_of_our_own_plan(audience: Audience) -> None:
    walk(pages_of(ROOT, audience))
    walk(pages_of(ROOT, audience, day=date(2024, 6, 30)))


def walk(pages: Pages) -> None:
    """Hold what every page promises, and that each page is reached from the first."""
    found = {address: read(pages, address) for address in pages.addresses if address.endswith(".html")}
    ids = {address: Counter(page.all("id")) for address, page in found.items()}
    reached = {"index.html"}
    for address, page in found.items():
        assert [name for name, times in ids[address].items() if times > 1] == [], address
        tags = Counter(tag for tag, _ in page.tags)
        assert (tags["h1"], tags["main"]) == (1, 1), address
        assert page.tags[0] == ("html", {"lang": "sv"}), address
        assert page.tags[[tag for tag, _ in page.tags].index("body") + 1][1]["href"] == "#innehall"
        for way in [*page.all("href"), *page.all("src"), *page.all("action")]:
            path, _, anchor = way.partition("#")
            assert ":" not in path, f"{address}: {way}"
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(address), unquote(path)))
                if path
                else address
            )
            assert target in pages.addresses, f"{address}: {way}"
            assert not anchor or anchor in ids[target] or anchor.startswith("i-"), f"{address}: {way}"
            reached.add(target)
    assert {address for address in pages.addresses if address.endswith("html")} <= reached


# Who sees what


def test_the_public_is_told_nothing_of_what_is_closed() -> None:
    public, internal = (all_of(pages_of(audience=audience)) for audience in Audience)
    assert internal.keys() - public.keys() == {"fynd/index.html"}
    page = "skyldighet/skyddsanalys/index.html"
    assert b"Redovisas inte \xc3\xb6ppet." in public[page]
    assert b"varfor-" not in public[page]
    for address, content in public.items():
        assert b"noindex" not in content, address
        assert b".yaml" not in content, address
        assert b"vscode:" not in content, address
        assert b"Internt" not in content, address
    for address, content in internal.items():
        if address.endswith(".html"):
            assert b'<meta name="robots" content="noindex, nofollow">' in content, address
            assert b'<p class="internal"><strong>Internt, ' in content, address


def test_a_page_that_would_tell_a_secret_is_stopped() -> None:
    """The second look is at the finished bytes, also of the search index."""
    repository = repository_at(ROOT)
    secret = next(
        answer.comment
        for document, name, answer in repository.answers
        if not repository.obligations[name].record.is_open and answer.comment and len(answer.comment) > 40
    )
    organisation = repository.organisation.record
    body = organisation.bodies["valnamnden"].model_copy(update={"name": secret})
    leaking = replace(
        repository,
        organisation=replace(
            repository.organisation,
            record=organisation.model_copy(update={"bodies": {**organisation.bodies, "valnamnden": body}}),
        ),
    )
    pages = Pages(leaking, 2024, AS_OF, Audience.PUBLIC, result=api.validate(api.load(BASE)), standing=None)
    for address in ("organ/valnamnden/index.html", "index.html", "sok-index.js"):
        with pytest.raises(StorageFault, match=re.escape(address)):
            pages.content(address)


def test_the_public_is_told_no_places_and_no_small_counts_in_what_explains(repository_from: Build) -> None:
    root = repository_from("""\
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  tillbud: {typ: antal, titel: Tillbud, räknar: händelser, minst: 20, tolkning: Planen säger inte hur många.}
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  rsa:
    titel: Risk- och sårbarhetsanalys
    text: Göra en analys varje år.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, tillbud]
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  rsa: {status: uppfylls, datum: 2024-04-18, tillbud: 3}
""")
    address = "skyldighet/rsa/index.html"
    public, internal = (read(pages_of(root, audience), address).text for audience in Audience)
    assert "otillräckligt: tillbud, färre än 5 (vår gräns är minst 20)" in public
    assert ".yaml" not in public
    assert "otillräckligt: tillbud, 3 (vår gräns är minst 20)" in internal
    assert "followups/2024/miljonamnden.yaml:5" in internal


# The live view


def test_the_live_view_opens_files_in_the_editor() -> None:
    pages = pages_of(audience=Audience.INTERNAL, live=LIVE)
    ways = [*read(pages, "skyldighet/rsa/index.html").all("href")]
    assert (
        "vscode://file/home/vera/Trygghet%20%26%20s%C3%A4kerhet/plan/fokusomraden/1-trygghet.yaml:5" in ways
    )
    page = read(pages, "organ/miljonamnden/index.html")
    assert "../../ladda-om.js" in page.all("src")
    assert not list(page.all("http-equiv"))


def test_a_finding_leads_to_its_line_and_column(repository_from: Build) -> None:
    root = repository_from(
        "--- followups/2024/miljonamnden.yaml\når: 2024\norgan: miljonamnden\nsvar:\n  rsa: {status: kanske}\n"
    )
    pages = pages_of(root, Audience.INTERNAL, live=LIVE)
    (way,) = [one for one in read(pages, "fynd/index.html").all("href") if "miljonamnden" in one]
    assert way == (
        "vscode://file/home/vera/Trygghet%20%26%20s%C3%A4kerhet/followups/2024/miljonamnden.yaml:4:17"
    )
    assert "Filerna har 1\u00a0fel." in main_of(pages, "index.html")


def test_a_stale_page_says_so_beside_the_faults_of_now(repository_from: Build) -> None:
    root = repository_from("--- plan/organisation.yaml\nslag: [\n")
    last, now = api.load(BASE), api.load(root)
    assert last.repository is not None
    assert now.repository is None
    for audience, said in {
        Audience.INTERNAL: 'Filerna har 1\u00a0fel. <a href="../../fynd/index.html">Se fynden</a>.</p>',
        Audience.PUBLIC: "Filerna har fel.</p>",
    }.items():
        pages = Pages(
            last.repository,
            2024,
            AS_OF,
            audience,
            result=api.validate(now),
            standing=None,
            live=LIVE._replace(is_stale=True),
        )
        text = pages.content("organ/miljonamnden/index.html").decode()
        assert f"<strong>Sidan visar läget som det var innan.</strong> {said}" in text
        fault = (
            '<li><a href="vscode://file/home/vera/Trygghet%20%26%20s%C3%A4kerhet/plan/organisation.yaml:2:1">'
        )
        assert (fault in text) == (audience is Audience.INTERNAL)  # where it is and what, beside the page
    internal = pages_of(root=BASE, audience=Audience.INTERNAL, live=LIVE)
    assert "Sidan visar" not in internal.content("index.html").decode()


def test_what_the_year_lacks_is_no_fault_in_the_files_and_site_tells_of_it_too(tmp_path: Path) -> None:
    site = tmp_path / "sajt"
    words = ("site", str(site), "2025", "--as-of", "2026-02-01", "--audience", "internal")
    assert trygghet(*words, at=BASE).returncode == 0
    first = _Read((site / "index.html").read_text(encoding="utf-8")).text
    assert "Filerna är utan fel. " in first
    assert "Om året finns 1 fel och 1 upplysning. Se dem." in first
    found = (site / "fynd" / "index.html").read_text(encoding="utf-8")
    assert re.findall("<h[12].*", found) == [
        '<h1><span class="topic">Fynd</span> Filerna är utan fel</h1>',
        '<h2 id="aret">Om året: 1\u00a0fel och 1\u00a0upplysning</h2>',
    ]
    assert re.findall(r"TP\d+", found) == ["TP605", "TP601"]  # the worst first


@pytest.mark.parametrize(
    ("folder", "address"),
    [
        (PureWindowsPath(r"C:\Users\Vera\plan"), "vscode://file/C:/Users/Vera/plan"),
        (PureWindowsPath(r"\\server\delad mapp\plan"), "vscode://file//server/delad%20mapp/plan"),
        (PurePosixPath("/home/åsa/100 % #1/a\\b?"), "vscode://file/home/%C3%A5sa/100%20%25%20%231/a%5Cb%3F"),
        (PurePosixPath("/home/{path}/{line}"), "vscode://file/home/%7Bpath%7D/%7Bline%7D"),
    ],
)
def test_an_odd_folder_is_a_link_too(folder: PurePath, address: str) -> None:
    pages = pages_of(audience=Audience.INTERNAL, live=Live(folder.as_posix(), "x.js"))
    ways = [one for one in read(pages, "skyldighet/rsa/index.html").all("href") if one.startswith("vscode")]
    assert ways[0] == f"{address}/plan/fokusomraden/1-trygghet.yaml:5"


# The folder


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_folder_holds_the_pages_and_a_manifest_and_the_same_bytes_again(tmp_path: Path) -> None:
    site = tmp_path / "sajt"
    done = trygghet(*SITE, str(site), "2024", at=BASE)
    assert (done.returncode, done.stdout) == (0, f"Skrev 16\u00a0filer i {site}.\n")
    assert done.stderr == f"Nästa steg: öppna {site}/index.html i en webbläsare.\n"
    first = held(site)
    pages = all_of(pages_of())
    manifest = json.loads(first.pop("trygghet-site.json"))
    assert first == pages
    assert manifest == {
        "schema_version": 1,
        "of": "Ängsköpings kommun (allmänheten)",
        "files": {name: [hashlib.sha256(content).hexdigest()] for name, content in pages.items()},
    }
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    again = trygghet(*SITE, str(site), "2024", at=BASE)
    assert again.stdout == f"Sidorna i {site} var redan så.\n"
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()} == before
    other = tmp_path / "annan"
    trygghet(*SITE, str(other), "2024", at=BASE)
    assert held(other) == held(site)


def test_what_is_no_longer_a_page_is_taken_away_unless_somebody_changed_it(
    repository_from: Build, tmp_path: Path
) -> None:
    root, site = repository_from(), tmp_path / "sajt"
    trygghet(*SITE, str(site), "2024", "--audience", "internal", at=root)
    (site / "egen.txt").write_text("min")
    (site / "skyldighet" / "bolagspolicy" / "index.html").write_text("ändrad")
    plan = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text[: text.index("  bolagspolicy:")].replace("  avtalskrav:", "  avtalskraven:"), encoding="utf-8"
    )
    done = trygghet(*SITE, str(site), "2024", "--audience", "internal", at=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("och tog bort 1\u00a0fil.\n")
    assert done.stderr.startswith(
        "Obs: skyldighet/bolagspolicy/index.html hör inte längre hit men har ändrats av någon annan och är kvar.\n"
    )
    found = held(site)
    assert found["egen.txt"] == b"min"
    assert found["skyldighet/bolagspolicy/index.html"] == "ändrad".encode()
    assert not (site / "skyldighet" / "avtalskrav").exists()
    assert "egen.txt" not in json.loads(found["trygghet-site.json"])["files"]


def test_a_page_that_somebody_changed_is_not_written_over(tmp_path: Path) -> None:
    site = tmp_path / "sajt"
    trygghet(*SITE, str(site), "2024", at=BASE)
    page = site / "organ" / "bolaget" / "index.html"
    page.write_text("min egen")
    before = held(site)
    done = trygghet(*SITE, str(site), "2024", at=BASE)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"Fel: {page} har ändrats av någon annan sedan den skrevs; flytta eller ta bort den först.\n"
    )
    assert held(site) == before


def other_plan(root: Path) -> Path:
    """Return the folder, with another id for a duty in its plan."""
    plan = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("  avtalskrav:", "  annat:"), encoding="utf-8")
    return root


def test_a_file_of_somebody_else_in_the_place_of_a_page_stays(repository_from: Build, tmp_path: Path) -> None:
    site = tmp_path / "sajt"
    trygghet(*SITE, str(site), "2024", at=BASE)
    mine = site / "skyldighet" / "annat" / "index.html"
    mine.parent.mkdir()
    mine.write_text("min egen")
    done = trygghet(*SITE, str(site), "2024", at=other_plan(repository_from()))
    assert done.returncode == 3
    assert done.stderr == f"Fel: {mine} är inte skriven av trygghet site; flytta den först.\n"
    assert mine.read_text() == "min egen"


NOT_OURS = "är inte tom, och det som ligger där har inte skrivits av trygghet site; välj en tom mapp."
UNREAD = (
    "går inte att förstå, så det är okänt vad i mappen som är skrivet av trygghet site; välj en tom mapp."
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ("--- x/anteckningar.txt\nmina\n", f"x {NOT_OURS}"),
        ("--- x\nmin\n", "x är en fil; ange en mapp."),
        ("--- x/trygghet-site.json\n[]\n", f"x/trygghet-site.json {UNREAD}"),
        ("--- x/trygghet-site.json\n{{{{\n", f"x/trygghet-site.json {UNREAD}"),
        ('--- x/trygghet-site.json\n{"of": "x", "files": {"../y": []}}\n', f"x/trygghet-site.json {UNREAD}"),
        ('--- x/trygghet-site.json\n{"files": {}}\n', f"x/trygghet-site.json {UNREAD}"),
        (
            '--- x/trygghet-site.json\n{"of": "\\u001b[2J", "files": {}}\n',
            "sidorna i x är inte skrivna för Ängsköpings kommun (allmänheten); välj en annan mapp.",
        ),
        ('--- x/trygghet-site.json\n{"of": "x", "files": {"/y": []}}\n', f"x/trygghet-site.json {UNREAD}"),
        (
            '--- x/trygghet-site.json\n{"of": "x", "files": {"a\\\\..\\\\y": []}}\n',
            f"x/trygghet-site.json {UNREAD}",
        ),
        ('--- x/trygghet-site.json\n{"of": "x", "files": {"C:y": []}}\n', f"x/trygghet-site.json {UNREAD}"),
        (
            '--- x/trygghet-site.json\n{"of": "x", "files": {"y": ["kort"]}}\n',
            f"x/trygghet-site.json {UNREAD}",
        ),
    ],
)
def test_a_folder_that_is_not_its_own_is_refused(tmp_path: Path, files: str, said: str) -> None:
    write_files(tmp_path, files)
    before = held(tmp_path)
    done = trygghet("-C", str(BASE), *SITE, "x", "2024", at=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}\n")
    assert held(tmp_path) == before


def test_internal_pages_are_not_written_over_those_of_the_public_nor_the_other_way(tmp_path: Path) -> None:
    for first, then, whose in (
        ("public", "internal", "Ängsköpings kommun (internt)"),
        ("internal", "public", "Ängsköpings kommun (allmänheten)"),
    ):
        site = tmp_path / first
        assert trygghet(*SITE, str(site), "2024", "--audience", first, at=BASE).returncode == 0
        before = held(site)
        done = trygghet(*SITE, str(site), "2024", "--audience", then, at=BASE)
        said = f"Fel: sidorna i {site} är inte skrivna för {whose}; välj en annan mapp.\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
        assert held(site) == before


@pytest.mark.parametrize("place", [".", "plan", "followups/2024", "plan/sajt", ".git/sajt"])
def test_the_plan_folder_is_no_place_for_pages(repository_from: Build, place: str) -> None:
    root = repository_from()
    done = trygghet(*SITE, place, "2024", at=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"Fel: i {place} ligger planmappens egna filer; välj en annan mapp, till exempel build/site.\n"
    )


def test_nothing_is_written_through_a_link_in_the_folder(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "sajt", tmp_path / "annat"
    trygghet(*SITE, str(site), "2024", at=BASE)
    shutil.copytree(site / "organ", elsewhere)
    shutil.rmtree(site / "organ")
    (site / "organ").symlink_to(elsewhere)
    (elsewhere / "bolaget" / "index.html").unlink()
    done = trygghet(*SITE, str(site), "2024", at=BASE)
    assert done.returncode == 3
    assert done.stderr == (
        f"Fel: {site}/organ är en länk, och genom länkar skrivs inget; gör den till en vanlig mapp, eller ange en annan plats.\n"
    )
    assert not (elsewhere / "bolaget" / "index.html").exists()


def test_nothing_is_taken_away_through_a_link_either(repository_from: Build, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "sajt", tmp_path / "annat"
    trygghet(*SITE, str(site), "2024", at=BASE)
    gone = site / "skyldighet" / "avtalskrav"
    gone.rename(elsewhere)
    gone.symlink_to(elsewhere)
    done = trygghet(*SITE, str(site), "2024", at=other_plan(repository_from()))
    assert done.returncode == 3
    assert (elsewhere / "index.html").exists()


def test_a_run_that_was_stopped_leaves_a_folder_that_the_next_one_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trygghetsplan.pages import folder

    site = tmp_path / "sajt"
    write_all, calls = folder.write_all, []

    def stopped(changes: list[object]) -> None:
        calls.append(changes)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write_all(changes)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_AT_ONCE", 10)
        patch.setattr(folder, "write_all", stopped)
        assert trygghet(*SITE, str(site), "2024", at=BASE).returncode == 130
    assert len(held(site)) == 11
    (site / ".trygghet-0123").write_text("halv")
    os.utime(site / ".trygghet-0123", (0, 0))
    assert trygghet(*SITE, str(site), "2024", at=BASE).returncode == 0
    assert len(held(site)) == 17


def test_files_with_faults_make_no_pages(repository_from: Build, tmp_path: Path) -> None:
    root = repository_from("--- plan/organisation.yaml\nslag: [\n")
    done = trygghet(*SITE, str(tmp_path / "sajt"), "2024", at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Rätta felen först" in done.stderr
    assert not (tmp_path / "sajt").exists()


@pytest.mark.parametrize("arguments", [("2199",), ("20x4",), ("2024", "--audience", "alla")])
def test_what_cannot_be_asked_for_is_said_and_nothing_written(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = trygghet(*SITE, str(tmp_path / "sajt"), *arguments, at=BASE)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "sajt").exists()


def test_odd_names_of_files_are_addresses_that_work(repository_from: Build) -> None:
    root = repository_from()
    old = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    old.rename(old.with_name("Å b & c's 50% #1.yaml"))
    pages = pages_of(root)
    assert "omrade/Å b & c's 50% #1/index.html" in pages.addresses
    walk(pages)


@pytest.mark.long
def test_two_hundred_bodies_make_a_site(repository_from: Build, tmp_path: Path) -> None:
    root = repository_from()
    text = (root / "plan" / "organisation.yaml").read_text(encoding="utf-8")
    more = "".join(f"  namnd-{n}: {{namn: Nämnd {n}, slag: nämnd}}\n" for n in range(200))
    (root / "plan" / "organisation.yaml").write_text(
        text.replace("grupper:\n", f"{more}grupper:\n"), encoding="utf-8"
    )
    walk(pages_of(root))
    done = trygghet(*SITE, str(tmp_path / "sajt"), "2024", at=root)
    assert done.stdout == f"Skrev 216\u00a0filer i {tmp_path}/sajt.\n"
