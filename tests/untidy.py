"""Untidy YAML texts: what people, editors and spreadsheets leave behind, with comments in every odd place.

A seed gives one text, the same on every machine, together with the comments that were put into it.
"""

from random import Random

OBLIGATION = (
    *("titel", "text", "slag", "rad", "plats", "lagrum", "ansvariga", "periodicitet", "senast", "från"),
    *("underlag", "skydd", "tolkning", "kommentar"),
)
ANSWER = ("status", "skäl", "kommentar", "datum", "diarienummer", "möten", "händelser", "beskrivning")
WORDS = (
    *(
        "uppfylls",
        "2024-04-18",
        "SN 2024/0107",
        "1.10",
        "010",
        "no",
        "Yes",
        "on",
        "07:30",
        "2024:1",
        "1,59",
        "null",
        "~",
    ),
    *(
        "Ängsköpings kommun",
        "a: b",
        "# inte en kommentar",
        "x # y",
        "100 %",
        "'apostrof'",
        '"citat"',
        "a\\b",
        "[Fyll i]",
    ),
    *(
        "{x}",
        "- streck",
        "-1",
        "?",
        "ja",
        "5 kap. 1 §",
        "1e3",
        "0x1F",
        "12_000",
        "612 000",
        "a, b",
        "kolon:",
        "@",
        "`",
    ),
    *(
        "!utrop",
        "&och",
        "*",
        "%",
        "|",
        ">",
        "=",
        "<<",
        ".5",
        "5.",
        "2024-01-01 10:00",
        "---",
        "...",
        "é",
        "→",
        "\u00a0fast",
    ),
    *(
        "2:30:15",
        "+46",
        "0",
        "-0",
        "0b1",
        "y",
        "N",
        "TRUE",
        "off",
        "å" * 130,
        "ett två tre fyra fem sex sju åtta nio",
    ),
)


