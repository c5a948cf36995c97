"""The rules about the form of a record (TP1xx), as they are explained. Those who read the files say where one is broken."""

from trygghetsplan.findings import Rule, Severity

MISSING = Rule(
    "TP101",
    Severity.ERROR,
    "Något som krävs saknas",
    """En fil eller en nyckel som måste finnas saknas.

    Lägg till den. Handboken visar vilka nycklar varje fil ska ha.

    Fel:
        organ: miljonamnden
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
UNKNOWN_KEY = Rule(
    "TP102",
    Severity.ERROR,
    "Okänd nyckel",
    """Nyckeln används inte här. Oftast är den felstavad eller står på fel nivå.

    I ett svar får bara stå status, skäl, åtgärd, kommentar, påbörjad och det underlag som skyldigheten begär.

    Fel:
        organ: miljonamnden
        år: 2024
        kontackt: Miljöstrateg
    Rätt:
        kontakt: Miljöstrateg
    """,
)
EMPTY_VALUE = Rule(
    "TP103",
    Severity.ERROR,
    "Nyckeln saknar värde",
    """Efter kolonet står ingenting.

    Skriv ett värde eller ta bort raden. Ett svar där allt är tomt är obesvarat och får stå kvar.

    Fel:
        kontakt:
    Rätt:
        kontakt: Miljöstrateg
    """,
)
WRONG_SHAPE = Rule(
    "TP104",
    Severity.ERROR,
    "Värdet har fel form",
    """Här väntas något annat: en text, en lista eller nycklar med värden.

    En lista skrivs som [ett, två] eller med ett bindestreck per rad. Nycklar under en nyckel dras in två steg.

    Fel:
        organ: miljonamnden
        år: 2024
        svar: uppfylls
    Rätt:
        organ: miljonamnden
        år: 2024
        svar: {}
    """,
)
UNKNOWN_WORD = Rule(
    "TP105",
    Severity.ERROR,
    "Ordet går inte att välja här",
    """Värdet ska vara ett av några bestämda ord.

    Felet räknar upp orden och föreslår det som ligger närmast.

    Fel:
        svar:
          rsa:
            status: upfylls
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """,
)
WRONG_FORM = Rule(
    "TP106",
    Severity.ERROR,
    "Datum, tal, id eller annat är fel skrivet",
    """Värdet följer inte den form som fältet kräver, till exempel ett datum som inte finns.

    Datum skrivs 2024-04-18, andelar 34 av 40, tal med decimalkomma och id med små bokstäver a–z.

    Fel:
        beslut: {datum: 2025-02-30}
    Rätt:
        beslut: {datum: 2025-02-28}
    """,
)
MISPLACED = Rule(
    "TP107",
    Severity.ERROR,
    "Filen hör inte hit",
    """Filens namn eller plats är inte ett av dem som används, så den läses inte.

    Uppföljningar ligger i followups/ÅR/ORGAN.yaml och slutar på .yaml. trygghet check --fix byter inte namn på filer;
    byt i Utforskaren eller i VS Code. Kopior som en synkroniserad mapp
    har lagt dit ska tas bort.

    Fel:
        --- followups/2024/miljonamnden.yml
        organ: miljonamnden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
COPY = Rule(
    "TP108",
    Severity.ERROR,
    "Kopia från en synkroniserad mapp",
    """Filnamnet är ett som OneDrive, SharePoint eller Utforskaren ger en kopia, så filen läses inte.

    Två har skrivit i samma fil samtidigt, eller någon har kopierat den. Jämför kopian med originalet, för över
    det som ska vara kvar och ta bort kopian.

    Fel:
        --- followups/2024/miljonamnden-DESKTOP-4F2K9QX.yaml
        organ: miljonamnden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)

TEMPLATE = Rule(
    "TP109",
    Severity.ERROR,
    "Fel i en egen mall",
    """Mallen går inte att använda: den är fel skriven, använder ett namn som inte finns eller har ett okänt filnamn.

    Samma mall blir HTML, Markdown, PDF och Word. Därför har den bara de element, attribut och klasser som alla
    format kan visa, och varje element avslutas. Jämför med den mall som den utgår från; trygghet templates copy
    skriver en ny att börja från.

    Fel:
        --- templates/sections/plan-cover.j2
        <h1>{{ cover.rubrik }}</h1>
        <p>{{ cover.organisation }}</p>
    Rätt:
        --- templates/sections/plan-cover.j2
        <h1>{{ cover.heading }}</h1>
        <p>{{ cover.organisation }}</p>
    """,
)

UNREAD_REST = Rule(
    "TP110",
    Severity.WARNING,
    "Resten av raden läses som en kommentar",
    """Efter ett mellanslag inleder # en kommentar, så resten av raden hör inte till texten och läses inte.

    Hör den till texten ska hela texten stå inom citattecken. Är den en kommentar skrivs ett mellanslag efter #.

    Fel:
        kontakt: Funktion #12 vid miljökontoret
    Rätt:
        kontakt: "Funktion #12 vid miljökontoret"
    """,
)

RULES = (
    MISSING,
    UNKNOWN_KEY,
    EMPTY_VALUE,
    WRONG_SHAPE,
    UNKNOWN_WORD,
    WRONG_FORM,
    MISPLACED,
    COPY,
    TEMPLATE,
    UNREAD_REST,
)
