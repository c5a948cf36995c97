"""Faults in a municipality's own templates. They are found when a document is written."""

from trygghetsplan.findings import Rule, Severity

TEMPLATE = Rule(
    "TP109",
    Severity.ERROR,
    "Fel i en egen mall",
    """Mallen går inte att använda: den är fel skriven, använder ett namn som inte finns eller har ett okänt filnamn.

    Jämför med den mall som den utgår från; trygghet templates copy skriver en ny att börja från.

    Fel:
        --- templates/sections/outlook.html.j2
        <h2>Omvärlden</h2>
        <p>{{ report.summary.utsikt }}</p>
    Rätt:
        --- templates/sections/outlook.html.j2
        <h2>Omvärlden</h2>
        <p>{{ report.summary.asks }}</p>
    """,
)
RULES = (TEMPLATE,)
