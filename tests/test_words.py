"""Words that readers take wrong, with the word to write instead: in templates, messages, data, docs and all output."""

import ast
import re
from collections.abc import Iterator

import pytest

from conftest import ROOT
from reference_pages import HANDBOOK

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_ONE = r"(?<![\d,./–-])\b1[ \xa0]"
PREFERRED = {
    r"(?<![Ee]j )(?<!  )\bo?förfall(?:en|et|na|it|er)\b": "som skulle vara klara, behöver inte vara klart ännu",
    r"\bdag(?:ar)? sent\b": "dagar för sent",
    r"\b(?:vi|regionen|kommunen) läser (?:att|det som|kravet|punkten|planen)\b|\bär en läsning\b": "tolkning, tolkar",
    r"\b[Kk]lock(?:a:|an\b|or\b|orna\b)|\boch klocka\b": "hur ofta",
    r"\bbärs? av\b|\bbure[nt] av\b": "uppfyllt genom",
    r"\bregel \d+ i beslutstabellen\b": "därför",
    r"\bplan[\w-]*förråd\w*|(?<!git-)\bförråd(?:et|ets|s)?\b": "planmapp",
    r"\bcell(?:en|er|erna)\b": "utfall, ruta",
    r"underlage[nt][^.;|\n]{0,60} räcker inte": "visar inte det som krävs",
    r"\b[Dd]agarna räknas från\b": "förseningen räknas från",
    r"\bBeskriver bara\b|\btexten beskriver bara\b": "punkten ska inte besvaras",
    r"\bskyldig(?:t|a)? svar\b|\bingen är skyldig\b|\b[Ii]nget organ är skyldigt\b": "ska inte besvaras, ska svara",
    r"\butser ingen att ansvara\b": "säger inte vem som ansvarar för",
    r"\bbegär inget som visar\b": "visar inte om punkten är uppfylld",
    r"\bbrister år efter år\b": "haft bristen flera år, flera år i rad",
    r"\bgått tillbaka\b": "försämrats",
    r"\b[Hh]ar ingen svarat på\b": "obesvarade punkter",
    r"\butan senare verkan\b": "brister som kvarstår",
    r"\bräknas inte längre\b|\binte räknas längre\b": "gäller inte längre, omfattas av avsteg",
    r"\bär \w+(?: \w+)?, var (?:\w+ )?\w+ \d{4}\b": "är obesvarad men var uppfylld 2023",
    r"\bingen slutdag\b|\butan slutdag\b": "slutdatum saknas",
    r"\b[ÄäFf]r? ?tyst om\b": "säger inte",
    r"\b[Dd]et värsta står först\b|\bvärst först\b": "de mest allvarliga bristerna står först",
    r"\bvars och ens\b": "vars och ens är ålderdomligt; skriv vem",
    r"\b[Ii] takt med den statliga\b": "följer överenskommelsen",
    r"\böva det\b": "öva på det",
    r"\boense\b": "säger olika",
    r"\b(?:är|om) tyst\b": "säger inte, säger inget om",
    r"\b[Ee]j verifiera[dt]\b": "inte kontrollerad mot källan",
    r"\b(?:ingår inte|inte ingår|saknas) i underlaget\b|\b[Uu]nderlaget anger\b": "finns inte med här, ingen källa säger",
    r"(?<!”)\b[Uu]ppmanade organ(?:en)?\b": "organ som planen inte binder, obundna organ",
    r"\b[Dd]ärtill\b": "dessutom",
    r"\binnevarande\b": "som pågår",
    r"\b[Ss]amtliga\b": "alla",
    r"\b(?:erhåll|föreligg|erforderlig|huruvida|således|vederbörande|anmod|jämlikt|medelst|dylik|åtnjut)": "ett ord som folk använder",
    r"\b(?:tillse|beträffande|rörande|jämte|avseende|emellertid|såväl)\b": "se till, om, och, men, både",
    r"\bsaknades, finns nu\b": "saknades men finns nu",
    rf"{_ONE}(?:punkter|brister|dagar|skyldigheter|åtaganden|kronor|filer|rader|möten|frågor|poster)\b|"
    r"\b1 av 1 (?:krav )?(?:uppfyllda|punkter)\b": "1 punkt, 1 av 1 krav uppfyllt",
    r"\bVad (?:de|som) görs? beslutar\b": "beslutar själv",
    r"\bsaknas: övad\b": "datum för senaste övning saknas",
    rf"\b(?:senast|till|från|efter|före|till och med|sista dag (?:är|var)) \d{{1,2}}[ \xa0](?:{_MONTHS})\b": "senast den 31 januari",
}
"""What is not written, as a pattern, and what to write instead."""

