"""What Swedish officialese says with which words, as one table of patterns: nothing here decides, it is looked up.

The words are those of Klarspråk's list of officialese (ska, åligger, ansvarar för, har i uppdrag) and of the headings
that municipal plans give their columns and labels.
"""

import re
from typing import NamedTuple

from trygghetsplan.importing.reading import Sure


class Cue(NamedTuple):
    """Words that say something: where they are found, the text means the value."""

    pattern: re.Pattern[str]
    value: str
    sure: Sure
    why: str


def _cues(sure: Sure, why: str, *rows: tuple[str, str]) -> tuple[Cue, ...]:
    """Return a cue for each row; a pattern stands for whole words, in capitals or not."""
    return tuple(
        Cue(re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), value, sure, why)
        for words, value in rows
    )


HIGH, MEDIUM, LOW = Sure.HIGH, Sure.MEDIUM, Sure.LOW

BINDS, URGES, GIVES = "ska", "uppmanas", "ligger på"
MODALS = (
    *_cues(
        HIGH,
        "ansvaret läggs på någon",
        (r"(?:vilar|ligger|åligger|åvilar|ankommer)(?: på| hos)?|ålagts?", GIVES),
    ),
    *_cues(
        HIGH,
        "ord som binder",
        (r"ska|skall|måste|har att|är skyldiga? att|ålägger|åläggs(?: att)?", BINDS),
        (r"(?:an)?svarar(?= \w| för)|ansvar(?:ar)? för|är (?:ytterst )?ansvariga? för", BINDS),
        (r"har (?:(?:ett|det|också|även) ){0,2}(?:[\w-]+(?:a|t) )?(?:[\w-]+)?ansvar(?:et)?", BINDS),
        (r"(?:har|får|ges|fick) (?:också |även |därför )?(?:i|som|till) (?:uppdrag|uppgift)(?: att)?", BINDS),
        (
            r"uppdras åt|ser till|säkerställer|tillser|har ett uppdrag|är dokumentansvariga?|kommer(?: att)?",
            BINDS,
        ),
    ),
    *_cues(MEDIUM, "ord som uppmanar", (r"bör|uppmanas(?: att)?|rekommenderas(?: att)?", URGES)),
)
"""Words that make a duty, and how strongly."""

ACTION_LEAD, FOLLOW_LEAD, AREA_LEAD = "aktiviteter", "uppföljning", "utvecklingsområden"
LEAD_KINDS = {ACTION_LEAD: "aktivitet", FOLLOW_LEAD: "uppföljningspunkt", AREA_LEAD: "utvecklingsområde"}
"""What kind of duty stands in a list, by what its lead names."""
LEADS = _cues(
    HIGH,
    "listan står under en rad som gör punkterna till uppgifter",
    (r"utvecklingsområde\w*\b.*", AREA_LEAD),
    (r"följ(?:a|er|s) upp\b.*|uppföljning(?:en)? (?:sker|görs|ska)\b.*|mäts\b.*", FOLLOW_LEAD),
    (r"(?:följande |dessa )?(?:aktivitet(?:er)?|åtgärd(?:er)?|insats(?:er)?)\b.*", ACTION_LEAD),
)
"""What a line that ends with a colon makes of the points below it, beside its own modal verb."""

WHOLE_LEAD = re.compile(
    r",? (?:vilk[ae]t?|som ska|enligt (?:nedan|följande)|utifrån (?:följande|dess[ae]))\b.*:$"
)
"""How a line goes on that says a whole duty before its list."""
RELATIVE_VERBS = re.compile(
    r"\b(?:agerar|gäller|finns|bedöms|krävs|berörs|arbetar|har|är|syftar|bedriver|lyfts|ingår|pekas|nämns|kan|anges|framgår|identifierats|hanterar|beskrivs|tas|görs|omfattas)\b"
)
"""Verbs of a relative clause, behind which a binding word belongs to the main clause."""

