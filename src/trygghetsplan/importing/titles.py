"""The short name of a duty, as an official would put it: what is to be done, in the infinitive, from its own words."""

import re

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.reading import Read, Sure
from trygghetsplan.importing.wording import clock_of, done_of
from trygghetsplan.swedish import capital, small

_LONGEST = 80
_SHORTEST = 15
"""A clause of so few letters says too little to be a title alone."""
_EDGES = " ,:;–-¶.•"
_RESPONSIBLE = re.compile(
    r"(?:(?P<for>ansvar\w*)(?: för)?|ser till|säkerställer|tillser)(?: också| även)?\s*$", re.IGNORECASE
)
_FILLERS = re.compile(
    r"^(?:(?:och|samt|också|även|vidare|därför|systematiskt|dessutom|att|för att)\s+)+",
    re.IGNORECASE,
)
_SHORT_INFINITIVES = frozenset({"se", "ge", "ha", "gå", "få", "stå", "bli", "vara", "ta", "bidra", "delta"})
_ADJECTIVE = re.compile(
    r"(?:ig|isk|ell|ant|ent|ik|iv|[mn]al|rd|amm|andr|all|stor|ny|egn|god|dess|dett|denn|samtlig|bra)a$"
)
_PARTICLE = r"(?: (?:upp|över|igenom|fram|ut|in|ned|ner|till vara|samman)\b)?"
_TO_BE_DONE = re.compile(
    rf"(?P<what>[^;:]{{3,90}}?) (?:ska|skall|bör|måste)(?: (?:även|också|därför|alltid|löpande|därtill))* "
    rf"(?P<verb>[a-zåäö]{{2,}}s)\b(?P<particle>{_PARTICLE})(?P<rest>.*)$"
)
_IS_DONE = re.compile(rf"(?P<particle>{_PARTICLE})(?P<rest>.*)$")
_AND_DONE = re.compile(
    r"\b(?P<and>och|eller|samt) (?P<verb>[a-zåäö]+(?:as|rs|gs|ds|ls|js|ks|vs|ms|ts|äs|ges))\b"
)
_AND_DOES = re.compile(
    r"^(?P<first>[\w-]+(?: upp| fram| över)?(?:,| och| samt| eller) )(?P<verb>[a-zåäö]+(?:ar|er|ör))\b"
)
_BY_WHOM = re.compile(r" av (?=[^,.]{0,40}?(?:nämnd|styrelse|kontor|förvaltning|avdelning|chef|verksamhet|enhet|bolag|fullmäktige)).*$")  # fmt: skip
_TO_EXIST = re.compile(r"(?:det|där) (?:ska|skall|bör|måste) (?:även |också |därför )*(?:finnas|upprättas)", re.IGNORECASE)  # fmt: skip
_CLAUSE_ENDS = re.compile(
    r"[,;(–]|:(?= )|(?<!\w)(?:för att|i syfte|enligt|som|vilk[ae]t?|så att|utifrån|med hänsyn|genom att|i enlighet|samt|inklusive)(?!\w)"
)
_PHRASE_ENDS = re.compile(
    r"(?<![-/]) (?:och|eller|i|på|för|med|av|till|inom|mellan|vid|från|om|mot|avseende|gällande|kring|genom|under|hur|vad|att|är|där) "
)
_DANGLING = re.compile(
    r"(?:\s+(?:och|eller|i|av|för|med|till|på|att|en|ett|den|det|de|sina?|sitt|minst|senast|vid|inför|om|inom|samt|som|under|efter|enligt|[\w-]+-))+$"
)
_BEFORE_VERB = re.compile(
    r"(?:under|i|inom|vid|utifrån|genom|för|med|efter|till|på|om|när|enligt)\b", re.IGNORECASE
)
_HAS_RESPONSIBILITY = re.compile(r"har (?:det|ett|även)? ?(?:[\w-]+ )?ansvar(?:et)? för ", re.IGNORECASE)
_TURNED = re.compile(r"(?P<verb>[a-zåäö]+s) (?P<what>.{3,60}?) (?P<particle>fram|upp|över)$")
_BOUND = re.compile(r"\b(?:ska|skall|bör|måste)\b")
_STATES = frozenset({"finnas", "finns", "sker", "ske", "omfattas", "vara"})
_KEEPS_E = re.compile(r"^(?:an|ut|till|för|över|in|av|upp)?se[r]$|^(?:an|ut|med|av|över|fram|till)?ger$")


