"""A new audit: its file with what is to be filled in, and its two documents in the list of sources."""

import re
from typing import NamedTuple

_FIRST_ENTRY = re.compile(
    r"^dokument:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]+)\S", re.MULTILINE
)
_NUMBER = re.compile(r"((?:19|20)\d\d)-(\d{1,3})")


class NewAudit(NamedTuple):
    """The name of an audit, as the auditors number it, and what follows from it."""

    id: str
    number: str
    """With the colon the auditors use: 2025:2."""

    @classmethod
    def of(cls, name: str) -> "NewAudit | None":
        """Return the audit that `name` stands for: 2025-2, or 2025:2; None where it is no such number."""
        found = _NUMBER.fullmatch(name.replace(":", "-"))
        return cls(found[0], f"{found[1]}:{found[2]}") if found else None

    @property
    def path(self) -> str:
        """Where the file belongs."""
        return f"plan/revision/{self.id}.yaml"

    @property
    def report(self) -> str:
        """The id of the auditors' report."""
        return f"revisionsrapport-{self.id}"

    @property
    def reply(self) -> str:
        """The id of the answer."""
        return f"yttrande-{self.id}"


def skeleton(audit: NewAudit, body: str) -> str:
    """Return the text of a new audit's file; `body` answers the auditors."""
    return f"""# Revisionens granskning {audit.number}. Fyll i och kör: trygghet validate, trygghet audit {audit.id}
dokument: {audit.report}
titel: Revisionens granskning {audit.number}
granskning: Revisionsrapport {audit.number}
yttrande: {audit.reply}
besvaras av: {body}
rekommendationer:
  rek-1:
    nummer: 1
    titel: "[Fyll i rekommendationen]"
    # När svaret är skrivet:
    #   svar:
    #     ställningstagande: instämmer, instämmer delvis eller instämmer inte
    #     text: Vad kommunen svarar.
    #   effekt:
    #     fråga: Hur märks det att det blev bättre?
    #     kontrolleras: ÅÅÅÅ-MM-DD
skyldigheter: {{}}
# Åtagandena är skyldigheter. Ersätt {{}} ovan med dem:
#   r1-a:
#     titel: Kort namn
#     text: Vad som ska göras.
#     slag: åtagande
#     dokument: {audit.reply}
#     rekommendation: rek-1
#     ansvariga: [{body}]
#     periodicitet: engång
#     senast: ÅÅÅÅ-MM-DD
#     underlag: [datum]
"""


def with_documents(text: str, audit: NewAudit, known: frozenset[str]) -> str | None:
    """Return the list of sources with the audit's documents last, or None where the list is not written in rows.

    Nothing that stands there is touched; the rows keep the indentation and the line ends of the others.
    """
    found = _FIRST_ENTRY.search(text)
    if found is None:
        return None
    entries = {
        audit.report: f"""
slag: revision
titel: Revisionsrapport {audit.number}
kort: Revisionsrapport {audit.number}
beteckning: "{audit.number}"
okänt:
  datum: "[Fyll i datum under beslut]"
  diarienummer: "[Fyll i diarienummer under beslut]"
""",
        audit.reply: f"""
slag: revision
titel: Förslag till yttrande över revisionsrapport {audit.number}
kort: Yttrandet {audit.number}
status: utkast
okänt:
  datum: Yttrandet är inte beslutat.
  diarienummer: Yttrandet är inte beslutat.
""",
    }
    indent = found[1]
    lines = []
    for name, entry in entries.items():
        if name not in known:
            lines.append(f"{indent}{name}:")
            lines += [f"{indent}  {line}" for line in entry.strip("\n").split("\n")]
    end = "\r\n" if "\r\n" in text else "\n"
    start = text if text.endswith("\n") else f"{text}{end}"
    return start + "".join(f"{line}{end}" for line in lines)