COMPENSATION = re.compile(r"statlig\w* (?:ersättning|bidrag|medel)|statsbidrag", re.IGNORECASE)
"""What a heading says that text about the state's compensation stands under."""
NOMINAL = re.compile(
    r"(?:[A-ZÅÄÖ][\w-]*(?:ande|ning|ing|ation)|Arbete[t]?|Kostnad(?:er)?|Lönekostnad(?:er)?)\b"
)
"""How a use of money is named."""

RELATIVE_END = re.compile(r"\b(?:som|vad|hur|vilk[ae]t?|vilken|där)\s+(?:[\w-]+\s+){0,3}$")
"""What stands before a binding word that only says what others shall do."""

HANGING = re.compile(r"(?:(?<![\w-])(?:ska|skall|bör|måste|att|följande)|[a-zåäö]:)$")
"""How a line ends that a list hangs on, with a colon or without."""

SECTIONS = _cues(
    HIGH,
    "rubriken säger vad som står under den",
    (r".*statlig\w* (?:ersättning|bidrag|medel)\w*.*|statsbidrag\w*", "ersättning"),
    (r"utvecklingsområden?", "utvecklingsområde"),
    (r"uppföljning(?:en)?(?: och \w+)?|uppföljningspunkter|indikatorer", "uppföljningspunkt"),
    (r"(?:[\w-]*)(?:aktivitet|åtgärd|insats)(?:er)?(?:na)?(?: \d{4}.*)?", "aktivitet"),
)
"""What kind of duty stands under a heading."""

ASIDE = _cues(
    HIGH,
    "står under en rubrik för beskrivande text",
    (r"innehåll(?:sförteckning)?", "innehållsförteckning"),
    (r"(?:(?:inledning|bakgrund|syfte) (?:och|samt) )?(?:syfte(?:t)?|bakgrund|inledning|sammanfattning)(?: (?:och|med|samt) .*)?",
     "text om syfte och bakgrund"),
    (r"definition(?:er)?(?: .*)?|begrepp(?:sförklaring(?:ar)?)?(?: .*)?|ordlista|förklaring(?:ar)?(?: av .*)?|förkortningar",
     "definition"),
    (r"(?:gällande )?(?:lagstiftning(?:en)?|lagar|lagrum|rättslig\w*|lagkrav|författning\w*|styrande dokument)(?: .*)?",
     "återger lag"),
    ((r"(?:övergripande |politiska )?(?:mål|vision|målsättning(?:ar)?|inriktningsmål|effektmål)(?:en)?(?: .*)?|omvärld.*|nuläge\w*|lägesbild|"
     r"(?:hot|risk)bild(?:en)?|avgränsning(?:ar)?|relaterade dokument|referenser|källor|bilagor|läsanvisning"),
     "beskrivning"),
)  # fmt: skip
"""Headings under which no duties are looked for, but a named body with a binding word."""

NO_DUTY = (
    *_cues(HIGH, "en rad i en innehållsförteckning", (r"[^\n]*\.{4,}\s*\d*", "innehållsförteckning")),
    *_cues(
        HIGH,
        "återger lag",
        (r"(?:enligt|i) \d+ ?(?:kap|§)[^\n]*|[^\n]*(?:lag(?:en)?|förordning(?:en)?) ?\(\d{4}:\d+\)[^\n]*", "återger lag"),
        (r"(?:enligt|av) (?:lag(?:en|stiftningen)?|förordningen|föreskrifterna)\b[^\n]*ska[^\n]*", "återger lag"),
        (r"varje kommun[^\n]*|kommunerna (?:ska|är)[^\n]*|[^\n]*vad kommunerna[^\n]*", "återger lag"),
    ),
    *_cues(
        HIGH,
        "säger vad ett ord betyder",
        (r"med [^,.]{3,60} (?:avses|menas)[^\n]*|[^\n]{3,60} (?:definieras som|avser här)[^\n]*", "definition"),
    ),
    *_cues(
        HIGH,
        "säger vad dokumentet eller målet är",
        (r"(?:syftet|målet|visionen|ambitionen|målsättningen|avsikten|tanken|utgångspunkten)\b[^\n]*", "text om syfte"),
        (r"(?:den|det|de)(?: här|nna|tta)? ?(?:plan|program|dokument|policy|strategi|riktlinje)\w*\b[^\n]*", "text om dokumentet"),
        (r"denna \w+[^\n]*|detta (?:dokument|program|styrdokument)[^\n]*|dokumentet[^\n]*", "text om dokumentet"),
        (r"(?:en|ett) (?:plan|program|policy|strategi|riktlinje) (?:är|beskriver|anger|ska)[^\n]*", "text om dokumentet"),
        ((r"(?:[\w-]*)(?:planen|programmet|policyn|strategin|handlingsprogrammet|riktlinjerna|målen|mål) "
         r"(?:ska|skall|syftar|gäller|är|beskriver|innehåller|omfattar|utgår|bygger|har|anger|består|riktar)[^\n]*"), "text om dokumentet"),
        (r"för mer information[^\n]*|läs mer[^\n]*|(?:se|jämför|jfr) (?:även |också )?(?:bilaga|avsnitt|kapitel|tabell|figur|vidare|[A-ZÅÄÖ])[^\n]*", "hänvisning"),
    ),
)  # fmt: skip
"""Whole sentences that are no duties, though they may have a binding word."""

