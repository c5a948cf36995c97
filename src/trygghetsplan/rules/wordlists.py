"""The words the language rules look for: data, in one place. A new word is a row here and nothing else.

Patterns ignore case; a space in one stands for any white space, line breaks included.
"""

import re
import sys
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Vague(StrEnum):
    """What a vague expression hides, as the message says it."""

    TIME = "säger inte när; skriv en dag"
    CONDITION = "säger inte vad som avgör; skriv när det ska göras och vem som bestämmer det"
    START = "säger att något börjar men inte när det är klart; skriv slutdagen"
    REVIEW = "säger inte vad det leder till; skriv vad som ska lämnas, och när"
    HOPE = "lovar ingenting; skriv vad som ska göras, av vem och när"


class Expression:
    """A pattern of the lists, compiled when it is first looked for: most commands look for none."""

    def __init__(self, text: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self._text, self._flags = text, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{self._text})".replace(" ", r"\s+"), self._flags)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first place between `start` and `end`."""
        return self._compiled.search(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return every place in turn."""
        return self._compiled.finditer(text)


def pattern(text: str) -> Expression:
    """Return a pattern of the lists."""
    return Expression(text)


_WHO = r"(?:(?:vi|kommunen|regionen|staden|koncernen|\w*(?:nämnden|styrelsen|kontoret|förvaltningen|bolaget|förbundet)) )?"

VAGUE: tuple[tuple[Vague, Expression], ...] = (
    (Vague.TIME, pattern(r"(?:i|inom) (?:en )?(?:mycket )?(?:snar|nära|närmast|överskådlig)\w* framtid\w*")),
    (
        Vague.TIME,
        pattern(r"(?:inom kort|i närtid|i framtiden|framöver|framgent|skyndsamt|snarast)\b(?: möjligt)?"),
    ),
    (Vague.TIME, pattern(r"på (?:lite |lång |längre |kort )?sikt\b|under (?:den )?kommande tid\w*")),
    (Vague.TIME, pattern(r"så (?:snart|fort) (?:som )?(?:det är )?möjligt\b")),
    (
        Vague.CONDITION,
        pattern(r"(?:vid|efter|utifrån|utefter) behov\b(?! av\b)|när behov (?:uppstår|finns)\b"),
    ),
    (Vague.CONDITION, pattern(r"i mån av \w+|i möjligaste mån\b|om möjligt\b|vid lämpligt tillfälle\b")),
    (
        Vague.CONDITION,
        pattern(r"så långt (?:som )?(?:det är )?möjligt\b|där (?:det|så) är (?:lämpligt|möjligt)\b"),
    ),
    (Vague.START, pattern(r"(?:påbörja|initiera)[sr]?\b|inled(?:er|as|a|s)\b")),
    (Vague.REVIEW, pattern(rf"se[rs]? {_WHO}över\b(?! tid\b)|(?:göra?|genomföra?)s? en (?:\w+ )?översyn\b")),
    (Vague.REVIEW, pattern(r"(?:utred|undersök|överväg)\w* (?:möjlighet|förutsättning)\w*")),
    (Vague.HOPE, pattern(r"(?:god|bra|bättre|bäst|ökad)\w* (?:förutsättningar|möjligheter)\b")),
    (Vague.HOPE, pattern(r"finns (?:det )?(?:förutsättningar|möjlighet(?:er)?)\b|skap\w+ förutsättningar\b")),
    (Vague.HOPE, pattern(r"(?:målsättning|ambition|förhoppning)en är\b|sträva[rs]? efter\b|kan komma att\b")),
)
"""What it hides, and the expression with its inflections."""

ENDS = pattern(
    r"(?:senast|före|till och med|klar\w*|slutför\w*|färdig\w*|avsluta\w*)\b[^.]{0,60}\b"
    r"(?:(?:19|20)\d\d|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b"
)
"""A last day in the same sentence makes a vague beginning exact."""

DATED = pattern(
    r"(?:19|20)\d\d\b|(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|våren|sommaren|hösten|vintern|årsskiftet|kvartal\w*|tertial\w*)\b|vecka \d"
)
"""Any time that a calendar knows."""

PROMISES = pattern(r"kommer(?: att)?\b")
"""A promise in a reply."""

UNMEASURABLE: tuple[Expression, ...] = (
    pattern(r"(?:väl|allmänt) (?:kän[dt]\w*|förankra\w*|fungerande|inarbeta\w*|sprid(?:d|tt?)\w*|insatt\w*)"),
    pattern(
        r"(?:god|grundläggande|tillräcklig)\w* (?:kännedom|kunskap\w*|kompetens\w*|beredskap|insikt\w*)\b"
    ),
    pattern(r"(?:på )?(?:en )?hög nivå\b|i (?:hög|tillräcklig|stor) (?:grad|utsträckning)\b"),
    pattern(r"(?:uppdatera|aktuel)\w* och relevant\w*"),
    pattern(r"(?:tillfredsställande|ändamålsenlig\w*) (?:nivå|sätt|omfattning)"),
)
"""A state that nobody can read off."""

MEASURED = re.compile(
    r"\d+\s*(?:%|procent\b|av\s+\d)|\bminst\s+\d|\b\w+\s+av\s+(?:tre|fyra|fem|tio|hundra)\b|\bindex\b|\benligt\s+\w*(?:enkät|undersökning|mätning)",
    re.IGNORECASE,
)
"""A figure or a survey in the same sentence makes a state readable."""


class Renamed(NamedTuple):
    """A name that was changed. A text from before the day keeps the old one."""

    old: Expression
    new: str
    full: str
    since: date

    @property
    def beside(self) -> Expression:
        """The new name, in a sentence that gives both."""
        names = [self.new, *([self.full] if self.full else [])]
        return Expression("|".join(names), re.NOFLAG if self.full else re.IGNORECASE)


RENAMED = (
    Renamed(
        Expression(r"SKL(?:s|:s)?\b|Sveriges Kommuner och Landsting\b", re.NOFLAG),
        "SKR",
        "Sveriges Kommuner och Regioner",
        date(2019, 11, 27),
    ),
    Renamed(
        Expression(r"MSB(?:s|:s)?\b|Myndighet\w* för samhällsskydd och beredskap\b", re.NOFLAG),
        "MCF",
        "Myndigheten för civilt försvar",
        date(2026, 1, 1),
    ),
    Renamed(pattern(r"säkerhetsanalys(?:e[nr]\w*|s)?\b"), "säkerhetsskyddsanalys", "", date(2019, 4, 1)),
)
"""SKR: the congress's decision. MCF: the government's. Säkerhetsskyddsanalys: the word of lag (2018:585)."""

SYNONYMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("otillåten påverkan", (r"otillbörlig\w* påverkan",)),
    ("förtroendevald", (r"förtroendeman\w*", r"förtroendemän\w*")),
    ("webbplats", (r"hemsid(?:a|an|or|orna)\b", r"hemsidans\b")),
    ("styrdokument", (r"styrande dokument\w*",)),
    ("medborgarlöfte", (r"trygghetslöfte\w*",)),
)
"""One thing and its other names: told only where a text uses both."""
