"""The mistakes of people who paste from Word, Excel and e-mail: a table of what they wrote and what they are told.

Each row is a follow-up in which some lines are mistaken. It says where that is told, in which words, and what
`check --fix --write` makes of the lines, or why nothing is certain.
"""

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import BASE
from trygghetsplan import api
from trygghetsplan.editing.fixes import fixed
from trygghetsplan.formats.concise import render
from trygghetsplan.model.meant import meant_word
from trygghetsplan.plan.loading import Sources, assembled, sources
from trygghetsplan.source.syntax import Data, parse

PATH = "followups/2024/miljonamnden.yaml"
TEXT = """\
organ: miljonamnden
år: 2024
exempel: ja
kontakt: Miljöstrateg
beslut:
  datum: 2025-01-20
  diarienummer: MN 2025/0012
  paragraf: 29
svar:
  rsa:
    status: uppfylls
    datum: 2024-04-18
    kommentar: Antagen i nämnden.
  allt:
    status: uppfylls delvis
    belopp: 612 000
    antal: 5
    andel: 34 av 40
    genomfört: ja
    ärende: MN 2024/0044
    möten: [2024-03-01, 2024-09-02]
    funktioner:
      - Miljöchef
      - Samordnare
"""
PLAN = {
    "plan/underlag.yaml": """\
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  belopp: {typ: belopp, titel: Belopp}
  antal: {typ: antal, titel: Antal}
  andel: {typ: andel, titel: Andel}
  genomfört: {typ: ja-nej, titel: Genomfört}
  ärende: {typ: diarienummer, titel: Ärende}
  möten: {typ: möten, titel: Möten}
  funktioner: {typ: funktioner, titel: Funktioner}
""",
    "plan/fokusomraden/2-mer.yaml": """\
dokument: planen
fokusområde: 2
titel: Mer
skyldigheter:
  allt:
    titel: Allt
    text: Svara på allt.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [belopp, antal, andel, genomfört, ärende, möten, funktioner]
""",
}
FILES = {**sources(BASE), **{path: text.encode() for path, text in PLAN.items()}}


class Mistake(NamedTuple):
    """What somebody wrote from a line on, in place of as many lines; what is said, and what comes of it."""

    line: int
    written: str
    said: str
    fix: str = ""
    why: str = ""
    """Why nothing is certain, where nothing is."""