_ORDINAL = r"(?:annat|tredje|fjärde|femte|sjätte|[2-9]:[ea])"
_ONE = {"en": "1", "ett": "1", "två": "2", "tre": "3", "fyra": "4", "fem": "5", "sex": "6", "ett antal": ""}
COUNTS = {**_ONE, "första": "1", "andra": "2", "tredje": "3", "fjärde": "4", "1:a": "1", "2:a": "2"}
"""Numbers as words."""
TIMES = (
    *_cues(
        HIGH,
        "ordet för tiden",
        (rf"vart ?{_ORDINAL} år|vartannat år|(?:en gång )?vart ?{_ORDINAL} år", "vart"),
        (r"(?:en gång )?(?:per|varje|(?:under|inför|vid) varje(?: ny)?) mandatperiod|mandatperiodsvis", "mandatperiod"),
        (r"(?:första|andra) halvåret|halvår [12]", "halvår"),
        (r"(?:vid |i (?:samband med )?)?(?:tertial|delår)(?:rapport|bokslut)? ?(?:[1-3]|ett|två|tre)", "tertial"),
        (r"kvartal ?(?:[1-4]|ett|två|tre|fyra)|(?:första|andra|tredje|fjärde) kvartalet", "kvartal"),
        (r"(?:minst )?(?:[2-9]|1\d|två|tre|fyra|fem|sex) gånger (?:per|om|varje|under) år(?:et)?|(?:[2-9]|två|tre|fyra) ggr[ /]år", "gånger"),
        (r"halvårsvis|(?:varje|(?<!gånger )per) termin|terminsvis|varje halvår|en gång (?:per|i) halvår(?:et)?", "2 gånger per år"),
        (r"tertialvis|(?:varje|(?<!gånger )per) tertial|tertialrapport(?:en|er|erna)?", "3 gånger per år"),
        (r"kvartalsvis|(?:varje|(?<!gånger )per) kvartal", "4 gånger per år"),
        (r"månadsvis|(?:varje|(?<!gånger )per) månad|månatlig\w*|en gång i månaden", "12 gånger per år"),
        (r"(?:minst )?(?:en|1) gång (?:per|om|varje|under) år(?:et)?|(?:minst )?(?:1|en) ggr?[ /]år|en gång årligen|årlig(?:en|a|t)?|varje år|per år|årsvis|varje (?:vår|höst|vinter|sommar)", "årligen"),
    ),
    *_cues(
        HIGH,
        "ordet för tiden",
        (r"löpande|hela året|året runt|kontinuerlig(?:t|a|en)?|fortlöpande|ständigt|dagligen|tills vidare|pågående|pågår", "löpande"),
    ),
    *_cues(
        MEDIUM,
        "ordet för tiden, som kan tolkas på flera sätt",
        (r"(?:i |vid )?(?:samband med )?(?:årsredovisningen|(?:års)?bokslutet)", "årligen"),
        (r"regelbundet|återkommande|med jämna mellanrum|fortgående", "löpande"),
        (r"(?:under|inom) mandatperioden|under innevarande mandatperiod", "mandatperiod"),
        ((r"(?:vid|efter) behov|när (?:det behövs|behov (?:finns|uppstår))|vid händelse|när något händer|"
         r"efter varje (?:\w+ )?\w+|^(?:efter|vid|i händelse av) (?:(?:en|ett) )?(?:[a-zåäö]+(?:d|de|re|a|ig|är) ){0,2}[a-zåäö]*(?:händelse|incident|kris|olyck|störning|insats)(?:a|er|or)?|"
         r"^(?:[a-zåäö]+a )?(?:händelser|incidenter|olyckor|tillbud|skador|avvikelser) (?:(?:ska|skall) )?(?:rapporteras?|anmäl(?:a)?s|utred(?:a)?s)|"
         r"vid (?:varje |större )?(?:upphandling|nyanställning|förändring|introduktion|ny- och ombyggnation)(?:ar|er)?"), "vid händelse"),
    ),
)  # fmt: skip
"""Words of time, the surest first; the value is a clock or the word that a number is read with."""

MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
DEADLINE = re.compile(
    rf"(?:(?:senast|före|innan|till|klart?)[ :]{{1,3}}){{0,3}}(?:den |i |utgången av )?(?:(?P<iso>\d{{4}}-\d\d-\d\d)|"
    rf"(?:(?P<day>\d{{1,2}})(?:[:.]?[ae])? )?(?P<month>{MONTH})(?: månad)?(?: (?:år )?(?P<year>20\d\d))?(?! \d))",
    re.IGNORECASE,
)
"""A last day: a date, a day of the year or a month."""
YEAR = re.compile(
    r"(?<![\d:/-])(?:(?:under|år|senast|våren|hösten|sommaren|Q[1-4]|H[12]|kv ?[1-4])[ .]{0,3}){0,3}(20\d\d)(?:\s*[-–]\s*(20\d\d|\d\d))?(?![\d:/-])"
)
"""A year, or the years of a period."""

PART_OF_YEAR = re.compile(
    r"(?P<first>(?:Q|kv ?)1)|(?P<half>(?:Q|kv ?)2|H1|våren)|(?P<third>(?:Q|kv ?)3|sommaren)", re.IGNORECASE
)
"""Which part of a year is meant."""
LAST_DAY_OF = {"first": "03-31", "half": "06-30", "third": "09-30"}
"""The last day of that part, by month and day."""
WITH_YEAR_WORD = re.compile(r"(?:senast|under|klart?)[^.]{0,24}20\d\d", re.IGNORECASE)
"""What makes a year in running text the time of a duty."""

PROOFS = (
    (r"utvärder", ("utvärdering",), "dokument"),
    (r"utbild|kompetens|kurs", ("deltagare",), "antal"),
    (r"övning|övas?\b|öva ", ("antal övningar", "övad"), "datum"),
    (r"utsedd|utses?\b|funktion", ("funktion", "funktioner"), "funktion"),
    (r"incident|tillbud", ("antal händelser",), "antal"),
    (r"avtal|upphandl|kravställ", ("avtal",), "avtal"),
    (r"\bråd(?:et)?\b|brottsförebyggande råd|forum|nätverk|möte", ("möten",), "möten"),
    (r"antar|fastställ|beslutar? ", ("beslut",), "beslut"),
    ((r"rapport|redovis|analys|plan(?:er|en)?\b|handlingsplan|policy|riktlinje|rutin|lägesbild|dokument|överenskommelse|"
     r"kartlägg|instruktion|regelverk|anvisning|sammanställ"), ("dokument",), "dokument"),
    (r"stöd(?:ja|jer)|samordn|samverk|bedriv|arbeta|utveckl|verka", ("beskrivning",), "text"),
)  # fmt: skip
"""Things that prove: a pattern, the names of the catalogue to take first, and the type to take where none is there."""

REPORTS = re.compile(
    r"(?:åter)?rapporter\w*|(?:åter)?redovis\w*|lämna[sr]?\b|överlämna\w*|delge\w*|anmäl\w*|informera\w*",
    re.IGNORECASE,
)
"""Words for handing something over to somebody."""