FOR_READERS = {
    r"(?<!id=\")(?<!#)(?<!\")\b[Ss]kyldighet(?:en|er|erna|s|ens|ers|ernas)?\b(?!-| att lämna uppgifter| för dig)": "krav, eller punkt i planen och i en lista",
}
"""What is not written to those who never see the files, whose word it is."""
_DOCUMENTS = (
    "templates/",
    "tests/golden/report",
    "tests/golden/annexes",
    "tests/golden/front",
    "tests/golden/todo",
)

QUOTED = {
    ("plan/revision/2024-1.yaml", "tyst om"),
}
"""(file, words): words of others that stand as they were decided."""


def _messages(text: str) -> Iterator[str]:
    """Return what a module can show: its strings, and the docstrings of rules, which are their help."""
    tree = ast.parse(text)
    english = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            is_rule = isinstance(node, ast.FunctionDef) and bool(node.decorator_list)
            if not is_rule and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                english.add(first.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in english:
            yield node.value


def _shown() -> Iterator[tuple[str, str]]:
    """Return (path, text) of all that people read."""
    for path in sorted(ROOT.glob("src/trygghetsplan/**/*.py")):
        if path.name in ("lexicon.py", "owners.py", "titles.py", "understanding.py", "wording.py"):
            continue  # the words that plans are written in are looked for there
        yield path.relative_to(ROOT).as_posix(), "\n".join(_messages(path.read_text("utf-8")))
    for pattern in (
        "templates/**/*.j2", "plan/**/*.yaml", "followups/**/*.yaml", "src/trygghetsplan/editing/start/**/*.yaml",
        "tests/golden/**/*", *(f"docs/{page}" for page in HANDBOOK),
        "docs/ci/**/*.yml", "README.md", "CHANGELOG.md",
    ):  # fmt: skip
        for path in sorted(ROOT.glob(pattern)):
            # A page that is expected says what its Markdown says.
            if path.is_file() and (path.suffix != ".html" or "golden" not in path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def avoided(path: str, text: str) -> Iterator[str]:
    """Return each avoided word with its line and what to write instead."""
    words = PREFERRED | FOR_READERS if path.startswith(_DOCUMENTS) else PREFERRED
    for pattern, preferred in words.items():
        for found in re.finditer(pattern, text):
            if (path, found[0]) not in QUOTED:
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: ”{found[0]}”; skriv hellre: {preferred}"


def test_no_text_uses_a_word_that_readers_take_wrong() -> None:
    """No pattern reaches over a line, so a line that many texts have is looked at once."""
    shown = [*_shown()]
    for place in ("templates/", ""):  # documents, and what those who keep the files read
        texts = [(path, text) for path, text in shown if path.startswith(_DOCUMENTS) is bool(place)]
        lines = {line for _, text in texts for line in text.split("\n")}
        if next(avoided(place, "\n".join(lines)), None):
            assert [one for path, text in texts for one in avoided(path, text)] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("648 av 724 förfallna skyldigheter är uppfyllda", "förfallna"),
        ("90 dagar sent", "dagar sent"),
        ("Klocka: löpande", "Klocka:"),
        ("Buret av underlag. Uppfyllt, buret av det.", "buret av"),
        ("svara senast 31\u00a0januari 2025", "senast 31\u00a0januari"),
        ("är obesvarad, var uppfylld 2023", "är obesvarad, var uppfylld 2023"),
        ("men underlaget ”Utbildade” räcker inte", "underlaget ”Utbildade” räcker inte"),
        ("1 räknas inte längre", "räknas inte längre"),
        ("11 av 12, men 1\u00a0punkter", "1\u00a0punkter"),
        ("där källan är tyst", "är tyst"),
        ("Därtill gäller det", "Därtill"),
    ],
)
def test_words_that_are_avoided(text: str, word: str) -> None:
    assert [said.split("”; ")[0] for said in avoided("x", text)] == [f"x:1: ”{word}"]


@pytest.mark.parametrize(
    "text", ["ej förfallet", "Svara senast den 31 januari 2025.", "Åtgärden kom för sent.", "ett git-förråd"]
)
def test_words_that_are_spared(text: str) -> None:
    assert list(avoided("x", text)) == []


def test_the_word_of_the_files_is_not_for_readers() -> None:
    assert list(avoided("docs/x.md", "Skyldigheten heter rsa.")) == []
    assert len([*avoided("templates/x.j2", "Skyldigheten heter rsa.")]) == 1
    assert list(avoided("templates/x.j2", '<h4 id="skyldighet-rsa">')) == []
