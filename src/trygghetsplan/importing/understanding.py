"""An adopted document understood: each sentence becomes a duty, or part of one, or says why not."""

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.document import AdoptedDocument, BlockKind
from trygghetsplan.importing.facts import facts_of
from trygghetsplan.importing.owners import (
    Stands,
    Subject,
    owners_in,
    responsible,
    subject_of,
    through,
)
from trygghetsplan.importing.reading import (
    ChapterRead,
    DutyRead,
    Heap,
    KnownNames,
    Read,
    Reading,
    Sentence,
    Sure,
)
from trygghetsplan.importing.sentences import HeadingAbove, PlacedText, place
from trygghetsplan.importing.titles import title_of
from trygghetsplan.importing.wording import done_of, proofs_of, receiver_of, times_of
from trygghetsplan.swedish import small

_COVER_BLOCKS = 40
_REFERS_BACK = re.compile(
    r"(?:dess[ae]|detta|denna|(?:det|de|den) (?:ska|skall|bör|måste|kan|är|görs|innebär)(?! (?:\w+ )?(?:finnas|upprättas))|dennes?|"
    r"i (?:denna|dessa)|i detta(?! arbete)|i (?:det \w+ )?\w+ ingår|informationen|stödet|syftet)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:som|vad|vilk[ae]t?|vilken|hur|när|där|om|att|eftersom|så att|för att|innan)\b(?:\s+[\w-]+){0,9}\s*$",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(
    r"^(?:att )?[A-ZÅÄÖa-zåäö-]+(?:a|å|se|ge|bli)\b(?! [\w-]+ och)(?!.{0,60}\b(?:är|hålls|finns|har|blir|genomförs|ska)\b)"
)
_RELATIVE = re.compile(r"\b(?:som|vilk[ae]t?)\s+(?P<rest>(?:[\w-]+\s+){1,9})$", re.IGNORECASE)
_ACTIVE = re.compile(
    r"^(?:[\w-]+(?:ar|er|år|ör|or)|har|är|ges|finns|tar|ser|ger|gör|leder|lämnar)$", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b[\w]+(?:as|ras|ds|rs|ks|ts|ns|ls|gs|ps|s) |\b[\wåäö]{3,}(?:s|as)\b")
_KOMMUN = re.compile(r"\b(?:[Kk]ommunen|[A-ZÅÄÖ]\w+ kommun|kommunkoncernen)\b")
_REPORT = re.compile(r"rapporter|redovis|\brapport", re.IGNORECASE)
_ROLE_DUTY = re.compile(
    r"(?:övergripande|yttersta|samlade) ansvar|utsedd|utse[rs]?\b|funktion|dokumentansvarig|är ansvarig",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:ska|skall|bör|måste)\b.{0,90}?(?:\b\w{2,}s\b|\bvara \w+(?:de|da|ta|a)\b)|\bgörs\b"
)
_IN_THIS = re.compile(r"(?:I|Vid|Inom|För) (?:detta|denna|dessa|det)\b")
_BEHIND = re.compile(r"(?:Till|Under|Vid|För|Efter|Inom|I|Genom|Utifrån|Därför|Därtill|Dessutom)\b")
_AIM = re.compile(
    r"(?:(?:övergripande )?(?:del)?mål(?:et|en|sättning(?:en)?)?|syftet?|inriktning)\b", re.IGNORECASE
)
_LABEL = re.compile(r"^[\w ]{2,24}:\s+")
_LONGEST_AIM = 600
_LETTER = re.compile(r"[b-h]\) ")
_TITLED = re.compile(r"[A-ZÅÄÖ][^.:]{8,120}:\s+[A-ZÅÄÖ]")
_SMALLEST_PLAN = 3
_LONGEST = 2000
_NO_WORD = re.compile(r"[\w.-]{120}")
"""So many letters without a space are no word; dotted lines of contents are shorter or have their number behind a space."""
_LOOKS_BACK = 240
_SAMPLE = 400
"""So many sentences tell whether a document is written in the passive."""
_MOST_MODALS = 8
"""So many binding words of a sentence are tried for a body; no sentence of a plan has more."""
_SHORT_LEAD = 7
_LABEL_AND_TEXT = 2


class _Ground(NamedTuple):
    """Why a sentence is taken for a duty: how sure, who owes it and what the words begin with."""

    heap: Heap
    subject: Subject | None
    start: int
    strength: str = lexicon.BINDS
    owner_at_most: Sure = Sure.HIGH


class _Lead(NamedTuple):
    """A line that the points below it hang on."""

    subject: Subject | None
    section: str
    is_duty: bool
    block: int
    strength: str
    text: str
    level: int
    headings: tuple[HeadingAbove, ...]
    carries: bool
    """Whether its words of time are those of its points."""


class _Work:
    """The reading as it grows, sentence by sentence."""

    def __init__(self, names: KnownNames, chapters: tuple[ChapterRead, ...]) -> None:
        self.names = names
        self.chapters = list(chapters)
        self.implicit: dict[int, int] = {}
        """The chapter of what stands before the first one, by document."""
        self.sentences: list[Sentence] = []
        self.duties: list[DutyRead] = []
        self.points: Counter[tuple[int, str]] = Counter()
        self.in_item: dict[int, list[int]] = {}
        """The duties that a block has become, by its index."""
        self.lead: _Lead | None = None
        self.columns: dict[int, dict[str, int]] = {}
        """What each column of a table means, by table."""
        self.label: str = ""
        self.labelled: list[int] = []
        """The duties of the last label for what is to be done."""
        self.last_named: tuple[tuple[HeadingAbove, ...], Subject] | None = None
        """The body that was last named, and the headings that it was named under."""
        self.compensation: tuple[str, int] | None = None
        self.is_in_passive = False
        """Whether the document says what is done in the passive more often than who shall do it."""

    def is_titled(self, placed: PlacedText) -> bool:
        """Tell whether the point that a sentence is in begins with a title and a colon: all of it is then one duty."""
        return placed.block.kind is BlockKind.ITEM and bool(_TITLED.match(placed.block.text))

    def note(self, placed: PlacedText, duty: int | None = None, why_not: str = "") -> None:
        """Account for a sentence."""
        number = len(self.sentences) + 1
        where = [f"avsnitt {self.section(placed)}"] if placed.headings else []
        where += [f"sidan {placed.block.page}"] if placed.block.page else []
        where += [f"rad {placed.block.line}"] if placed.block.line and not placed.block.page else []
        self.sentences.append(
            Sentence(number, placed.text, placed.block, placed.chapter, ", ".join(where), duty, why_not)
        )
        self._take_aim(placed, why_not)
        if duty is not None:
            old = self.duties[duty]
            self.duties[duty] = old._replace(sentences=(*old.sentences, number))

    def _take_aim(self, placed: PlacedText, why_not: str) -> None:
        """Take what a sentence says that a chapter is to lead to as the chapter's text."""
        under = placed.headings[-1].title if placed.headings[1:] else ""
        is_aim = why_not == "mål" or _AIM.match(placed.text) or (bool(why_not) and _AIM.match(under))
        is_said = why_not not in {"rubrik", "inledning till en lista", "tabellens rubriker"}
        if placed.chapter is None or not why_not or not is_aim or not is_said:
            return
        chapter = self.chapters[placed.chapter]
        text = f"{chapter.text} {_LABEL.sub('', placed.text)}".strip()
        if len(text) <= _LONGEST_AIM:
            self.chapters[placed.chapter] = chapter._replace(text=text)

    def section(self, placed: PlacedText) -> str:
        """Name the section that a sentence stands in, as `plats` does: 2 aktiviteter, 2.1 ansvar, Kommunstyrelsen."""
        if not placed.headings:
            return "inledning"
        chapter, last = placed.headings[0], placed.headings[-1]
        if chapter.label and any(lexicon.COMPENSATION.search(one.title) for one in placed.headings[1:]):
            return f"{chapter.label} statlig ersättning"
        lead = (
            self.lead.section
            if self.lead and self.lead.section and placed.block.kind is BlockKind.ITEM
            else ""
        )
        if last.label and last is not chapter:
            return f"{last.label} {small(last.title)}"
        if chapter.label:
            sub = small(last.title) if last is not chapter else ""
            return f"{chapter.label} {', '.join(filter(None, [sub, lead])) or 'inledning'}"
        return last.title

    def chapter_of(self, placed: PlacedText) -> int:
        """Return the chapter of a sentence; what stands before the first one gets a chapter of its own."""
        if placed.chapter is not None:
            return placed.chapter
        if placed.document not in self.implicit:
            title = "Inledning"
            self.implicit[placed.document] = len(self.chapters)
            self.chapters.append(ChapterRead(title, None, "", placed.document))
        return self.implicit[placed.document]

    def add(self, placed: PlacedText, fields: dict[str, Read], heap: Heap) -> int:
        """Put a duty in with its place, and account for its sentence."""
        chapter, section = self.chapter_of(placed), self.section(placed)
        earlier = self.in_item.setdefault(placed.at, [])
        is_lettered = bool(_LETTER.match(placed.text))
        is_part = bool(earlier) and (placed.block.kind is BlockKind.ITEM or is_lettered)
        key = (chapter, section)
        self.points[key] += 0 if is_part else 1
        where = {"avsnitt": section, "punkt": self.points[key]}
        if is_part:
            first = self.duties[earlier[0]]
            if len(earlier) == 1 and "del" not in first.fields["plats"].value:
                first.fields["plats"] = first.fields["plats"]._replace(
                    value={**first.fields["plats"].value, "del": "a"}
                )
            where = {
                **first.fields["plats"].value,
                "del": "abcdefghijklmnopqrstuvwxyz"[min(len(earlier), 25)],
            }
        fields["plats"] = Read(where, Sure.MEDIUM, placed.text, "räknat i dokumentets ordning")
        self.duties.append(DutyRead(chapter, heap, fields, ()))
        earlier.append(len(self.duties) - 1)
        self.note(placed, len(self.duties) - 1)
        return len(self.duties) - 1


def understand(document: AdoptedDocument, names: KnownNames) -> Reading:
    """Return what the document says, with every sentence accounted for."""
    chapters, texts = place(document)
    refusal = _foreign(document)
    work = _Work(names, chapters)
    said = [placed.text for placed in texts[:_SAMPLE] if not _aside(placed) and len(placed.text) <= _LONGEST]
    done = sum(done_of(text) is not None for text in said)
    work.is_in_passive = done > sum(_anchor(text) is not None for text in said)
    for order, placed in enumerate(texts):
        if refusal:
            work.note(placed, why_not="dokumentet är inte på svenska")
        else:
            _read(work, placed, texts[order + 1 : order + 2])
    starts = [0]
    for placed in texts:
        if placed.document == len(starts):
            starts.append(placed.at)
    facts = [facts_of(document.blocks[max(0, at - 2) : at + _COVER_BLOCKS], names) for at in starts]
    likely = [duty for duty in work.duties if duty.heap is not Heap.DOUBTFUL]
    calls_itself_plan = any(
        lexicon.PLAN_WORDS.search(block.text) for block in document.blocks[:_COVER_BLOCKS]
    )
    other = next(
        (
            name
            for pattern, name in lexicon.OTHER_DOCUMENTS
            for block in document.blocks[:3]
            if pattern.match(block.text)
        ),
        "",
    )
    if not refusal and other:
        refusal = f"Dokumentet ser ut att vara {other}, inte en plan."
    if not refusal and (not likely or (not calls_itself_plan and len(likely) < _SMALLEST_PLAN)):
        refusal = (
            "Dokumentet ser inte ut att vara en plan: inget i det säger vem som ska göra något, eller vad."
        )
    return Reading(
        facts[0], tuple(work.chapters), tuple(work.sentences), tuple(work.duties), refusal, tuple(facts[1:])
    )


def _foreign(document: AdoptedDocument) -> str:
    text = " ".join(block.text for block in document.blocks)
    english, swedish = len(lexicon.ENGLISH.findall(text)), len(lexicon.SWEDISH.findall(text))
    if english > 2 * swedish and english > _SMALLEST_PLAN:
        return "Dokumentet är på engelska. Programmet förstår bara svenska; ta den svenska utgåvan."
    return ""


def _read(work: _Work, placed: PlacedText, following: tuple[PlacedText, ...]) -> None:
    """Make one sentence a duty or a part of one, or say why it is none."""
    _leave_lead(work, placed)
    if placed.is_heading:
        work.note(placed, why_not="rubrik")
    elif len(placed.text) > _LONGEST or _NO_WORD.search(placed.text):
        work.note(placed, why_not="för lång för att vara en mening")
    elif any(cue.pattern.fullmatch(placed.text) for cue in lexicon.NO_DUTY[:1]):
        work.note(placed, why_not="innehållsförteckning")
    elif placed.block.kind is BlockKind.ROW:
        _read_row(work, placed)
    elif _read_labelled(work, placed) or _read_compensation(work, placed):
        return
    elif _is_lead(placed, following):
        _take_lead(work, placed, following[0])
    else:
        _read_sentence(work, placed)


def _leave_lead(work: _Work, placed: PlacedText) -> None:
    if not work.lead:
        return
    is_below = placed.block.kind is BlockKind.ITEM or placed.at == work.lead.block
    moved = placed.is_heading or placed.headings != work.lead.headings
    if not is_below or moved or placed.block.level < work.lead.level:
        work.lead = None


def _is_lead(placed: PlacedText, following: tuple[PlacedText, ...]) -> bool:
    if not placed.text.endswith(":") and not lexicon.HANGING.search(placed.text):
        return False
    return bool(following) and following[0].block.kind is BlockKind.ITEM and following[0].at > placed.at


def _take_lead(work: _Work, placed: PlacedText, following: PlacedText) -> None:
    """Remember the line that the points below hang on; where it says a whole duty itself, it is one."""
    found = _anchor(placed.text) or _anchor_of_body(placed.text, work.names)
    anchor = found[0] if found else None
    is_given = bool(found and found[1] == lexicon.GIVES)
    subject = _named(work, placed, subject_of(placed.text, anchor, work.names, given=is_given))
    section = next((cue.value for cue in lexicon.LEADS if cue.pattern.search(placed.text)), "")
    is_body_alone = subject is not None and len(placed.text.split()) < _SHORT_LEAD
    is_whole = bool(anchor and subject and lexicon.WHOLE_LEAD.search(placed.text[anchor.end() :]))
    is_nested = placed.block.kind is BlockKind.ITEM and following.block.level > placed.block.level
    level = following.block.level if is_nested else 0
    is_left_open = is_whole or (section == lexicon.ACTION_LEAD and anchor is None)
    if not is_whole:
        work.note(placed, why_not="inledning till en lista")
    else:
        _read_sentence(work, placed)
    work.lead = _Lead(
        None if is_left_open else subject, section, bool(section or anchor or is_body_alone), placed.at,
        _strength(found), placed.text, level, placed.headings, not is_whole,
    )  # fmt: skip


def _named(work: _Work, placed: PlacedText, subject: Subject | None) -> Subject | None:
    """Return the subject with words such as nämnden taken for the body of the heading, or the one last named."""
    if subject is None:
        return None
    if not all(one.words.casefold() in lexicon.GENERIC and not one.value for one in subject.mentions):
        if any(one.value for one in subject.mentions):
            work.last_named = (placed.headings, subject)
        return subject
    last = work.last_named[1] if work.last_named and work.last_named[0] == placed.headings else None
    meant = _heading_subject(work, placed) or last
    if meant is None:
        return subject
    where = subject.mentions[-1]
    mentions = tuple(
        one._replace(start=where.start, end=where.end, sure=Sure.MEDIUM)
        for one in meant.mentions
        if not one.is_role
    )
    return Subject(mentions, f"{where.words.lower()} är den som senast nämnts", subject.where)


def _anchor(text: str) -> tuple[re.Match[str], str] | None:
    """Return the first word in a main clause that makes a duty, and how strongly."""
    found = [
        (match, cue.value)
        for cue in lexicon.MODALS
        for match in islice(cue.pattern.finditer(text), _MOST_MODALS)
    ]
    found.sort(key=lambda one: one[0].start())
    return next((one for one in found if not _is_subordinate(_before(text, one[0].start()))), None)


def _before(text: str, end: int) -> str:
    """Return the words that stand before a place, as many as a clause looks back at."""
    return text[max(0, end - _LOOKS_BACK) : end]


def _is_subordinate(before: str) -> bool:
    """Tell whether what stands before a modal verb makes its clause a subordinate one."""
    found = _SUBORDINATE.search(before)
    relative = _RELATIVE.search(before)
    return bool(found) and not (relative and lexicon.RELATIVE_VERBS.search(relative["rest"]))


def _anchor_of_body(text: str, names: KnownNames) -> tuple[re.Match[str], str] | None:
    """Return a binding word of a subordinate clause that is about a body: det innebär att nämnderna ska."""
    for cue in lexicon.MODALS[1:2]:
        for match in islice(cue.pattern.finditer(text), _MOST_MODALS):
            subject = subject_of(text, match, names)
            is_body = (
                subject
                and any(one.value or one.words.casefold() in lexicon.GENERIC for one in subject.mentions)
                and subject.where is not Stands.AGENT
            )
            if is_body and not lexicon.RELATIVE_END.search(_before(text, match.start())):
                return match, cue.value
    return None


def _aside(placed: PlacedText) -> str:
    """Return why nothing is looked for where a sentence stands."""
    for heading in reversed(placed.headings):
        for cue in lexicon.ASIDE:
            if cue.pattern.fullmatch(heading.title):
                return cue.value
    return ""


def _kind_of_section(placed: PlacedText) -> str:
    for heading in reversed(placed.headings):
        for cue in lexicon.SECTIONS:
            if cue.pattern.fullmatch(heading.title.rstrip(" .")):
                return cue.value
    return ""


def _heading_subject(work: _Work, placed: PlacedText) -> Subject | None:
    """Return the body that the nearest heading is the name of."""
    for heading in reversed(placed.headings):
        found = owners_in(heading.title, work.names, f"rubriken ”{heading.title}”")
        if found and not any(one.is_role for one in found.mentions):
            named = sum(len(one.words) for one in found.mentions)
            if named * 10 >= len(heading.title.strip()) * 6:
                return found
    return None


def _read_sentence(work: _Work, placed: PlacedText) -> None:
    why_not = next(
        (cue.value for cue in lexicon.NO_DUTY if cue.pattern.fullmatch(placed.text.strip(" ¶–-•"))), ""
    )
    earlier = work.in_item.get(placed.at, [])
    if earlier and (_REFERS_BACK.match(placed.text) or work.is_titled(placed)):
        _continue(work, placed, earlier[-1])
        return
    if earlier and _LETTER.match(placed.text) and work.sentences[-1].duty == earlier[-1]:
        _read_letter(work, placed, work.duties[earlier[-1]])
        return
    ground = _ground(work, placed, why_not)
    if ground is None and earlier and placed.block.kind is BlockKind.ITEM:
        _continue(work, placed, earlier[-1])
    elif ground is None:
        work.note(placed, why_not=why_not or _aside(placed) or "beskrivning: inget ord som binder någon")
    else:
        work.add(placed, _fields(work, placed, ground), ground.heap)


def _read_letter(work: _Work, placed: PlacedText, before: DutyRead) -> None:
    """Read b), c) and on of a sentence as duties of their own, owed by whom the sentence names."""
    fields = _fields(work, placed, _Ground(before.heap, None, 0))
    shared = ("ansvariga", "genom", "bindning")
    fields |= {key: before.fields[key] for key in shared if key in before.fields}
    work.add(placed, fields, before.heap)


def _continue(work: _Work, placed: PlacedText, duty: int) -> None:
    """Take a sentence as part of the duty before it."""
    fields = work.duties[duty].fields
    text = fields["text"]
    fields["text"] = text._replace(value=f"{text.value} {placed.text}", words=f"{text.words} {placed.text}")
    if fields["slag"].value != "ersättning":
        for key, read in times_of(placed.text).items():
            fields.setdefault(key, read)
    work.note(placed, duty)


def _ground(work: _Work, placed: PlacedText, why_not: str) -> _Ground | None:
    """Return why the sentence is a duty, or None."""
    text = placed.text
    found = _anchor(text)
    is_given = bool(found and found[1] == lexicon.GIVES)
    anchor = found[0] if found else None
    if found is None:
        found = _anchor_of_body(text, work.names)
        anchor = found[0] if found else None
    own = _named(work, placed, subject_of(text, anchor, work.names, given=is_given))
    heading = _heading_subject(work, placed)
    is_item = placed.block.kind is BlockKind.ITEM
    if is_item and work.lead and placed.first:
        return _ground_in_list(work, placed, found, own, heading)
    goes_on = " finns " in text
    if is_item and not placed.first and not found and not (heading and goes_on):
        return None
    if is_item and heading:
        start = anchor.end() if anchor and own else 0
        is_state = anchor is None and lexicon.STATES.match(text.partition(" ")[0].casefold())
        if _begins_with_verb(text):
            return _Ground(
                Heap.LOOK if is_state else Heap.SURE,
                heading,
                anchor.end() if anchor and anchor.start() < 3 else 0,
                _strength(found),
            )
        heap = Heap.SURE if anchor or _INFINITIVE.match(text) else Heap.LOOK
        by_heading = heading if _INFINITIVE.match(text) or anchor or goes_on else None
        return _Ground(heap, own or by_heading, start, _strength(found), Sure.HIGH if own else Sure.MEDIUM)
    if found:
        return _ground_of_modal(placed, found, own, heading, why_not)
    if why_not or _aside(placed):
        return None
    return _ground_without_modal(work, placed, own)


def _strength(found: tuple[re.Match[str], str] | None) -> str:
    return lexicon.URGES if found and found[1] == lexicon.URGES else lexicon.BINDS


def _ground_in_list(
    work: _Work,
    placed: PlacedText,
    found: tuple[re.Match[str], str] | None,
    own: Subject | None,
    heading: Subject | None,
) -> _Ground | None:
    lead, text = work.lead, placed.text
    if lead is None:
        return None
    anchor = found[0] if found else None
    if own and (own.where is Stands.BEHIND or any(one.start < 40 for one in own.mentions)):
        end = max((one.end for one in own.mentions), default=0)
        start = anchor.end() if anchor and anchor.start() >= end else end
        return _Ground(Heap.SURE, own, start, _strength(found))
    if not lead.is_duty and anchor is None:
        return _ground_without_modal(work, placed, own)
    if not lead.is_duty and anchor is not None:
        return _Ground(Heap.LOOK, own or heading, anchor.end(), _strength(found))
    strength = lexicon.URGES if lead.strength == lexicon.URGES else _strength(found)
    if lead.section == lexicon.FOLLOW_LEAD:
        hangs = _INFINITIVE.match(text) and not text.split(maxsplit=1)[0].endswith("ar")
        return _Ground(Heap.SURE, lead.subject if hangs else None, 0, strength, Sure.MEDIUM)
    return _Ground(
        Heap.SURE if lead.subject or lead.section else Heap.LOOK, lead.subject or heading, 0, strength
    )


def _begins_with_verb(text: str) -> bool:
    first, _, rest = text.strip(" ¶–-•").partition(" ")
    second = rest.partition(" ")[0]
    is_noun = second.endswith("s") or second in {"ska", "skall", "är", "har", "bör", "måste"}
    word = first.strip(",")
    return (bool(_ACTIVE.match(word)) and not is_noun) or word.casefold() in {
        "ska",
        "skall",
        "ansvara",
        "bör",
        "ansvar",
    }


def _ground_of_modal(
    placed: PlacedText,
    found: tuple[re.Match[str], str],
    own: Subject | None,
    heading: Subject | None,
    why_not: str,
) -> _Ground | None:
    anchor, strength = found
    text = placed.text
    aside = _aside(placed)
    is_known = own is not None and any(one.value or one.is_role for one in own.mentions)
    if why_not and not is_known:
        return None
    if why_not or aside:
        is_named = (
            is_known
            and why_not in {"", "återger lag", "text om dokumentet"}
            and aside not in {"definition", "innehållsförteckning"}
        )
        return (
            _Ground(Heap.DOUBTFUL if why_not == "återger lag" else Heap.LOOK, own, anchor.end(), strength)
            if is_named
            else None
        )
    if own:
        return _Ground(Heap.SURE if is_known else Heap.LOOK, own, anchor.end(), strength)
    before = text[: anchor.start()]
    if _KOMMUN.search(before) or _KOMMUN.match(text[anchor.end() :].lstrip()):
        return _Ground(Heap.LOOK, None, anchor.end(), strength)
    if anchor[0].casefold() in {"kommer", "ligger"}:
        return None
    after = text[anchor.end() : anchor.end() + 40]
    is_behind = _BEHIND.match(text) and not _PASSIVE.search(after) and "finnas" not in after
    start = anchor.end() if is_behind else 0
    return _Ground(Heap.LOOK, heading, start, strength, Sure.MEDIUM)


def _ground_without_modal(work: _Work, placed: PlacedText, own: Subject | None) -> _Ground | None:
    text = placed.text
    is_item = placed.block.kind is BlockKind.ITEM
    kind = _kind_of_section(placed)
    if own and own.where is not Stands.BEFORE and (own.where is Stands.BEHIND or done_of(text)):
        return _Ground(Heap.LOOK, own, 0)
    if own:
        end = max(one.end for one in own.mentions)
        verb = text[end:].strip(" ,").partition(" ")[0]
        if _ACTIVE.match(verb) and not lexicon.STATES.match(verb.casefold()):
            known = any(one.value for one in own.mentions)
            return _Ground(Heap.SURE if is_item and known else Heap.LOOK, own, end)
    if is_item and kind:
        return _Ground(Heap.SURE if kind != "uppföljningspunkt" else Heap.LOOK, own, 0)
    if (
        is_item
        and len(text.split()) > 1
        and re.match(r"[A-ZÅÄÖ][a-zåäö]+(?:a|ör|å)\b", text)
        and len(placed.headings) > 0
    ):
        return _Ground(Heap.LOOK, None, 0)
    if is_item and _begins_with_verb(text) and not lexicon.STATES.match(text.partition(" ")[0].casefold()):
        return _Ground(Heap.LOOK, None, 0)
    timed = times_of(text).get("periodicitet")
    in_principles = any(lexicon.PRINCIPLES.search(heading.title) for heading in placed.headings)
    if done_of(text) and (timed or is_item or kind or in_principles or work.is_in_passive):
        return _Ground(Heap.LOOK, own, 0)
    if re.match(
        r"(?:I (?:detta|det) [\w ]*arbetet? (?:görs|genomförs|sker)\b|(?:och|samt) (?:vad som|resultatet|detta)\b)",
        text,
    ):
        return _Ground(Heap.LOOK, None, 0)
    return None


def _fields(work: _Work, placed: PlacedText, ground: _Ground) -> dict[str, Read]:
    text = placed.text.strip(" ¶•")
    offset = placed.text.find(text)
    if ground.subject is None:
        ground = ground._replace(subject=_carried(work, placed), owner_at_most=Sure.LOW)
    start = ground.start
    if ground.subject and ground.subject.where is not Stands.BEFORE:
        start = max(start, ground.subject.mentions[-1].end) if ground.subject.where is Stands.BEHIND else 0
    fields = {
        "titel": title_of(text, max(0, start - offset)),
        "text": Read(text, Sure.HIGH, text, "meningen som den står"),
        "slag": _kind(work, placed, text),
    }
    who = responsible(ground.subject, at_most=ground.owner_at_most)
    role = through(ground.subject)
    if who is None and role is not None:
        who = responsible(_heading_subject(work, placed), at_most=Sure.MEDIUM)
    for key, read in (
        ("ansvariga", who), ("genom", role), ("mottagare", receiver_of(text, work.names)), ("underlag", proofs_of(text, work.names)),
    ):  # fmt: skip
        fields |= {key: read} if read is not None else {}
    fields |= times_of(text)
    if (
        text.startswith(("och ", "samt ", "I detta "))
        and work.sentences
        and work.sentences[-1].duty is not None
    ):
        before = work.duties[work.sentences[-1].duty].fields
        times = [(key, before[key]) for key in ("periodicitet", "tidsuppgift") if key in before]
        fields = {**{key: read._replace(sure=Sure.MEDIUM) for key, read in times}, **fields}
    lead = work.lead
    if lead and lead.carries and "periodicitet" not in fields and placed.block.kind is BlockKind.ITEM:
        fields.update({key: read._replace(sure=Sure.MEDIUM) for key, read in times_of(lead.text).items()})
    if ground.strength == lexicon.URGES:
        fields["bindning"] = Read("uppmanas", Sure.HIGH, text, "ordet uppmanar, det binder inte")
    return fields


def _carried(work: _Work, placed: PlacedText) -> Subject | None:
    """Return who a sentence is about, for its second clause in the passive, or a sentence that says of what it speaks."""
    last = work.sentences[-1] if work.sentences else None
    if (
        last is None
        or last.duty is None
        or last.block is not placed.block
        or not _GOES_ON.search(placed.text)
    ):
        return None
    if last.text.endswith((".", "!", "?")) and not _IN_THIS.match(placed.text):
        return None
    subject = work.last_named[1] if work.last_named and work.last_named[0] == placed.headings else None
    who = work.duties[last.duty].fields.get("ansvariga")
    if subject is None or who is None or who.words.partition(",")[0] != subject.mentions[0].words:
        return None
    return Subject(subject.mentions, "den som nämns i meningen före")


def _kind(work: _Work, placed: PlacedText, text: str) -> Read:
    lead = work.lead if placed.block.kind is BlockKind.ITEM else None
    if lead and lead.section:
        value = lexicon.LEAD_KINDS[lead.section]
        return Read(value, Sure.HIGH, lead.text, "raden som listan står under")
    kind = _kind_of_section(placed)
    if kind:
        return Read(kind, Sure.MEDIUM, placed.headings[-1].title, "rubriken")
    report = _REPORT.search(text)
    if report:
        return Read("rapport", Sure.MEDIUM, report[0], "ordet för rapporter")
    role = _ROLE_DUTY.search(text)
    if role:
        return Read("roll", Sure.LOW, role[0], "ordet för ansvar eller funktion")
    return Read("grunduppgift", Sure.LOW, text, "inget i texten säger annat")


def _read_labelled(work: _Work, placed: PlacedText) -> bool:
    """Read Åtgärd: …, Ansvar: … and Tid: …; whether the sentence was one of them."""
    found = lexicon.LABELS.match(placed.text)
    if not found:
        is_below = work.label and placed.block.kind is BlockKind.ITEM
        if not is_below and placed.block.kind is not BlockKind.ITEM:
            work.label = ""
        if is_below and work.label == "åtgärd":
            work.labelled.append(_add_action(work, placed, placed.text))
            return True
        return False
    _read_label(work, placed, placed.text)
    return True


def _read_label(work: _Work, placed: PlacedText, text: str) -> None:
    found = lexicon.LABELS.match(text)
    if found is None:
        return
    label = found["label"].casefold()
    means = next((value for word, value in lexicon.LABEL_MEANS.items() if label.startswith(word)), "annat")
    rest = text[found.end() :].strip()
    work.label = means
    if means == "åtgärd":
        work.labelled = [_add_action(work, placed, rest)] if rest else []
        if not rest:
            work.note(placed, why_not="inledning till en lista")
    elif means in {"ansvar", "tid"} and (work.labelled or _take_points(work, placed)):
        for duty in work.labelled:
            _add_label(work, duty, means, rest, found["label"])
        work.note(placed, work.labelled[-1])
    else:
        work.note(placed, why_not="mål" if label.endswith("mål") else f"uppgift under ”{found['label']}”")


def _take_points(work: _Work, placed: PlacedText) -> bool:
    """Take the points just above a label as what it is about; whether there are any."""
    for one in reversed(work.sentences):
        if one.duty is None or one.block.kind is not BlockKind.ITEM or one.chapter != placed.chapter:
            break
        work.labelled.insert(0, one.duty)
    return bool(work.labelled)


def _add_action(work: _Work, placed: PlacedText, text: str) -> int:
    ground = _Ground(Heap.SURE, subject_of(text, None, work.names), 0)
    fields = _fields(work, placed._replace(text=text), ground)
    fields["slag"] = Read("aktivitet", Sure.HIGH, placed.text, "står som åtgärd")
    return work.add(placed, fields, Heap.SURE)


def _add_label(work: _Work, duty: int, means: str, text: str, label: str) -> None:
    fields = work.duties[duty].fields
    if means == "tid":
        if "periodicitet" not in fields:
            fields.update(times_of(text, is_time=True))
        return
    subject = owners_in(text, work.names, f"står vid ”{label}”")
    who, role = responsible(subject), through(subject)
    if who is None and role is None and text.strip(" –-."):
        who = Read(None, Sure.LOW, text, f"står vid ”{label}”; namnet finns inte i organisationen")
    fields.update({key: read for key, read in (("ansvariga", who), ("genom", role)) if read is not None})


def _read_compensation(work: _Work, placed: PlacedText) -> bool:
    """Read what state compensation is used for: each heading under that one is a duty, with all that stands below it."""
    at = next((at for at, one in enumerate(placed.headings) if lexicon.COMPENSATION.search(one.title)), None)
    if at is None:
        work.compensation = None
        return False
    below = " – ".join(one.title for one in placed.headings[at + 1 :])
    if work.compensation and work.compensation[0] == below:
        _continue(work, placed, work.compensation[1])
        return True
    if not below and not lexicon.NOMINAL.match(placed.text):
        return False
    fields = _fields(work, placed, _Ground(Heap.LOOK, None, 0))
    for key in ("periodicitet", "tidsuppgift", "senast"):
        fields.pop(key, None)
    fields["slag"] = Read("ersättning", Sure.HIGH, placed.headings[at].title, "rubriken")
    if below:
        fields["titel"] = Read(placed.headings[-1].title, Sure.MEDIUM, below, "rubriken")
    work.compensation = (below, work.add(placed, fields, Heap.LOOK))
    return True


def _read_row(work: _Work, placed: PlacedText) -> None:
    block = placed.block
    cells = block.cells or tuple(block.text.split("\t"))
    table = block.table or 0
    if len(cells) == _LABEL_AND_TEXT and not _columns(cells[1:]):
        labelled = f"{cells[0].strip(' :')}: {cells[1]}"
        if lexicon.LABELS.match(labelled):
            _read_label(work, placed, labelled)
            return
    means = _columns(cells)
    if table not in work.columns or ("åtgärd" in means and len(means) > 1 and _all_short(cells)):
        work.columns[table] = means
        if not means and (guessed := _without_headings(work, cells)):
            _add_row(work, placed, cells, guessed, cells[guessed["åtgärd"]].strip(), Heap.LOOK)
            return
        work.note(placed, why_not="tabellens rubriker" if means else "tabell utan åtgärder")
        return
    columns = work.columns[table]
    if not columns and (guessed := _without_headings(work, cells)):
        _add_row(work, placed, cells, guessed, cells[guessed["åtgärd"]].strip(), Heap.LOOK)
        return
    action = columns.get("åtgärd", -1)
    if action < 0 and {"ansvar", "tid"} <= columns.keys():
        action = next(
            (at for at in range(len(cells)) if at not in columns.values()), columns.get("annat", -1)
        )
    if action < 0 or not {"ansvar", "tid", "uppföljning"} & columns.keys() or action >= len(cells):
        work.note(placed, why_not="tabell utan åtgärder")
        return
    text = cells[action].strip()
    if not text or not any(sign.isalpha() for sign in text):
        _read_row_below(work, placed, cells, columns)
        return
    _add_row(work, placed, cells, columns, text, Heap.SURE)


def _read_row_below(work: _Work, placed: PlacedText, cells: tuple[str, ...], columns: dict[str, int]) -> None:
    """Read a row whose action is that of the row above: one more duty where it names who and when, else a part of it."""
    last = work.labelled[-1] if work.labelled and any(cell.strip() for cell in cells) else None
    own = [key for key in ("ansvar", "tid") if columns.get(key, len(cells)) < len(cells) and cells[columns[key]].strip()]  # fmt: skip
    if last is None or len(own) < _LABEL_AND_TEXT:
        work.note(placed, last, "" if last is not None else "tom rad")
        return
    _add_row(work, placed, cells, columns, work.duties[last].fields["text"].value, Heap.LOOK)


def _add_row(
    work: _Work, placed: PlacedText, cells: tuple[str, ...], columns: dict[str, int], text: str, heap: Heap
) -> None:
    fields = _fields(work, placed._replace(text=text), _Ground(heap, subject_of(text, None, work.names), 0))
    fields["slag"] = Read("aktivitet", Sure.MEDIUM, text, "står som åtgärd i en tabell")
    duty = work.add(placed, fields, heap)
    work.labelled = [duty]
    for meaning, label in (("ansvar", "kolumnen för ansvar"), ("tid", "kolumnen för tid")):
        at = columns.get(meaning, len(cells))
        if at < len(cells) and cells[at].strip():
            _add_label(work, duty, meaning, cells[at], label)


def _without_headings(work: _Work, cells: tuple[str, ...]) -> dict[str, int]:
    """Return what the columns of a row may hold where no heading says it: a body alone, and words that begin with a verb."""
    who = next((at for at, cell in enumerate(cells) if _is_body(work, cell)), -1)
    what = next((at for at, cell in enumerate(cells) if at != who and _is_action(cell)), -1)
    when = next((at for at, cell in enumerate(cells) if at not in (who, what) and times_of(cell, is_time=True).keys() & {"periodicitet", "senast"}), -1)  # fmt: skip
    found = {"åtgärd": what, "ansvar": who, "tid": when}
    return {key: at for key, at in found.items() if at >= 0} if who >= 0 and what >= 0 else {}


def _is_body(work: _Work, cell: str) -> bool:
    found = owners_in(cell, work.names, "")
    return found is not None and sum(len(one.words) for one in found.mentions) * 10 >= len(cell.strip()) * 7


def _is_action(cell: str) -> bool:
    text = cell.strip()
    return len(text.split()) > 1 and bool(_INFINITIVE.match(text) or _begins_with_verb(text))


def _all_short(cells: tuple[str, ...]) -> bool:
    return all(len(cell.split()) < 5 for cell in cells)


def _columns(cells: tuple[str, ...]) -> dict[str, int]:
    """Return which column holds what, by their headings."""
    means: dict[str, int] = {}
    for index, cell in enumerate(cells):
        value = next((cue.value for cue in lexicon.COLUMNS if cue.pattern.fullmatch(cell.strip(" :"))), None)
        if value:
            means.setdefault(value, index)
    return means