class Untidy:
    """Writes one text."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.lines: list[str] = []
        self.comments: list[str] = []
        if self.chance.random() < 0.5:
            self.path = "plan/fokusomraden/1-ett.yaml"
            self._chapter()
        else:
            self.path = "followups/2024/socialnamnden.yaml"
            self._follow_up()
        self._remark(0)
        self.text = "\n".join(self.lines) + "\n" * self.chance.randrange(3)

    def content(self) -> bytes:
        """Return the text as bytes, sometimes as Windows saves it."""
        text = self.text.replace("\n", "\r\n") if self.chance.random() < 0.3 else self.text
        return (b"\xef\xbb\xbf" if self.chance.random() < 0.2 else b"") + text.encode()

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _comment(self) -> str:
        text = f"# anmärkning {len(self.comments)}" + self.chance.choice(
            ["", ": x", " 'y", " [", " # mer", "\t|"]
        )
        self.comments.append(text)
        return text

    def _remark(self, indent: int) -> None:
        """Perhaps leave blank lines and comments, at any indent."""
        while self._is(0.2):
            if self._is(0.5):
                self.lines.append(" " * self.chance.randrange(4) * self.chance.randrange(2))
            else:
                self.lines.append(
                    " " * max(0, indent + self.chance.choice([0, 0, 0, 2, 4, -2, 1, 9])) + self._comment()
                )

    def _beside(self) -> str:
        return " " * self.chance.randint(1, 4) + self._comment() if self._is(0.12) else " " * self._is(0.1)

    def _scalar(self, text: str, *, flow: bool = False) -> str:
        """Write the text plain where YAML certainly allows it, else in quotation marks of some kind."""
        first, rest = text[:1], text[1:]
        plain = first.isalnum() and not set(text) & set(",[]{}") if flow else first.isalnum()
        if plain and ": " not in text and " #" not in text and not rest.endswith(":") and self._is(0.8):
            return text
        if self._is(0.5):
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _word(self) -> str:
        return self.chance.choice(WORDS)

    def _key(self, key: str) -> str:
        return f'"{key}"' if self._is(0.05) else key

    def _value(self, head: str, indent: int) -> None:
        """Write a value after `head`, in one of the ways there are."""
        step = " " * (indent + self.chance.choice([1, 2, 2, 2, 4]))
        match self.chance.randrange(12):
            case 0:
                self.lines.append(
                    f"{head} {self.chance.choice(['>-', '>', '|', '|-', '|+', '>2'])}{self._beside()}"
                )
                if self.lines[-1].split()[-1] == ">2" or ">2 " in self.lines[-1]:
                    step = " " * (indent + 2)
                for number in range(self.chance.randint(1, 4)):
                    self.lines.append(
                        "" if number and self._is(0.2) else f"{step}text {self._word()} # hör till texten"
                    )
                self.lines.append(f"{step}slut" + " " * self.chance.randrange(2))
            case 1:
                self.lines += [f"{head} ett par rader", f"{step}utan tecken", f"{step}omkring sig"]
            case 2:
                self.lines += [f'{head} "rad ett', f'{step}rad två"{self._beside()}']
            case 3:
                items = ", ".join(
                    self._scalar(self._word(), flow=True) for _ in range(self.chance.randrange(5))
                )
                self.lines.append(f"{head} [{items}]{self._beside()}")
            case 4:
                self.lines.append(f"{head} [{self._beside()}")
                for _ in range(self.chance.randint(1, 3)):
                    self.lines.append(f"{step}{self._scalar(self._word(), flow=True)},{self._beside()}")
                    self._remark_inside(step)
                self.lines += [f"{step}sist{self._beside()}", f"{step}]{self._beside()}"]
            case 9:
                self.lines.append(f"{head}{self._beside()}")
            case 10 | 11:
                self.lines.append(f"{head} {self._scalar(self._word())}{self._beside()}")
            case way:
                self._nested(head, step, way)

    def _nested(self, head: str, step: str, way: int) -> None:
        match way:
            case 5:
                self.lines.append(f"{head}{self._beside()}")
                for _ in range(self.chance.randint(1, 3)):
                    self._remark(len(step))
                    self.lines.append(f"{step}-   {self._scalar(self._word())}{self._beside()}")
            case 6:
                pairs = ", ".join(
                    f"{key}: {self._scalar(self._word(), flow=True)}" for key in ("avsnitt", "punkt")
                )
                self.lines.append(f"{head} {{{pairs}}}{self._beside()}")
            case 7:
                self.lines.append(f"{head}{self._beside()}")
                for key in ("punkt", "avsnitt"):
                    self._remark(len(step))
                    self._value(f"{step}{key}:", len(step))
            case 8:
                self.lines.append(f"{head}{self._beside()}")
                for _ in range(2):
                    self._remark(len(step))
                    self.lines.append(f"{step}- a: {self._scalar(self._word())}{self._beside()}")
                    self.lines.append(f"{step}  b: [x, {{y: z}}]{self._beside()}")

    def _remark_inside(self, step: str) -> None:
        if self._is(0.2):
            self.lines.append(step + self._comment())

    def _chapter(self) -> None:
        self._remark(0)
        for key in self.chance.sample(["dokument", "titel", "text", "fokusområde"], 4):
            self._value(f"{self._key(key)}:", 0)
            self._remark(0)
        self._records("skyldigheter", OBLIGATION)

    def _follow_up(self) -> None:
        self._remark(0)
        for key in self.chance.sample(["organ", "år", "kontakt", "beslut"], 4):
            self._value(f"{key}:", 0)
            self._remark(0)
        self._records("svar", ANSWER)

    def _records(self, name: str, fields: tuple[str, ...]) -> None:
        self.lines.append(f"{name}:{self._beside()}")
        indent = self.chance.choice([2, 2, 2, 1, 4])
        for number in range(self.chance.randint(1, 3)):
            self._remark(indent)
            self.lines.append(f"{' ' * indent}post-{number}:{self._beside()}")
            inner = indent + 2
            for key in self.chance.sample(fields, self.chance.randint(1, 6)):
                self._remark(inner)
                self._value(f"{' ' * inner}{self._key(key)}:", inner)