COLUMNS = _cues(
    HIGH,
    "kolumnens rubrik",
    (r"(?:[\w-]*)(?:åtgärd|aktivitet|insats|uppgift|uppdrag|moment|arbetssätt|vad)\w*(?: .*)?", "åtgärd"),
    (r"(?:huvud|genomförande)?ansvar\w*(?: .*)?|vem(?: .*)?|utför\w*|ägare|(?:berörd |ansvarig )?(?:nämnd|förvaltning|organ|funktion|part|aktör)\w*(?: .*)?", "ansvar"),
    (r"(?:[\w-]*tid(?:en|er)?|tid[\w-]*|när|klart?|senast|datum|period\w*|start\w*|intervall|frekvens|hur ofta|färdig\w*|slut\w*)(?:[ –/-].*)?", "tid"),
    (r"(?:[\w-]*mål\w*|syfte|område|risk\w*|resultat|effekt|status|kommentar\w*|nr|nummer)(?: .*)?", "annat"),
    (r"(?:uppföljning|mått|indikator|mäts|hur|redovisning|underlag|kvittens)\w*(?: .*)?", "uppföljning"),
)  # fmt: skip
"""Headings of the columns of a table."""

LABELS = re.compile(
    r"(?:^|(?<=[.;,\s]))(?P<label>(?:Del)?[Mm]ål|Åtgärd(?:er)?|Aktivitet(?:er)?|Insats(?:er)?|(?:Huvud)?[Aa]nsvar(?:ig|iga|ig nämnd|ig part)?|Vem|"
    r"Tid(?:plan|splan|punkt|ram)?|När|Klart?(?: senast)?|Senast|Uppföljning|Indikator(?:er)?|Mått|Resurser|Kostnad|Syfte|Bakgrund|Status|"
    r"Samverkan|Samverkansparter|Målgrupp)\s*:(?=\s|$)"
)
"""Labels with a colon in goal and measure lists."""
LABEL_MEANS = {"åtgärd": "åtgärd", "aktivi": "åtgärd", "insats": "åtgärd", "ansvar": "ansvar", "huvuda": "ansvar", "vem": "ansvar",
               "tid": "tid", "när": "tid", "klar": "tid", "senast": "tid"}  # fmt: skip
"""What a label means, by how it begins; others describe."""