# fmt: off
MISTAKES = {
    "date of a letter": Mistake(
        6, "  datum: 20 januari 2025",
        "6:10: fel TP106 ”20 januari 2025” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2025-01-20",
        fix="  datum: 2025-01-20",
    ),
    "date with den": Mistake(
        6, "  datum: den 20 januari 2025",
        "6:10: fel TP106 ”den 20 januari 2025” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2025-01-20",
        fix="  datum: 2025-01-20",
    ),
    "date with a weekday": Mistake(
        6, "  datum: måndag 20 januari 2025",
        "6:10: fel TP106 ”måndag 20 januari 2025” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2025-01-20",
        fix="  datum: 2025-01-20",
    ),
    "date with another weekday": Mistake(
        6, "  datum: tisdag 20 januari 2025",
        "6:10: fel TP106 ”tisdag 20 januari 2025” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2025-01-20”?",
        why="the day and the weekday disagree",
    ),
    "date day and month": Mistake(
        12, "    datum: 18/4 2024",
        "12:12: fel TP106 ”18/4 2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date day month hyphen": Mistake(
        12, "    datum: 18/4-2024",
        "12:12: fel TP106 ”18/4-2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date with slashes": Mistake(
        12, "    datum: 18/4/2024",
        "12:12: fel TP106 ”18/4/2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date that may be english": Mistake(
        12, "    datum: 4/5/2024",
        "12:12: fel TP106 ”4/5/2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-05-04”?",
        why="English programs write the month first",
    ),
    "date that is like an english one": Mistake(
        12, "    datum: 4/5 2024",
        "12:12: fel TP106 ”4/5 2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-05-04”?",
        why="English programs write the month first",
    ),
    "date with dots": Mistake(
        12, "    datum: 18.4.2024",
        "12:12: fel TP106 ”18.4.2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date of a log": Mistake(
        12, "    datum: 20240418",
        "12:12: fel TP106 ”20240418” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date year first slashes": Mistake(
        12, "    datum: 2024/04/18",
        "12:12: fel TP106 ”2024/04/18” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date without zero": Mistake(
        12, "    datum: 2024-4-18",
        "12:12: fel TP106 ”2024-4-18” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date of excel": Mistake(
        12, "    datum: 2024-04-18 00:00:00",
        "12:12: fel TP106 ”2024-04-18 00:00:00” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date short year": Mistake(
        12, "    datum: 240418",
        "12:12: fel TP106 ”240418” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="it may be 24 April 2018",
    ),
    "date month and day exchanged": Mistake(
        12, "    datum: 2024-18-04",
        "12:12: fel TP106 ”2024-18-04” finns inte i kalendern",
        why="there is no such day",
    ),
    "date with a no break space": Mistake(
        12, "    datum: 2024-04-18\u00a0",
        "12:12: fel TP106 ”2024-04-18” är inte ett datum på formen ÅÅÅÅ-MM-DD; här står ett hårt mellanslag (U+00A0); skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date with dashes": Mistake(
        12, "    datum: 2024–04–18",
        "12:12: fel TP106 ”2024–04–18” är inte ett datum på formen ÅÅÅÅ-MM-DD; här står ett tankstreck (U+2013); skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date in quotation marks": Mistake(
        12, "    datum: ”2024-04-18”",
        "12:12: fel TP106 ””2024-04-18”” är inte ett datum på formen ÅÅÅÅ-MM-DD; här står ett typografiskt citattecken (U+201D); skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "date with a sign of direction": Mistake(
        12, "    datum: \u200e2024-04-18",
        "12:12: fel TP003 det osynliga tecknet U+200E (riktningstecken) får inte förekomma; ta bort det",
        fix="    datum: 2024-04-18",
    ),
    "date with a space of no width": Mistake(
        12, "    datum: 2024-04-18\u200b",
        "12:22: fel TP003 det osynliga tecknet U+200B (mellanslag utan bredd) får inte förekomma; ta bort det",
        fix="    datum: 2024-04-18",
    ),
    "date with a soft hyphen": Mistake(
        12, "    datum: 2024\u00ad04\u00ad18",
        "12:16: fel TP003 det osynliga tecknet U+00AD (mjukt bindestreck) får inte förekomma; ta bort det",
        why="between figures it may stand for a hyphen",
    ),
    "date with a number sign": Mistake(
        12, "    datum: 2024-04-1 #8",
        "12:12: fel TP106 ”2024-04-1” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-01\n"
        '12:22: varning TP110 från # är resten av raden en kommentar och läses inte; hör den till texten, skriv datum: "2024-04-1 #8"',
        why="the rest may be the end of the day",
    ),
    "date as a serial number": Mistake(
        12, "    datum: 45400",
        "12:12: fel TP106 ”45400” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="a number is a day in spreadsheets only",
    ),
    "paragraph sign": Mistake(
        8, "  paragraf: § 29",
        "8:13: fel TP106 ”§ 29” är inte ett heltal, till exempel 85 eller 612 000; skriv 29",
        fix="  paragraf: 29",
    ),
    "paragraph sign after": Mistake(
        8, "  paragraf: 29 §",
        "8:13: fel TP106 ”29 §” är inte ett heltal, till exempel 85 eller 612 000; skriv 29",
        fix="  paragraf: 29",
    ),
    "paragraph leading zero": Mistake(
        8, "  paragraf: 029",
        "8:13: fel TP106 ”029” är inte ett heltal, till exempel 85 eller 612 000; skriv 29",
        fix="  paragraf: 29",
    ),
    "paragraph hash": Mistake(
        8, "  paragraf: #29",
        '8:3: fel TP103 ”paragraf” saknar värde: det som står från # är en kommentar; skriv det utan #, eller paragraf: "#29"',
        why="it may have been a comment",
    ),
    "case no break space": Mistake(
        7, "  diarienummer: MN\u00a02025/0012",
        "7:17: fel TP106 ”MN 2025/0012” är inte ett diarienummer, till exempel KS 2024/0107; här står ett hårt mellanslag (U+00A0); skriv MN 2025/0012",
        fix="  diarienummer: MN 2025/0012",
    ),
    "case with dnr": Mistake(
        7, "  diarienummer: dnr: MN 2025/0012",
        '7:20: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel diarienummer: "dnr: MN 2025/0012"',
        why="it may be two keys that have come on one line",
    ),
    "case spaces around slash": Mistake(
        7, "  diarienummer: MN 2025 / 0012",
        "7:17: fel TP106 ”MN 2025 / 0012” är inte ett diarienummer, till exempel KS 2024/0107; skriv MN 2025/0012",
        fix="  diarienummer: MN 2025/0012",
    ),
    "case with a dash": Mistake(
        20, "    ärende: MN 2024–0044",
        "20:13: fel TP106 ”MN 2024–0044” är inte ett diarienummer, till exempel KS 2024/0107; här står ett tankstreck (U+2013); skriv MN 2024-0044",
        fix="    ärende: MN 2024-0044",
    ),
    "case small letters": Mistake(
        20, "    ärende: mn 2024/0044",
        "20:13: fel TP106 ”mn 2024/0044” är inte ett diarienummer, till exempel KS 2024/0107; menade du ”MN 2024/0044”?",
        why="registers have their own letters",
    ),
    "yes capital": Mistake(
        3, "exempel: Ja",
        "3:10: fel TP106 här väntas ja eller nej; skriv ja",
        fix="exempel: ja",
    ),
    "yes english": Mistake(
        3, "exempel: yes",
        "3:10: fel TP106 här väntas ja eller nej; skriv ja",
        fix="exempel: ja",
    ),
    "yes of excel": Mistake(
        3, "exempel: SANT",
        "3:10: fel TP106 här väntas ja eller nej; skriv ja",
        fix="exempel: ja",
    ),
    "yes cross": Mistake(
        19, "    genomfört: x",
        "19:16: fel TP106 här väntas ja eller nej; menade du ”ja”?",
        why="a cross may be a no",
    ),
    "status capital": Mistake(
        11, "    status: Uppfylls",
        "11:13: fel TP105 ”Uppfylls” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls",
        fix="    status: uppfylls",
    ),
    "status full stop": Mistake(
        11, "    status: uppfylls.",
        "11:13: fel TP105 ”uppfylls.” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls",
        fix="    status: uppfylls",
    ),
    "status word order": Mistake(
        11, "    status: delvis uppfylld",
        "11:13: fel TP105 ”delvis uppfylld” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls delvis",
        fix="    status: uppfylls delvis",
    ),
    "status not": Mistake(
        15, "    status: inte uppfyllt",
        "15:13: fel TP105 ”inte uppfyllt” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls ej",
        fix="    status: uppfylls ej",
    ),
    "status no break space": Mistake(
        15, "    status: uppfylls\u00a0delvis",
        "15:13: fel TP105 ”uppfylls delvis” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; här står ett hårt mellanslag (U+00A0); skriv uppfylls delvis",
        fix="    status: uppfylls delvis",
    ),
    "status in quotation marks": Mistake(
        11, "    status: ”uppfylls”",
        "11:13: fel TP105 ””uppfylls”” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; här står ett typografiskt citattecken (U+201D); skriv uppfylls",
        fix="    status: uppfylls",
    ),
    "status another word": Mistake(
        11, "    status: klart",
        "11:13: fel TP105 ”klart” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat",
        why="nobody knows how much is done",
    ),
    "status misspelt": Mistake(
        11, "    status: upfylls",
        "11:13: fel TP105 ”upfylls” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; menade du ”uppfylls”?",
        why="a misspelt word is only like another",
    ),
    "amount points": Mistake(
        16, "    belopp: 612.000",
        "16:13: fel TP106 ”612.000” är inte ett heltal, till exempel 85 eller 612 000; menade du ”612 000”?",
        why="it may be 612 with three decimals",
    ),
    "amount kronor": Mistake(
        16, "    belopp: 612 000 kr",
        "16:13: fel TP106 ”612 000 kr” är inte ett heltal, till exempel 85 eller 612 000; skriv 612 000",
        fix="    belopp: 612 000",
    ),
    "amount dash": Mistake(
        16, "    belopp: 612 000:-",
        "16:13: fel TP106 ”612 000:-” är inte ett heltal, till exempel 85 eller 612 000; skriv 612 000",
        fix="    belopp: 612 000",
    ),
    "amount decimals": Mistake(
        16, "    belopp: 612 000,00",
        "16:13: fel TP106 ”612 000,00” är inte ett heltal, till exempel 85 eller 612 000; skriv 612 000",
        fix="    belopp: 612 000",
    ),
    "amount millions": Mistake(
        16, "    belopp: 1.612.000",
        "16:13: fel TP106 ”1.612.000” är inte ett heltal, till exempel 85 eller 612 000; skriv 1 612 000",
        fix="    belopp: 1 612 000",
    ),
    "amount with signs of direction": Mistake(
        16, "    belopp: \u202d612 000\u202c",
        "16:13: fel TP003 det osynliga tecknet U+202D (riktningstecken) får inte förekomma; ta bort det",
        fix="    belopp: 612 000",
    ),
    "amount turned": Mistake(
        16, "    belopp: \u202e612 000\u202c",
        "16:13: fel TP003 det osynliga tecknet U+202E (riktningstecken) får inte förekomma; ta bort det",
        why="what was seen was 000 216",
    ),
    "amount thin space": Mistake(
        16, "    belopp: 612\u2009000",
        "16:13: fel TP106 ”612 000” är inte ett heltal, till exempel 85 eller 612 000; här står ett tunt mellanslag (U+2009); skriv 612 000",
        fix="    belopp: 612 000",
    ),
    "amount words": Mistake(
        16, "    belopp: 5 miljoner",
        "16:13: fel TP106 ”5 miljoner” är inte ett heltal, till exempel 85 eller 612 000",
        why="the number is not written out",
    ),
    "count pieces": Mistake(
        17, "    antal: 5 st",
        "17:12: fel TP106 ”5 st” är inte ett heltal, till exempel 85 eller 612 000; skriv 5",
        fix="    antal: 5",
    ),
    "count about": Mistake(
        17, "    antal: ca 5",
        "17:12: fel TP106 ”ca 5” är inte ett heltal, till exempel 85 eller 612 000; menade du ”5”?",
        why="about five is not five",
    ),
    "count percent": Mistake(
        17, "    antal: 5 %",
        "17:12: fel TP106 ”5 %” är inte ett heltal, till exempel 85 eller 612 000",
        why="of how many is not said",
    ),
    "share slash": Mistake(
        18, "    andel: 34/40",
        "18:12: fel TP106 ”34/40” är inte en andel som 34 av 40; skriv 34 av 40",
        fix="    andel: 34 av 40",
    ),
    "share per cent": Mistake(
        18, "    andel: 85 %",
        "18:12: fel TP106 ”85 %” är inte en andel som 34 av 40",
        why="of how many is not said",
    ),
    "share of the": Mistake(
        18, "    andel: 34 av de 40",
        "18:12: fel TP106 ”34 av de 40” är inte en andel som 34 av 40; skriv 34 av 40",
        fix="    andel: 34 av 40",
    ),
    "key capital": Mistake(
        11, "    Status: uppfylls",
        "11:5: fel TP102 ”Status” används inte i svaret; skriv status",
        fix="    status: uppfylls",
    ),
    "key no break space before colon": Mistake(
        11, "    status\u00a0: uppfylls",
        "11:5: fel TP102 ”status” används inte i svaret; här står ett hårt mellanslag (U+00A0); skriv status",
        fix="    status: uppfylls",
    ),
    "no break space after colon": Mistake(
        11, "    status:\u00a0uppfylls",
        "11:5: fel TP010 vid kolonet står ett hårt mellanslag (U+00A0); skriv status: uppfylls",
        fix="    status: uppfylls",
    ),
    "no space after colon": Mistake(
        11, "    status:uppfylls",
        "11:5: fel TP010 efter kolonet saknas ett mellanslag; skriv status: uppfylls",
        fix="    status: uppfylls",
    ),
    "no space after colon in brackets": Mistake(
        5, "beslut: {datum:2025-01-20}\n#\n#\n#",
        "5:10: fel TP010 efter kolonet saknas ett mellanslag; skriv datum: 2025-01-20",
        fix="beslut: {datum: 2025-01-20}\n#\n#\n#",
    ),
    "no colon": Mistake(
        11, "    status uppfylls",
        "11:5: fel TP010 nyckeln saknar kolon; skriv till exempel status: uppfylls",
        why="it may be text that belongs to the line above",
    ),
    "no break space as indent": Mistake(
        12, "\u00a0\u00a0\u00a0\u00a0datum: 2024-04-18",
        "12:1: fel TP010 raden är indragen med ett hårt mellanslag (U+00A0); skriv 4 vanliga mellanslag",
        fix="    datum: 2024-04-18",
    ),
    "no break spaces as indent of several": Mistake(
        11, "\u00a0\u00a0\u00a0\u00a0status: uppfylls\n\u00a0\u00a0\u00a0\u00a0datum: 2024-04-18",
        "11:5: fel TP010 raden är indragen med ett hårt mellanslag (U+00A0); skriv 4 vanliga mellanslag",
        fix="    status: uppfylls\n    datum: 2024-04-18",
    ),
    "mixed indent": Mistake(
        12, "  \u00a0 datum: 2024-04-18",
        "12:1: fel TP010 raden är indragen med ett hårt mellanslag (U+00A0); skriv 4 vanliga mellanslag",
        fix="    datum: 2024-04-18",
    ),
    "tab as indent": Mistake(
        11, "\tstatus: uppfylls\n\tdatum: 2024-04-18\n\tkommentar: Antagen i nämnden.",
        "11:1: fel TP010 dra in med mellanslag, inte med tabb; skriv 4 mellanslag",
        fix="    status: uppfylls\n    datum: 2024-04-18\n    kommentar: Antagen i nämnden.",
    ),
    "tab as indent of one": Mistake(
        12, "\tdatum: 2024-04-18",
        "12:1: fel TP010 dra in med mellanslag, inte med tabb; skriv till exempel 4 mellanslag",
        why="it may belong one level further out",
    ),
    "answer in column 1": Mistake(
        10, "rsa:",
        "10:1: fel TP010 raden hör under ”svar”; dra in den 2 mellanslag",
        why="the lines below may be the ones that are wrong",
    ),
    "key too far out": Mistake(
        12, "  datum: 2024-04-18",
        "12:1: fel TP010 raden hör under ”rsa”; dra in den 2 mellanslag",
        why="the lines around may be the ones that are wrong",
    ),
    "colon in a text": Mistake(
        13, "    kommentar: Ärende: antagen i nämnden",
        '13:22: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv kommentar: "Ärende: antagen i nämnden"',
        fix='    kommentar: "Ärende: antagen i nämnden"',
    ),
    "colon later in a text": Mistake(
        13, "    kommentar: Vi har tre delar: plan, övning och larm",
        '13:32: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel kommentar: "Vi har tre delar: plan, övning och larm"',
        why="it may be two keys that have come on one line",
    ),
    "typographic quotation marks": Mistake(
        13, "    kommentar: ”Ärende: antagen”",
        '13:23: fel TP010 citattecken kring en text ska vara raka; skriv kommentar: "Ärende: antagen"',
        fix='    kommentar: "Ärende: antagen"',
    ),
    "typographic around a number sign": Mistake(
        13, "    kommentar: ”Ärende: antagen, se #3”",
        '13:23: fel TP010 citattecken kring en text ska vara raka; skriv kommentar: "Ärende: antagen, se #3"',
        fix='    kommentar: "Ärende: antagen, se #3"',
    ),
    "colon before a number sign": Mistake(
        13, "    kommentar: Vi har två: plan och larm, se #3",
        '13:26: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel kommentar: "Vi har två: plan och larm, se #3"',
        why="what stands after the sign may be a comment",
    ),
    "typographic at the end": Mistake(
        13, '    kommentar: "Ärende: antagen”',
        '13:16: fel TP010 citattecken kring en text ska vara raka; skriv kommentar: "Ärende: antagen"',
        fix='    kommentar: "Ärende: antagen"',
    ),
    "two quotations": Mistake(
        13, "    kommentar: ”Klart” säger de: ”och prövat”",
        "13:32: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; "
        'skriv till exempel kommentar: "”Klart” säger de: ”och prövat”"',
        why="it may be two keys that have come on one line",
    ),
    "unended": Mistake(
        13, '    kommentar: "Antagen i nämnden.',
        '13:16: fel TP010 citattecknet avslutas aldrig; skriv kommentar: "Antagen i nämnden."',
        fix='    kommentar: "Antagen i nämnden."',
    ),
    "quotation first": Mistake(
        13, '    kommentar: "Klart" enligt nämnden',
        "13:24: fel TP010 texten fortsätter efter citattecknet eller parentesen, så hela texten ska stå inom citattecken; skriv kommentar: '\"Klart\" enligt nämnden'",
        fix="    kommentar: '\"Klart\" enligt nämnden'",
    ),
    "path of windows": Mistake(
        13, '    kommentar: "Se G:\\Planer\\RSA"',
        "13:29: fel TP010 bakstrecket inom citattecken inleder ett okänt tecken, så citattecknen ska vara enkla; skriv kommentar: 'Se G:\\Planer\\RSA'",
        fix="    kommentar: 'Se G:\\Planer\\RSA'",
    ),
    "at first": Mistake(
        4, "kontakt: @miljöstrateg",
        '4:10: fel TP010 en text får inte börja med @ utan citattecken kring sig; skriv kontakt: "@miljöstrateg"',
        fix='kontakt: "@miljöstrateg"',
    ),
    "percent first": Mistake(
        13, "    kommentar: % av målet är nått",
        '13:16: fel TP010 en text får inte börja med % utan citattecken kring sig; skriv kommentar: "% av målet är nått"',
        fix='    kommentar: "% av målet är nått"',
    ),
    "hash in a text": Mistake(
        13, "    kommentar: Ärende #12 om tillsyn",
        '13:23: varning TP110 från # är resten av raden en kommentar och läses inte; hör den till texten, skriv kommentar: "Ärende #12 om tillsyn"',
        why="it may be a comment",
    ),
    "hash in a text of lines": Mistake(
        13, "    kommentar: Ärende #12 om\n      tillsyn av båtar",
        '13:5: fel TP010 från # är resten av raden en kommentar, så hela texten ska stå inom citattecken; skriv till exempel kommentar: "Ärende #12 om',
        why="it may be a comment",
    ),
    "outdented text": Mistake(
        25, "    kommentar: Antagen\ni nämnden i maj.",
        "26:1: fel TP010 raden hör till texten ovanför och ska dras in 6 mellanslag; är den en nyckel saknas ett kolon",
        why="it may be a key that has lost its colon",
    ),
    "outdented text after announcement": Mistake(
        25, "    kommentar: >\nAntagen i nämnden i maj.",
        "26:1: fel TP010 raden hör till texten ovanför och ska dras in 6 mellanslag",
        fix="    kommentar: >\n      Antagen i nämnden i maj.",
    ),
    "no colon of a day": Mistake(
        12, "    datum 2024-04-18",
        "12:5: fel TP010 nyckeln saknar kolon; skriv till exempel datum: 2024-04-18",
        why="it may be text that belongs to the line above",
    ),
    "a day in a case": Mistake(
        7, "  diarienummer: 2025-01-20",
        "7:17: fel TP106 ”2025-01-20” är inte ett diarienummer, till exempel KS 2024/0107",
        why="nobody knows the case number",
    ),
    "indented too far": Mistake(
        12, "      datum: 2024-04-18",
        "12:1: fel TP010 raden är för mycket eller för litet indragen",
        why="the lines around may be the ones that are wrong",
    ),
    "no value": Mistake(
        13, "    kommentar:",
        "13:5: fel TP103 ”kommentar” saknar värde; skriv det eller ta bort raden",
        why="nobody knows what was to stand there",
    ),
    "bullets": Mistake(
        23, "      • Miljöchef\n      • Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "dashes": Mistake(
        23, "      – Miljöchef\n      – Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "hyphens without space": Mistake(
        23, "      -Miljöchef\n      -Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "no break space after hyphen": Mistake(
        23, "      -\u00a0Miljöchef\n      -\u00a0Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "bullet of symbol": Mistake(
        23, "      \uf0b7 Miljöchef\n      \uf0b7 Samordnare",
        "23:7: fel TP003 tecknet U+F0B7, som bara finns i vissa typsnitt, får inte förekomma; ta bort det",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "bullets with colon": Mistake(
        23, "      • Miljöchef: ja\n      • Samordnare: nej",
        '23:7: fel TP104 här väntas en lista; ett kolon i en text läses som en nyckel; skriv - "Miljöchef: ja"',
        why="quotation marks would change every line",
    ),
    "list with colon": Mistake(
        23, "      - Chef: miljö",
        '23:9: fel TP106 här väntas en text; ett kolon i en text läses som en nyckel; skriv "Chef: miljö"',
        why="it may be a key that does not belong here",
    ),
    "list on a line": Mistake(
        21, "    möten: 2024-03-01, 2024-09-02",
        "21:12: fel TP104 här väntas en lista; skriv [2024-03-01, 2024-09-02]",
        why="a comma may be part of one value",
    ),
    "list of one": Mistake(
        21, "    möten: 2024-03-01",
        "21:12: fel TP104 här väntas en lista; skriv [2024-03-01]",
        why="there may be more of them",
    ),
    "list dates": Mistake(
        21, "    möten: [1.3.2024, 2 sep. 2024]",
        "21:13: fel TP106 ”1.3.2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-03-01\n"
        "21:23: fel TP106 ”2 sep. 2024” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-09-02",
        fix="    möten: [2024-03-01, 2024-09-02]",
    ),
    "year short": Mistake(
        2, "år: 24",
        "2:5: fel TP106 ”24” är inte ett årtal med fyra siffror; menade du ”2024”?",
        why="it may be of another century",
    ),
    "year words": Mistake(
        2, "år: år 2024",
        "2:5: fel TP106 ”år 2024” är inte ett årtal med fyra siffror; skriv 2024",
        fix="år: 2024",
    ),
    "body misspelt": Mistake(
        1, "organ: miljonamden",
        "1:8: fel TP301 organ ”miljonamden” finns inte; menade du ”miljonamnden”?",
        fix="organ: miljonamnden",
    ),
    "body by name": Mistake(
        1, "organ: Miljönämnden",
        "1:8: fel TP106 ”Miljönämnden” är inte ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken); skriv miljonamnden",
        fix="organ: miljonamnden",
    ),
    "soft hyphen": Mistake(
        13, "    kommentar: Antagen i nämn\u00adden.",
        "13:30: fel TP003 det osynliga tecknet U+00AD (mjukt bindestreck) får inte förekomma; ta bort det",
        fix="    kommentar: Antagen i nämnden.",
    ),
    "zero width in text": Mistake(
        13, "    kommentar: Antagen i\u200b nämnden.",
        "13:25: fel TP003 det osynliga tecknet U+200B (mellanslag utan bredd) får inte förekomma; ta bort det",
        fix="    kommentar: Antagen i nämnden.",
    ),
    "line of word": Mistake(
        13, "    kommentar: Antagen\u000bi nämnden.",
        "13:23: fel TP003 det osynliga tecknet U+000B (radbrytning ur Word) får inte förekomma; ta bort det",
        why="a new line of Word may begin a new sentence",
    ),
    "bom in the middle": Mistake(
        13, "    kommentar: \ufeffAntagen i nämnden.",
        "13:16: fel TP003 det osynliga tecknet U+FEFF (byteordningsmärke) får inte förekomma; ta bort det",
        fix="    kommentar: Antagen i nämnden.",
    ),
    "decimal in brackets": Mistake(
        5, "beslut: {datum: 2025-01-20, paragraf: 2,9}\n#\n#\n#",
        '5:41: fel TP103 ett tal med decimalkomma inom klammer skrivs inom citattecken; skriv "2,9"',
        why="it may be two values",
    ),
    "comment without space after quotes": Mistake(
        13, '    kommentar: "Antagen"# i maj',
        "13:25: fel TP010 före # ska det stå ett mellanslag; hör tecknet till texten, sätt hela texten inom citattecken",
        why="it may belong to the text",
    ),
    "key in quotation marks": Mistake(
        11, "    ”status”: uppfylls",
        "11:5: fel TP102 ””status”” används inte i svaret; här står ett typografiskt citattecken (U+201D); skriv status",
        fix="    status: uppfylls",
    ),
    "status after a dash": Mistake(
        11, "    status: – uppfylls",
        "11:13: fel TP105 ”– uppfylls” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; menade du ”uppfylls”?",
        why="the dash may have said something",
    ),
    "body with a no break space": Mistake(
        1, "organ: miljonamnden\u00a0",
        "1:8: fel TP106 ”miljonamnden” är inte ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken); här står ett hårt mellanslag (U+00A0); skriv miljonamnden",
        fix="organ: miljonamnden",
    ),
    "body with a letter of another alphabet": Mistake(
        1, "organ: miljonаmnden",
        "1:8: fel TP106 ”miljonаmnden” är inte ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken); här står en bokstav ur ett annat alfabet (U+0430); skriv miljonamnden",
        fix="organ: miljonamnden",
    ),
    "date with wide figures": Mistake(
        6, "  datum: \uff12\uff10\uff12\uff15-\uff10\uff11-\uff12\uff10",
        "6:10: fel TP106 ”\uff12\uff10\uff12\uff15-\uff10\uff11-\uff12\uff10” är inte ett datum på formen ÅÅÅÅ-MM-DD; här står en siffra av annat slag (U+FF12); skriv 2025-01-20",
        fix="  datum: 2025-01-20",
    ),
    "date with a comma after": Mistake(
        12, "    datum: 2024-04-18,",
        "12:12: fel TP106 ”2024-04-18,” är inte ett datum på formen ÅÅÅÅ-MM-DD; skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "equals sign for a colon": Mistake(
        11, "    status = uppfylls",
        "11:5: fel TP010 nyckeln saknar kolon; skriv till exempel status: uppfylls",
        why="it may be text that belongs to the line above",
    ),
    "list with semicolons": Mistake(
        21, "    möten: 2024-03-01; 2024-09-02",
        "21:12: fel TP104 här väntas en lista; skriv [2024-03-01, 2024-09-02]",
        why="a semicolon may be part of one value",
    ),
    "date after an apostrophe": Mistake(
        12, "    datum: ’2024-04-18",
        "12:12: fel TP106 ”’2024-04-18” är inte ett datum på formen ÅÅÅÅ-MM-DD; här står ett typografiskt citattecken (U+2019); skriv 2024-04-18",
        fix="    datum: 2024-04-18",
    ),
    "two keys on a line": Mistake(
        11, "    status: uppfylls datum: 2024-04-18",
        '11:27: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel status: "uppfylls datum: 2024-04-18"',
        why="it may be one text with a colon",
    ),
    "another new line": Mistake(
        13, "    kommentar: Antagen\u0085i maj",
        "13:23: fel TP003 det osynliga tecknet U+0085 (radbrytningstecken) får inte förekomma; ta bort det",
        why="a new line may begin a new sentence",
    ),
    "line of a letter that is answered": Mistake(
        13, "    > kommentar: Antagen",
        "13:7: fel TP010 raden börjar med > ur ett e-brev; skriv kommentar: Antagen",
        fix="    kommentar: Antagen",
    ),
    "error value": Mistake(
        17, "    antal: #SAKNAS!",
        '17:5: fel TP103 ”antal” saknar värde: det som står från # är en kommentar; skriv det utan #, eller antal: "#SAKNAS!"',
        why="nobody knows the number",
    ),
    "less than nothing": Mistake(
        17, "    antal: −5",
        "17:12: fel TP106 ”−5” är inte ett heltal, till exempel 85 eller 612 000",
        why="no number is less than nothing",
    ),
    "amount in thousands": Mistake(
        16, "    belopp: 612 tkr",
        "16:13: fel TP106 ”612 tkr” är inte ett heltal, till exempel 85 eller 612 000",
        why="612 may be meant",
    ),
    "date in a sentence": Mistake(
        12, "    datum: 2024-04-18 (preliminärt)",
        "12:12: fel TP106 ”2024-04-18 (preliminärt)” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="the sentence may say that it is another day",
    ),
    "date with a time": Mistake(
        12, "    datum: 2024-04-18 kl. 13.00",
        "12:12: fel TP106 ”2024-04-18 kl. 13.00” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="the rest of the text would be lost",
    ),
    "date with a short year": Mistake(
        12, "    datum: 18/4-24",
        "12:12: fel TP106 ”18/4-24” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="it may be 1924, as in old registers",
    ),
    "head of a letter": Mistake(
        25, "    kommentar: Från: Miljöchef\n      Till: Samordnare",
        '25:20: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel kommentar: "Från: Miljöchef"',
        why="the text goes on below",
    ),
    "quotation first in a text of lines": Mistake(
        25, '    kommentar: "Klart" enligt\n      nämnden',
        "25:24: fel TP010 texten fortsätter efter citattecknet eller parentesen, så hela texten ska stå inom citattecken; skriv till exempel kommentar: '\"Klart\" enligt'",
        why="the text goes on below",
    ),
    "list in a text": Mistake(
        25, "    kommentar: Antagen:\n    - övning\n    - larm",
        '25:23: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel kommentar: "Antagen:"',
        why="the text goes on below",
    ),
    "date of six figures with hyphens": Mistake(
        12, "    datum: 24-04-18",
        "12:12: fel TP106 ”24-04-18” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2024-04-18”?",
        why="it may be 24 April 2018",
    ),
    "date that is missing": Mistake(
        12, "    datum: saknas",
        "12:12: fel TP106 ”saknas” är inte ett datum på formen ÅÅÅÅ-MM-DD; finns det inget att skriva, utelämna det",
        why="to take a line away is to say something else",
    ),
    "date as a hyphen": Mistake(
        12, "    datum: -",
        "12:12: fel TP010 ett ensamt - är inget värde; skriv det som gäller eller ta bort raden",
        why="to take a line away is to say something else",
    ),
    "date in words of a quarter": Mistake(
        12, "    datum: kvartal 2",
        "12:12: fel TP106 ”kvartal 2” är inte ett datum på formen ÅÅÅÅ-MM-DD",
        why="it is no day",
    ),
    "case two": Mistake(
        7, "  diarienummer: MN 2025/0012, MN 2025/0013",
        "7:17: fel TP106 ”MN 2025/0012, MN 2025/0013” är inte ett diarienummer, till exempel KS 2024/0107",
        why="nobody knows which of them",
    ),
    "amount currency first": Mistake(
        16, "    belopp: SEK 612 000",
        "16:13: fel TP106 ”SEK 612 000” är inte ett heltal, till exempel 85 eller 612 000; skriv 612 000",
        fix="    belopp: 612 000",
    ),
    "amount in millions": Mistake(
        16, "    belopp: 1,2 mnkr",
        "16:13: fel TP106 ”1,2 mnkr” är inte ett heltal, till exempel 85 eller 612 000",
        why="the figure is rounded",
    ),
    "paragraph with a full stop": Mistake(
        8, "  paragraf: § 29.",
        "8:13: fel TP106 ”§ 29.” är inte ett heltal, till exempel 85 eller 612 000; skriv 29",
        fix="  paragraf: 29",
    ),
    "status with an underscore": Mistake(
        15, "    status: uppfylls_delvis",
        "15:13: fel TP105 ”uppfylls_delvis” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls delvis",
        fix="    status: uppfylls delvis",
    ),
    "status with a hyphen": Mistake(
        15, "    status: Uppfylls-ej",
        "15:13: fel TP105 ”Uppfylls-ej” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls ej",
        fix="    status: uppfylls ej",
    ),
    "status in one word": Mistake(
        15, "    status: ejuppfylls",
        "15:13: fel TP105 ”ejuppfylls” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; menade du ”uppfylls ej”?",
        why="a misspelt word is only like another",
    ),
    "status nearly": Mistake(
        11, "    status: nästan uppfylld",
        "11:13: fel TP105 ”nästan uppfylld” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat",
        why="nearly is not fulfilled, nor is it known to be partly so",
    ),
    "status twice": Mistake(
        15, "    status: uppfylls/uppfylls delvis",
        "15:13: fel TP105 ”uppfylls/uppfylls delvis” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; menade du ”uppfylls delvis”?",
        why="one of the two was to be taken away",
    ),
    "status on a line of its own": Mistake(
        11, "    status: |\n      uppfylls",
        "11:13: fel TP105 ”uppfylls” går inte att välja här; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat; skriv uppfylls på samma rad som nyckeln",
        why="it goes on over lines",
    ),
    "key without its dots": Mistake(
        2, "ar: 2024",
        "2:1: fel TP102 nyckeln ”ar” används inte här; skriv år",
        fix="år: 2024",
    ),
    "key with a list's sign": Mistake(
        11, "    - status: uppfylls",
        "11:1: fel TP010 en nyckel ska inte ha något listtecken före sig; skriv till exempel status: uppfylls",
        why="the sign may belong to a list that has been lost",
    ),
    "value before keys": Mistake(
        10, "  rsa: uppfylls",
        "10:8: fel TP010 under ”rsa” står det nycklar, så på samma rad ska inget stå efter kolonet",
        why="the value has a key of its own, which is not known",
    ),
    "line of json": Mistake(
        11, '    "status": "uppfylls",',
        '11:25: fel TP010 raden är skriven som i JSON; skriv status: "uppfylls"',
        fix='    status: "uppfylls"',
    ),
    "dash for a colon": Mistake(
        11, "    status – uppfylls",
        "11:5: fel TP010 nyckeln saknar kolon; skriv till exempel status: uppfylls",
        why="it may be text that belongs to the line above",
    ),
    "text that begins with an asterisk": Mistake(
        13, "    kommentar: *Viktigt* att öva",
        '13:16: fel TP012 en text får inte börja med * utan citattecken kring sig; skriv kommentar: "*Viktigt* att öva"',
        fix='    kommentar: "*Viktigt* att öva"',
    ),
    "text that begins with an ampersand": Mistake(
        13, "    kommentar: & sedan antagen",
        '13:17: fel TP010 en text får inte börja med & utan citattecken kring sig; skriv kommentar: "& sedan antagen"',
        fix='    kommentar: "& sedan antagen"',
    ),
    "text that may be an anchor": Mistake(
        13, "    kommentar: &Co har svarat",
        '13:16: fel TP012 en text får inte börja med & utan citattecken kring sig; skriv till exempel kommentar: "&Co har svarat"',
        why="it may be an anchor",
    ),
    "text that may be an alias": Mistake(
        13, "    kommentar: *viktigt",
        '13:16: fel TP012 en text får inte börja med * utan citattecken kring sig; skriv till exempel kommentar: "*viktigt"',
        why="it may be an alias",
    ),
    "text that begins with a question mark": Mistake(
        13, "    kommentar: ? oklart",
        '13:16: fel TP010 en text får inte börja med ? utan citattecken kring sig; skriv till exempel kommentar: "? oklart"',
        why="it may be a key of its own kind",
    ),
    "text that begins with a hyphen": Mistake(
        13, "    kommentar: - Antagen i maj",
        '13:16: fel TP010 en text får inte börja med - utan citattecken kring sig; skriv till exempel kommentar: "- Antagen i maj"',
        why="it may be a list",
    ),
    "text that begins with a letter's mark": Mistake(
        13, "    kommentar: > Antagen i maj",
        '13:18: fel TP010 en text får inte börja med > utan citattecken kring sig; skriv till exempel kommentar: "> Antagen i maj"',
        why="it may be a text of lines",
    ),
    "row of a table": Mistake(
        13, "    kommentar: | Organ | Svar |",
        '13:18: fel TP010 en text får inte börja med | utan citattecken kring sig; skriv till exempel kommentar: "| Organ | Svar |"',
        why="it may be a text of lines",
    ),
    "text in apostrophes with one": Mistake(
        13, "    kommentar: 'Antagen i dag's möte'",
        '13:31: fel TP010 texten fortsätter efter citattecknet eller parentesen, så hela texten ska stå inom citattecken; skriv till exempel kommentar: "Antagen i dag\'s möte"',
        why="the outer ones may be part of the text",
    ),
    "two quoted texts": Mistake(
        13, '    kommentar: "Antagen", "klar"',
        '13:25: fel TP010 texten fortsätter efter citattecknet eller parentesen, så hela texten ska stå inom citattecken; skriv kommentar: \'"Antagen", "klar"\'',
        fix='    kommentar: \'"Antagen", "klar"\'',
    ),
    "path of windows that is a sign": Mistake(
        13, '    kommentar: "Se C:\\Planer"',
        "13:16: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+2029 (styckebrytningstecken), som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
        why="a text with codes may be meant",
    ),
    "symbol of a chat": Mistake(
        13, "    kommentar: Klart ✔️",
        "13:23: fel TP003 det osynliga tecknet U+FE0F (bildväljare efter en symbol) får inte förekomma; ta bort det",
        fix="    kommentar: Klart ✔",
    ),
    "numbered list": Mistake(
        23, "      1. Miljöchef\n      2. Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "lettered list": Mistake(
        23, "      a) Miljöchef\n      b) Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "list of markdown": Mistake(
        23, "      * Miljöchef\n      * Samordnare",
        "23:7: fel TP012 en lista skrivs med ett bindestreck och ett mellanslag före varje rad; skriv - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "list of a word processor": Mistake(
        23, "      o\tMiljöchef\n      o\tSamordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
    "ticked list": Mistake(
        23, "      ✓ Miljöchef\n      ✓ Samordnare",
        "23:7: fel TP104 här väntas en lista; skriv varje rad som - Miljöchef",
        fix="      - Miljöchef\n      - Samordnare",
    ),
}
# fmt: on
ACCEPTED = {
    "a tab after a colon": (11, "    status:\tuppfylls"),
    "letters in two parts": (4, "kontakt: Miljo\u0308strateg"),
    "an ellipsis": (13, "    kommentar: Antagen…"),
    "no-break spaces, dashes and quotation marks in a sentence": (
        13,
        "    kommentar: Se ”18\u00a0§” – klart",
    ),
    "a remark": (13, "    kommentar: Antagen # i maj"),
    "a number with no-break spaces": (16, "    belopp: 612\u00a0000"),
    "a number sign in quotation marks": (13, '    kommentar: "Ärende #12"'),
    "a number sign in a text of lines": (25, "    kommentar: >\n      Ärende #12"),
}
"""What looks odd and is as good as anything."""


def with_lines(number: int, written: str) -> str:
    """Return the follow-up with some lines exchanged, from a number on."""
    rows = TEXT.split("\n")
    return "\n".join([*rows[: number - 1], written, *rows[number + written.count("\n") :]])


def files_with(text: str) -> Sources:
    return {**FILES, PATH: text.encode()}


def told(text: str) -> str:
    """Return the findings, a line each, without the path and the summary."""
    return "\n".join(render(api.validate(assembled(files_with(text)))).split("\n")[:-2]).replace(
        f"{PATH}:", ""
    )


def fixed_text(text: str) -> str:
    content = fixed(files_with(text))[PATH]
    assert isinstance(content, bytes)
    return content.decode()


def test_the_text_without_mistakes() -> None:
    assert (told(TEXT), fixed_text(TEXT)) == ("", TEXT)
    assert len(MISTAKES) >= 150


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake(name: str) -> None:
    number, written, said, fix, why = MISTAKES[name]
    text = with_lines(number, written)
    assert told(text) == said
    assert fixed_text(text) == (with_lines(number, fix) if fix else text)
    assert bool(fix) is not bool(why)
    if fix:
        assert told(with_lines(number, fix)) == ""


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_no_mistake(name: str) -> None:
    text = with_lines(*ACCEPTED[name])
    assert (told(text), fixed_text(text)) == ("", text)


def lines_of(name: str) -> range:
    mistake = MISTAKES[name]
    return range(mistake.line, mistake.line + mistake.written.count("\n") + 1)


@st.composite
def several_mistakes(draw: st.DrawFn) -> list[str]:
    """Return mistakes of which no two stand on the same line."""
    chosen: list[str] = []
    names = sorted(MISTAKES.keys() - {"bullet of symbol"})  # it is put right in two steps
    for name in draw(st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True)):
        if not any(set(lines_of(name)) & set(lines_of(other)) for other in chosen):
            chosen.append(name)
    return chosen


@settings(max_examples=40)
@given(several_mistakes())
def test_a_mend_is_the_same_whatever_else_is_wrong(names: list[str]) -> None:
    """Each line is as it was written or as it should be, and no more is found than was there."""
    rows, right = (TEXT + "\n" * 4).split("\n"), (TEXT + "\n" * 4).split("\n")
    for name in names:
        _, written, _, fix, _ = MISTAKES[name]
        for number, line, fixed_line in zip(
            lines_of(name), written.split("\n"), (fix or written).split("\n"), strict=True
        ):
            rows[number - 1], right[number - 1] = line, fixed_line
    text = "\n".join(rows)
    after = fixed_text(text)
    for number, line in enumerate(after.split("\n")):
        assert line in (rows[number], right[number])
    assert codes(told(after)) <= codes(told(text)) | codes(told("\n".join(right)))
    assert fixed_text(after) == after


def codes(lines: str) -> set[str]:
    return {line.split(" ")[2] for line in lines.split("\n") if line}


SIGNS = {
    "no-break": "\u00a0",
    "narrow": "\u202f",
    "soft hyphen": "\u00ad",
    "no width": "\u200b",
    "dash": "–",
    "bullet": "•",
    "quotation": "”",
    "tab": "\t",
    "colon": ":",
    "number sign": " #",
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_anywhere(sign: str) -> None:
    insert_everywhere(SIGNS[sign], range(3, len(TEXT), 61))


@pytest.mark.long
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_everywhere(sign: str) -> None:
    insert_everywhere(SIGNS[sign], range(len(TEXT)))


def insert_everywhere(sign: str, places: range) -> None:
    """Put the sign at each place: a fix leaves every value as it was written, or as it was without the sign."""
    right = said_in(TEXT)
    for place in places:
        text = TEXT[:place] + sign + TEXT[place:]
        after = fixed_text(text)
        if after == text:
            continue
        assert after.count("\n") == TEXT.count("\n")
        written = said_in(text)
        assert said_in(after) in (right, written), place
        if written:
            assert codes(told(after)) <= codes(told(text)), place


def said_in(text: str) -> str:
    """Return the letters and figures of all keys and values; nothing of a text that is no YAML."""

    def said(data: Data) -> str:
        if isinstance(data, dict):
            return "".join(key + said(value) for key, value in data.items())
        return "".join(map(said, data)) if isinstance(data, list) else data or ""

    return "".join(sign for sign in said(parse(PATH, text).data).lower() if sign.isalnum())


STATUS = ("uppfylls", "uppfylls delvis", "uppfylls ej", "oförändrat")
ONCE = ("ej påbörjad", "pågår", "genomförd", "avbruten")


@pytest.mark.parametrize(
    ("written", "words", "meaning"),
    [
        ("UPPFYLLS", STATUS, ("uppfylls", True)),
        ("uppfyllt", STATUS, ("uppfylls", True)),
        ("delvis uppfyllt", STATUS, ("uppfylls delvis", True)),
        ("uppfylls, delvis", STATUS, ("uppfylls delvis", True)),
        ("uppfylls inte", STATUS, ("uppfylls ej", True)),
        ("icke uppfylld", STATUS, ("uppfylls ej", True)),
        ("oförändrad", STATUS, ("oförändrat", True)),
        ("upfylls delvis", STATUS, ("uppfylls delvis", False)),
        ("uppfyllas", STATUS, ("uppfylls", False)),
        ("genomfört", ONCE, ("genomförd", True)),
        ("genomförs", ONCE, ("genomförd", False)),
        ("inte påbörjat", ONCE, ("ej påbörjad", True)),
        ("delvis", STATUS, None),
        ("ej", ONCE, None),
        ("klart", STATUS, None),
    ],
)
def test_a_word_that_was_meant(
    written: str, words: tuple[str, ...], meaning: tuple[str, bool] | None
) -> None:
    assert meant_word(written, words) == meaning


@pytest.mark.parametrize(
    "written", ["delvis uppfylld", "inte uppfyllt", "påbörjad", "delvis genomförd", "ej genomfört"]
)
def test_no_word_is_meant_that_says_more_or_less(written: str) -> None:
    """Nothing is suggested that has lost a ”delvis” or an ”ej”, or that has got one."""
    meaning = meant_word(written, ("uppfylls", "ej påbörjad", "genomförd"))
    assert meaning is None
