"""The rules about a file's form: what `syntax` refuses before any model has seen it."""

from trygghetsplan.findings import Rule, Severity

SYNTAX = Rule(
    "TP010",
    Severity.ERROR,
    "Texten följer inte YAML:s form",
    """Filen går inte att tolka: ett kolon, ett citattecken eller ett indrag är fel.

    Vanligast är ett kolon i löptext (sätt texten inom citattecken) eller en rad som är indragen ett steg
    för mycket eller för litet.

    Fel:
        organ: miljonamnden
         år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
DUPLICATE_KEY = Rule(
    "TP011",
    Severity.ERROR,
    "Samma nyckel två gånger",
    """En nyckel står två gånger på samma nivå, och då går det inte att veta vilken som gäller.

    Ta bort den ena, eller ge den ett eget id. Står flera nycklar två gånger har raden med id oftast fallit bort
    mellan två poster; skriv in den.

    Fel:
        organ: miljonamnden
        år: 2024
        år: 2023
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
NOT_ALLOWED = Rule(
    "TP012",
    Severity.ERROR,
    "YAML som inte används här",
    """Filen använder en finess i YAML som gör data svår att läsa: ankare, alias, taggar eller direktiv.

    Skriv ut värdet där det gäller. Ett värde som börjar med &, * eller ! ska stå inom citattecken.

    Fel:
        organ: &namn miljonamnden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
TOO_DEEP = Rule(
    "TP013",
    Severity.ERROR,
    "Filen är för djup eller för stor",
    """Filen har fler nivåer eller fler rader än någon plan behöver, och läses därför inte.

    Dela upp filen, eller rätta parenteserna om de har hamnat fel. Har filen fler än 1 000 fel av ett slag sägs hur
    många de är, och 1 000 av dem visas.

    Fel:
        kontakt: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
SHAPE = Rule(
    "TP014",
    Severity.ERROR,
    "Filen har fel form",
    """Filen är tom, innehåller flera dokument eller har en nyckel som inte är text.

    Varje fil ska vara ett dokument med nycklar och värden, som i exemplet.

    Fel:
        --- followups/2024/miljonamnden.yaml
        - organ: miljonamnden
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
RULES = (SYNTAX, DUPLICATE_KEY, NOT_ALLOWED, TOO_DEEP, SHAPE)