def _infinitive(verb: str) -> str:
    """Return the infinitive of a verb in the present: utvecklar, följer, genomför, ser."""
    lower = verb.casefold()
    if _KEEPS_E.fullmatch(lower) or lower.endswith(("ar", "år")):
        return verb[:-1]
    if lower.endswith("er"):
        return f"{verb[:-2]}a"
    if lower == "är":
        return "vara"
    return f"{verb}a" if lower.endswith(("ör", "är")) else verb


def _active(verb: str) -> str:
    """Return the active infinitive of a verb in the passive: rapporteras, följs, ges."""
    stem = verb[:-1]
    return stem if stem[-1] in "aeåäöiu" and stem != "anmä" else f"{stem}a"


def _is_infinitive(word: str) -> bool:
    return word in _SHORT_INFINITIVES or (
        len(word) > 3
        and word not in {"sina", "våra", "deras", "flera", "båda", "vissa", "extra"}
        and word.endswith(("a", "å"))
        and not _ADJECTIVE.search(word)
    )


def _without_times(text: str) -> str:
    clock = clock_of(text)
    words = [clock.words] if clock and clock.value != "vid händelse" else []
    words += [
        one[0] for one in lexicon.DEADLINE.finditer(text) if one[0].casefold().startswith(("senast", "före"))
    ]
    for one in words:
        text = re.sub(rf"\s*(?:\b(?:minst|vid|inför|under|senast)\s+)?(?<!\w){re.escape(one.strip())}(?!\w)", "", text, count=1)  # fmt: skip
    return text.strip(_EDGES)


def _in_active(text: str) -> str:
    """Return a sentence in the passive as what is to be done: Risker ska inventeras becomes inventera risker."""
    if exists := _TO_EXIST.match(text):
        return f"Se till att det finns{text[exists.end() :]}"
    found = _TO_BE_DONE.fullmatch(text)
    done = None if found else done_of(text)
    if found and lexicon.PASSIVES.search(f" {found['verb'][:-1].rstrip('a')}s ") is None and not found["verb"].endswith(("as", "es", "ås")):  # fmt: skip
        return text
    if found:
        what, verb, particle, rest = found["what"], found["verb"], found["particle"], found["rest"]
    elif done and not text[: done.start()].rstrip().endswith(",") and text[: done.start()].strip():
        after = _IS_DONE.match(text[done.end() :])
        what, verb = text[: done.start()].strip(), done[0].strip()
        particle, rest = (after["particle"], after["rest"]) if after else ("", "")
    else:
        turned = _TURNED.match(text)
        return f"{_active(turned['verb'])} {turned['particle']} {turned['what']}" if turned else text
    if verb in _STATES or what.casefold() in {"det", "där"} or _BEFORE_VERB.match(what):
        return text
    rest = _AND_DONE.sub(lambda one: f"{one['and']} {_active(one['verb'])}", _BY_WHOM.sub("", rest))
    joined = re.match(r" (?:och|samt) [a-zåäö]+a\b" + _PARTICLE, rest)
    if joined:
        return f"{_active(verb)}{particle}{joined[0]} {_in_sentence(what)}{rest[joined.end() :]}"
    return f"{_active(verb)}{particle} {_in_sentence(what)}{rest}"


def _in_sentence(words: str) -> str:
    """Return a beginning as it stands within a sentence, where the municipality's name keeps its capital."""
    return words if re.match(r"\w+ kommun|[\w-]*[A-ZÅÄÖ]{2}|AB ", words) else small(words)


