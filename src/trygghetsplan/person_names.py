"""Whether a text names a person where a function belongs, by common names and by how names are written."""

import unicodedata
from functools import lru_cache
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN_NAMES = _words(
    """
    anna maria margareta elisabeth elisabet eva kristina birgitta karin elin ingrid christina marie linnéa
    linnea sofia kerstin marianne lena helena sara inger johanna emma katarina viktoria cecilia emelie
    monica monika anita gunilla annika susanne camilla therese ulla jenny louise ingegerd hanna agneta ann
    julia ida lovisa carina malin irene lina linda barbro viola karolina josefin gun matilda ulrika britt
    alice ella maja sandra angelica caroline ingela anette yvonne alexandra frida siv amanda ann-christin
    ann-marie anne-marie ann-charlotte britt-marie rut ruth astrid elsa wilma alva ebba agnes clara klara
    alma selma nora vera freja saga signe ester stella tuva tyra ellen lisa lotta charlotta charlotte petra
    pia mia maj birgit gunnel gunvor solveig siri greta berit mona rose madeleine jessica rebecka rebecca
    felicia fanny moa lea olivia isabella isabelle evelina ellinor elinor eleonora nathalie natalie pernilla
    mikaela michaela jeanette annelie anneli marina veronica veronika teresia filippa tilda tove liv iris
    ines edith elvira hilda märta svea ylva gerd majken rosmarie annie anne gabriella paulina sanna sabina
    samira leila fatima amina zahra maryam mariam noor nour layla yasmin aisha zeinab hawa ayan hodan lars
    mikael anders johan erik per peter karl jan nils carl jonas stefan hans mats sven bengt fredrik bo
    daniel gunnar andreas göran mattias magnus olof thomas martin håkan leif ulf björn henrik christer ulrik
    robert david markus marcus emil alexander roger patrik niklas kent jens joakim christian kristian tommy
    rolf kjell oskar oscar simon viktor victor tobias sebastian adam lennart ingemar roland anton kenneth
    linus elias john william filip philip lucas lukas oliver hugo liam axel noah alfred ludvig leo vincent
    isak isac theo melvin arvid edvin albin gustav gustaf jesper rasmus hampus robin christoffer kristoffer
    jakob jacob joel josef samuel kurt rune arne stig åke bertil börje bernt bert tore tord torbjörn torsten
    sture ragnar harald hjalmar einar evert folke gösta sixten valdemar walter birger alf dan dennis jimmy
    jonathan jörgen jerry johnny benny kevin kim claes klas conny conrad krister michael mohamed mohammed
    muhammad muhammed ahmed ahmad ali omar hassan hussein ibrahim mustafa abdi abdullah yusuf yousef khaled
    mahmoud amir reza mehdi hamid said osman ismail piotr pawel tomasz krzysztof marek katarzyna agnieszka
    malgorzata ivan milan zoran goran dragan marko ana jelena jukka pekka juhani kari timo matti aino tuula
    pirjo ritva nikolaj sergej olga natalia tatiana svetlana irina george james jose juan carlos luis xin
    wei li nguyen thi van priya raj ture tage vilgot love loke matteo benjamin gabriel elliot otto frans
    sigge malte ivar sam milo nils-erik lars-erik karl-erik jan-erik per-olof carl-johan sven-erik bengt-åke
    lars-göran jan-olof ann-sofie anna-karin eva-lena åsa sten mohammad zlatan jovana josé hüseyin ayşe
    oleksandr
    """
)
"""Common given names in Sweden (Statistics Sweden, names of the population), older, younger and from elsewhere."""

