"""What each word that can be chosen means, for the editor's list of choices."""

from collections.abc import Mapping
from enum import StrEnum

from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.audit import EffectOutcome, Stance
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.documents import DocumentKind, DocumentStatus
from trygghetsplan.model.evidence import Counted, EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.indicators import Better
from trygghetsplan.model.obligation import Kind, Presentation, Protection
from trygghetsplan.model.organisation import Bindingness

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Status: {
        Status.NOT_STARTED: "Arbetet har inte börjat (bara för det som görs en gång).",
        Status.ONGOING: "Arbetet pågår (bara för det som görs en gång).",
        Status.DONE: "Klart; underlaget visar det (bara för det som görs en gång).",
        Status.STOPPED: "Arbetet är avbrutet (bara för det som görs en gång).",
        Status.MET: "Skyldigheten är uppfylld, och underlaget visar det.",
        Status.PARTLY_MET: "En del är gjord.",
        Status.NOT_MET: "Inte gjort.",
        Status.NOT_RELEVANT: "Inget inträffade under året; kräver skäl (bara för det som gäller vid händelse).",
        Status.UNCHANGED: "Förra årets svar gäller även i år, med samma underlag.",
    },
    Kind: {
        Kind.BASIC: "Något som alltid ska göras.",
        Kind.ACTIVITY: "En aktivitet i planen.",
        Kind.FOLLOW_UP_POINT: "En punkt som följs upp.",
        Kind.REPORT: "En rapport eller redovisning som lämnas.",
        Kind.ROLE: "En roll eller funktion som ska finnas.",
        Kind.DEVELOPMENT: "Ett område som ska utvecklas.",
        Kind.COMPENSATION: "Något som statlig ersättning går till.",
        Kind.COMMITMENT: "Något som har lovats revisorerna.",
    },
    Protection: {
        Protection.OPEN: "Allt som begärs får skrivas och visas.",
        Protection.INTERNAL: "Visas aldrig per organ i den offentliga rapporten.",
        Protection.NOT_STORED: "Bara datum, diarienummer och ja eller nej får skrivas; kräver lagrum.",
    },
    Presentation: {
        Presentation.PER_BODY: "Den offentliga rapporten visar varje organ.",
        Presentation.TOGETHER: "Den offentliga rapporten visar bara antal.",
    },
    DocumentKind: {
        DocumentKind.PLAN: "Planen; räknas i planens resultat.",
        DocumentKind.PROGRAMME: "Ett program; räknas i planens resultat.",
        DocumentKind.LAW: "En lag; räknas för sig.",
        DocumentKind.REGULATION: "En föreskrift; räknas för sig.",
        DocumentKind.AGREEMENT: "En överenskommelse; räknas inte i något resultat.",
        DocumentKind.AUDIT: "En granskning eller ett yttrande; räknas inte i något resultat.",
    },
    DocumentStatus: {
        DocumentStatus.DRAFT: "Inte beslutad; binder ingen.",
        DocumentStatus.DECIDED: "Beslutad.",
    },
    Bindingness: {
        Bindingness.BOUND: "Organen är bundna av planen.",
        Bindingness.URGED: "Organen uppmanas att följa planen.",
        Bindingness.BY_DECISION: "Organen är bundna sedan deras egen styrelse har beslutat det.",
    },
    Meaning: {
        Meaning.CONCERNED: "Skyldigheten gäller organet.",
        Meaning.NOT_CONCERNED: "Skyldigheten gäller inte organet.",
        Meaning.BOUND: "Organets egen styrelse har beslutat att följa planen.",
        Meaning.EXCEPTION: "Undantag för en tid; kräver till och skäl.",
    },
    Stance: {
        Stance.AGREES: "Håller med revisorerna.",
        Stance.PARTLY: "Håller delvis med.",
        Stance.DISAGREES: "Håller inte med.",
    },
    EffectOutcome: {
        EffectOutcome.REACHED: "Kontrollen visar den effekt som söktes.",
        EffectOutcome.PARTLY: "Kontrollen visar en del av effekten.",
        EffectOutcome.NOT_REACHED: "Kontrollen visar ingen effekt.",
    },
    Better: {
        Better.HIGHER: "Ett högre värde är bättre.",
        Better.LOWER: "Ett lägre värde är bättre.",
    },
    Colour: {
        Colour.GREEN: "Arbetet fungerar.",
        Colour.YELLOW: "Det finns brister.",
        Colour.RED: "Det finns allvarliga brister.",
    },
    Counted: {
        Counted.PERSONS: "Personer; antal under fem döljs i offentliga dokument.",
        Counted.CASES: "Ärenden; antal under fem döljs i offentliga dokument.",
        Counted.INCIDENTS: "Händelser; antal under fem döljs i offentliga dokument.",
        Counted.OTHER: "Något annat.",
    },
    EvidenceType: {
        EvidenceType.DATE: "En dag i den tid som räknas.",
        EvidenceType.MEETINGS: "Flera dagar; minst säger hur många som räcker.",
        EvidenceType.VALID_FROM: "Dagen något började gälla.",
        EvidenceType.VALID_TO: "Dagen något slutar gälla.",
        EvidenceType.SHARE: "Så många av så många: 34 av 40.",
        EvidenceType.CHECKLIST: "Kryssrutor ur alternativ.",
        EvidenceType.CONTRACTS: "Diarienummer med ja eller nej.",
        EvidenceType.YES_NO: "Ja eller nej.",
        EvidenceType.INDICATOR: "Årets värde på en indikator; skrivs inte i svaret.",
        EvidenceType.YEAR_ANSWER: "Att organets fil för året är beslutad; skrivs inte i svaret.",
        EvidenceType.COUNT: "Ett heltal; minst säger hur många som räcker.",
        EvidenceType.AMOUNT: "Kronor.",
        EvidenceType.DOCUMENT: "Ett dokuments namn.",
        EvidenceType.CASE_NUMBER: "Ett diarienummer.",
        EvidenceType.DECISION: "Ett beslut, i text.",
        EvidenceType.FUNCTION: "En funktion, inte en person.",
        EvidenceType.FUNCTIONS: "Flera funktioner.",
        EvidenceType.TEXT: "Några meningar.",
    },
}