ANYBODY = (
    (r"(?:kommunala )?bolag(?:en|s?styrelser(?:na)?|sledning\w*)?|bolaget", "bolag", HIGH),
    (r"kommunalförbund(?:en)?|förbund(?:en)?", "förbund", HIGH),
    (r"facknämnder(?:na)?|nämnd(?:er|erna)?", "nämnder", HIGH),
    (r"förvaltning(?:ar|arna)?|förvaltningsledning\w*", "nämnder", MEDIUM),
    (r"(?:kommunens )?styrelser(?:na)?", "styrelser", HIGH),
)
"""Words for all bodies of a kind, with the group that is looked for."""
BODY_LIKE = re.compile(
    r"(?<![\w-])(?:[\w-]+- och )?[\w-]*(?:[nN]ämnden|nämnd|[sS]tyrelsen|[fF]örvaltningen|[kK]ontoret|[bB]olaget|kontoret|förvaltningen|utskottet|förbundet|enheten|avdelningen|"
    r"rådet|gruppen|nätverk(?:et)?|räddningstjänsten|ledningen|fullmäktige|verksamheter(?:na)?|polisen|länsstyrelsen|AB)(?![\w-])"
)
"""Words that name somebody, whether or not the repository knows whom."""
GENERIC = frozenset(
    {"nämnden", "styrelsen", "förvaltningen", "kontoret", "bolaget", "förbundet", "utskottet"}
)
"""Words that mean the body that was last named."""
ROLE = re.compile(
    r"(?<![\w-])[\w-]*(?:chef(?:en|er|erna)?|direktör(?:en|er|erna)?|samordnare(?:n|nna)?|strateg(?:en|er)?|handläggare(?:n)?|ledare(?:n)?|"
    r"medarbetare|rektor(?:er|erna|n)?|ombud(?:et)?|tjänsteman|tjänstepersoner(?:na)?|politiker|förtroendevalda)(?![\w-])"
)
"""Words for a function or a role."""
QUANTIFIERS = re.compile(
    r"(?:(?:samtliga|alla|berörda?|respektive|varje|kommunens|kommunala?|övriga|även|också|därtill|den|det|de|är|ansvariga?|"
    r"upphandlande|[A-ZÅÄÖ]\w+s kommuns|både|såväl|dessutom|i första hand|aktuella?|egna)\s+)+$",
    re.IGNORECASE,
)
"""Words before a name that count whom it means."""
STATES = re.compile(
    r"(?:är|var|består|omfattar|innebär|beskriver|anger|gäller|kan|finns|utgör|utgörs|har|vill|får|berörs|påverkas|tillhör|saknar|"
    r"antogs|beslutade|består|behöver|handlar|syftar|regleras|styrs|kallas|heter|träder)$"
)
"""Verbs that describe and oblige nobody."""
DESCRIBES = re.compile(
    r"(?<![\w-])(?:beskrivs|anges|framgår|regleras|styrs|kallas|avses|menas|berörs|behövs|krävs|finns|definieras|utgörs|redogörs|nämns|återfinns|tillhandahålls|"
    r"präglas|kännetecknas|påverkas|orsakas|skapas|upplevs|tolereras|bedöms|anses|förväntas|begås|drabbas|utsätts|inte|används (?:ordet|begreppet)|antogs)(?![\w-])"
)
"""Verbs in the passive, and the word not, by which a state is described."""
PRINCIPLES = re.compile(r"princip|riktlinje|regler|rutin|arbetssätt|så arbetar", re.IGNORECASE)
"""What a heading says that things are said to be done under, without a binding word."""
PASSIVES = re.compile(
    r"(?<![\w-])(?:sker|finns|[gts]es|[ftgs]ås|tas|(?!kommun|område|sins|dags|alltså|annars)[a-zåäö]{2,}"
    r"(?:(?<!n)as|(?<!r)nas|[aeiouyåäö]ls|lls|(?<=[öäåy])rs|[dgjkpv]s|[bdgklmprstv]äms|(?<!e)ts|ges|[sä]äs|ses|ås)(?<!ings)(?<!bolags)(?<!bunds)(?<!råds)(?<!stads)(?<!lands))(?![\w-]| [-–])"
)
"""Verbs in the passive, by which something is said to be done."""
ENGLISH = re.compile(r"(?<!\w)(?:the|and|of|shall|should|will|with|for|is|are|be)(?!\w)", re.IGNORECASE)
SWEDISH = re.compile(r"(?<!\w)(?:och|att|för|ska|som|det|är|av|med|till|den|på)(?!\w)", re.IGNORECASE)
OTHER_DOCUMENTS = (
    (re.compile(r"(?:sammanträdes|mötes)?protokoll\b|protokollsutdrag", re.IGNORECASE), "ett protokoll"),
    (re.compile(r"kallelse\b|föredragningslista|dagordning", re.IGNORECASE), "en kallelse"),
    (re.compile(r"tjänsteskrivelse|tjänsteutlåtande", re.IGNORECASE), "en tjänsteskrivelse"),
)
"""What documents that are no plans begin with."""
PLAN_WORDS = re.compile(
    r"(?<![\w-])[\w-]*(?:plan|planen|program|programmet|policy|policyn|strategi|strategin|riktlinjer?)(?![\w-])",
    re.IGNORECASE,
)
"""What a plan calls itself."""
CASE_NUMBER = re.compile(
    r"(?:(?:Dnr|Diarienummer|Dnr\.)[: ]+)?\b((?:[A-ZÅÄÖ]{2,6}[ -]?/? ?)?(?:19|20)\d\d[/:-]\d{2,6}(?:[-.]\d+)?(?:[ -][A-ZÅÄÖ]{2,4})?)\b(?!-\d)"
)
"""A case number, with the letters of its register."""