_SURNAMES = _words(
    """
    andersson johansson karlsson nilsson eriksson larsson olsson persson svensson gustafsson pettersson
    jonsson jansson hansson bengtsson jönsson lindberg jakobsson magnusson lindström olofsson lindqvist
    lindgren berg axelsson bergström lundberg lind lundgren lundqvist mattsson berglund fredriksson sandberg
    henriksson ali forsberg mohamed sjöberg wallin engström eklund danielsson lundin håkansson björk bergman
    gunnarsson holm wikström samuelsson isaksson fransson bergqvist nyström holmberg arvidsson löfgren
    söderberg nyberg ahmed blomqvist claesson nordström mårtensson lundström viklund björklund eliasson
    berggren sandström hassan nordin ström hermansson åberg ekström holmgren hedlund sundberg dahlberg
    hellström sjögren abrahamsson falk öberg blom ek månsson norberg dahl strand jonasson lindholm åkesson
    ivarsson hansen sundström nguyen lööf åström borg nielsen jensen pedersen khan hussein ibrahim dahlström
    hussain ekman sjöström palm frisk boström lindahl frank malm moberg hedberg lantz franzén rosén lindén
    norén hallén wallén ahlén sandén skog sten stål sköld hjelm modig rask quick brandt wolf schmidt meyer
    müller schneider smith jones brown wang zhang chen singh kumar kowalski nowak petrovic jovanovic popovic
    nikolic virtanen korhonen mäkinen nieminen alm rydh ståhl tegnér haddad demir garcía lópez fernández
    yılmaz
    """
)
"""Common surnames; most others have one of the endings."""
_SURNAME_ENDINGS = (
    "sson", "ström", "strøm", "berg", "lund", "gren", "qvist", "kvist", "quist", "blad", "dahl", "stedt", "vall", "wall",
    "lind", "sten", "holm", "man", "mark", "borg", "löf", "lén", "rén", "dén", "sén", "zén", "ell", "elius", "enius",
    "sen", "ić", "vić", "ovic", "evic", "ski", "sky", "ska", "nen", "oğlu", "oglu", "zadeh", "pour", "ian", "ova", "ov",
)  # fmt: skip
FUNCTION_WORDS = _words(
    """
    info kontakt kontakta kommun registrator registratur diarium diariet arkiv arkivet kansli kansliet
    reception växel vaxel support helpdesk it hr press media redaktion kommunikation ekonomi faktura
    fakturor lön lon personal upphandling inkop inköp webmaster webb web admin administration postmaster
    noreply no-reply nyhetsbrev bokning beredskap säkerhet sakerhet sakerhetsskydd krisledning larm jour tib
    dataskydd dataskyddsombud dso gdpr visselblasning medborgarservice kundservice kundtjanst kundtjänst
    service brandskydd raddningstjanst räddningstjänst trygghet miljo miljö bygg plan social skola vard vård
    omsorg kultur fritid teknik park gata vatten avfall valnamnd val overformyndare överförmyndare namnd
    nämnd styrelse fullmaktige fullmäktige revision revisorer myndighet polisen brevlada brevlåda
    funktionsbrevlada epost mail post kund namn fornamn förnamn efternamn exempel example test user
    """
)
"""Words that make an address one of a function, or that stand in a form for whoever has it."""
_NOT_IN_NAMES = _words(
    """
    ab hb kb kommun kommunen kommuns region regionen län länet länsstyrelsen syd nord norr söder öst väst
    stad staden lund lunds malmö malmös skåne skånes sverige sveriges stockholm stockholms göteborg
    göteborgs uppsala svenska svensk visit tekniska verken verket fastigheter fastighets bostäder rådhus
    parkerings energi vatten fritid kultur teknik miljö social bygg säkerhet beredskap kris ledning
    ledningen service stab staben kansli kansliet enhet enheten nämnd nämnden styrelse styrelsen utskott
    utskottet råd rådet grupp gruppen kontor kontoret förvaltning förvaltningen avdelning avdelningen bolag
    bolaget förbund förbundet stiftelse stiftelsen myndighet myndigheten räddningstjänsten räddningstjänst
    polisen polis försvarsmakten hemvärnet trafikverket kustvakten direktion direktionen fullmäktige
    funktion chef vd direktör ordförande sekreterare handläggare samordnare strateg ansvarig administratör
    controller vice ställföreträdande tf biträdande första andre senior junior extern intern operativ
    strategisk digital nationell tjänsteman i på för av med och vid under hos till inom samt det den en ett
    ej inte är ingen saknas vakant säkerhets krisberedskaps miljönämndens socialnämndens kommunstyrelsens
    nämndens styrelsens habostyrelsens lean scrum power business data information officer manager head chief
    security risk safety team crisis
    """
)
_FUNCTION_ENDINGS = (
    "chef", "chefen", "ansvarig", "ansvariga", "ansvarige", "samordnare", "samordnaren", "strateg", "strategen",
    "handläggare", "handläggaren", "ledare", "ledaren", "sekreterare", "direktör", "direktören", "ordförande",
    "inspektör", "ingenjör", "rådgivare", "kontroller", "controller", "ombud", "ombudet", "vakt", "mästare", "jurist",
    "ekonom", "planerare", "utredare", "utvecklare", "specialist", "koordinator", "administratör", "assistent",
    "kommunikatör", "pedagog", "rektor", "läkare", "sköterska", "arkitekt", "tekniker", "förvaltare", "befäl",
    "tjänst", "tjänsten", "tjänstens", "nämnd", "nämnden", "nämndens", "styrelse", "styrelsen", "styrelsens",
    "förvaltning", "förvaltningen", "förvaltningens", "kontor", "kontoret", "kontorets", "kansli", "kansliet", "verket",
    "verkets", "enhet", "enheten", "enhetens", "avdelning", "avdelningen", "avdelningens", "bolag", "bolaget", "bolagets",
    "förbund", "förbundet", "skola", "skolan", "skolans", "gruppen", "staben", "stabens", "funktion", "funktionen",
    "utskottet", "beredningen", "rådet", "ledning", "ledningen", "bank", "stiftelsen", "fullmäktige", "direktionen",
    "service", "kommun", "kommuns", "region", "länet", "centrum", "center", "centralen", "organisationen", "ägare",
    "skydd", "skyddet", "skydds", "säkerhet", "säkerhets", "arbete", "frågor", "hem", "hemmet", "huset", "fastigheter",
    "producent", "konsult", "analytiker", "revisor", "revisorer", "observatör", "representant", "personal", "expert",
    "lärare", "bibliotekarie", "registrator", "arkivarie", "medarbetare", "rörelsen", "logistiker", "operatör",
)  # fmt: skip
_PARTICLES = _words("von af de van der den la el al bin ibn di da do dos del y")
_PARTING = dict.fromkeys(map(ord, ',;:/()[]|\n•–—<>{}"”“'), " , ")