def _from_verb(text: str) -> str:
    """Return a text from its infinitive, where no more than a few words of how and when stand before it."""
    words = text.split()
    if not _BEFORE_VERB.match(text):
        return text
    at = next((at for at, word in enumerate(words[1:6], 1) if _is_infinitive(word) and word != "ta"), 0)
    at = at or next((at for at, word in enumerate(words[1:6], 1) if word == "ta"), 0)
    return " ".join(words[at:])


def _shortened(text: str) -> str:
    """Return what a text begins with, ended where a clause or a phrase ends; never within a word."""
    text = text.strip(_EDGES)
    if len(text) > _LONGEST:
        ends = [
            one.start()
            for pattern in (_CLAUSE_ENDS, _PHRASE_ENDS)
            for one in pattern.finditer(text, 0, _LONGEST + 1)
            if one.start() >= _SHORTEST
        ]
        clauses = [one.start() for one in _CLAUSE_ENDS.finditer(text, 0, _LONGEST + 1) if one.start() >= _SHORTEST]  # fmt: skip
        cuts = (_DANGLING.sub("", text[:end].strip(_EDGES)) for end in sorted(clauses or ends, reverse=True))
        by_word = text[: _LONGEST + 1].rpartition(" ")[0] or text[:_LONGEST]
        said = (cut for cut in cuts if not all(_is_infinitive(word) for word in re.findall(r"\w+", cut) if word != "och"))  # fmt: skip
        text = next((cut for cut in said if len(cut) >= _SHORTEST), by_word)
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")]
    return _DANGLING.sub("", text.strip(_EDGES)).strip(_EDGES)


def title_of(text: str, start: int) -> Read:
    """Return the field `titel` of a duty whose words begin where its sentence says what is to be done."""
    responsible = _RESPONSIBLE.search(text, max(0, start - 60), start)
    rest = _without_times(re.sub(r"^[a-h]\) ", "", text[start:].strip(_EDGES)))
    if responsible and rest.startswith(("också ", "även ")):
        rest = rest.partition(" ")[2]
    if responsible and not rest.startswith(("och ", "samt ")):
        clause = re.match(r"(?:för )?att (?:också |även )?(?P<clause>.*)", rest)
        if clause:
            first = _from_verb(clause["clause"])
            rest = first if _is_infinitive(first.partition(" ")[0]) else f"se till att {clause['clause']}"
        elif urged := re.match(r"(?:mot|inför|gentemot) .{3,40}? att (?P<clause>.*)", rest):
            rest = urged["clause"]
        elif responsible["for"]:
            rest = f"ansvara {rest}" if rest.startswith("för ") else f"ansvara för {rest}"
    else:
        rest = _FILLERS.sub("", rest) or rest
        rest = _HAS_RESPONSIBILITY.sub("ansvara för ", _from_verb(_in_active(rest)), count=1)
        rest = re.sub(r"^(har|är),", r"\1", rest, flags=re.IGNORECASE)
        first, _, more = rest.partition(" ")
        if re.fullmatch(r"[\w-]+(?:ar|er|ör|år)|är", first.casefold()) and not more.startswith(("ska ", "är ", "har ")) and _is_verb(first) and not _BOUND.search(rest):  # fmt: skip
            rest = _AND_DOES.sub(lambda one: f"{one['first']}{_infinitive(one['verb'])}", f"{_infinitive(first)} {more}")  # fmt: skip
    if " " not in rest or rest.startswith("vara "):
        rest = _without_times(text)
    short = _shortened(rest) or _shortened(text)
    return Read(capital(short), Sure.MEDIUM, text, "det som ska göras, med textens ord")


def _is_verb(word: str) -> bool:
    """Tell whether a word at the beginning is a verb in the present, and no noun in the plural."""
    return not re.search(r"(?:nämnd|bolag|ning|tion|plan|grupp|dokument|risk|insats|utbildning|åtgärd|medarbet|chef|rutin|indikator|lokal|riktlinj|person|händels|olyck|resurs|avtal|möt|uppgift|rapport|verksamhet|invånar|elev)(?:ar|er)$|(?:or|are)$", word.casefold())  # fmt: skip