@lru_cache(maxsize=4096)
def names_person(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a text that should be a function names a person. `known` are names of bodies, which are none.

    Two words or more with capitals, none of which belongs to functions or organisations; or a common given name that
    stands alone or beside a surname, whatever its letters. What it reaches is measured in `test_personal_data`.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    for name in known:
        plain = plain.replace(name, ",")
    part: list[str] = []
    for word in (*plain.translate(_PARTING).split(), ","):
        if word[0].isalpha():
            part.append(word.strip("'.!?*_`") + ("." if word.endswith(".") else ""))
        elif _is_name(part):
            return True
        else:
            part = []
    return False


def _is_name(words: list[str]) -> bool:
    """Whether the words of one part are a name, or hold one."""
    if len(words) == 1:
        small = words[0].casefold()
        return words[0][:1].isupper() and (
            small in GIVEN_NAMES or small in _SURNAMES or small.endswith("sson")
        )
    run: list[str] = []
    for word in (*words, "och"):
        if _may_be_in_name(word) or (run and word in _PARTICLES):
            run.append(word)
            continue
        if _is_name_run(run):
            return True
        run = []
    return any(
        first.casefold() in GIVEN_NAMES and is_surname(second.casefold()) for first, second in pairwise(words)
    )


def _may_be_in_name(word: str) -> bool:
    small = word.casefold().rstrip(".")
    if small in _NOT_IN_NAMES or (small.endswith(_FUNCTION_ENDINGS) and small not in _SURNAMES):
        return False
    is_initial = len(small) == 1 and word[:1].isupper()
    is_shouted = word.isupper() and len(small) > 1 and not (small in GIVEN_NAMES or is_surname(small))
    return (word[:1].isupper() or is_initial) and not is_shouted


def _is_name_run(run: list[str]) -> bool:
    """Whether words that follow on each other with capitals are a name: at least one of two letters beside another."""
    words = [word for word in run if word not in _PARTICLES]
    return len(words) >= 2 and any(len(word.rstrip(".")) > 1 for word in words)


def is_surname(word: str) -> bool:
    """Whether a word in lower case is a common surname, or ends as one."""
    return word in _SURNAMES or (len(word) > 4 and word.endswith(_SURNAME_ENDINGS))
