"""Writes a country of made-up municipalities: the same seed gives the same bytes on every machine.

Each has the law's duties and a plan of its own, bodies that answer every year, and a few are broken.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

LAST = 2025
_HEADS = (
    "Ängs",
    "Björk",
    "Sjö",
    "Norr",
    "Söder",
    "Öster",
    "Väster",
    "Gran",
    "Lind",
    "Ek",
    "Stor",
    "Lill",
    "Hög",
)
_TAILS = ("köping", "haga", "vik", "stad", "by", "torp", "berga", "näs", "fors", "lunda", "ås", "ed")
_LAW = (
    ("lag-krisanalys", "Analys av extraordinära händelser", "årligen"),
    ("lag-rsa", "Rapport om risk- och sårbarhetsanalysen", "årligen"),
    ("lag-krisledningsnamnd", "Krisledningsnämnd", "löpande"),
    ("lag-omradesansvar", "Geografiskt områdesansvar", "årligen"),
    ("lag-utbildning", "Utbildning och övning", "årligen"),
)
_OWN = 43
_COMMENTS = (
    "Arbetet är genomfört enligt verksamhetens egen plan och redovisat för nämnden.",
    "Förvaltningen har gått igenom rutinerna med alla enheter under hösten.",
    "Uppgiften är fördelad och följs upp vid varje ordinarie sammanträde.",
)


def main() -> int:
    """Write the country."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--municipalities", type=int, default=290)
    parser.add_argument("--bodies", type=int, default=25)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for number in range(asked.municipalities):
        chance = random.Random(f"{asked.seed}/{number}")  # noqa: S311  # nothing secret
        root = asked.folder / f"{number + 101:04}"
        for path, text in municipality(number, asked.bodies, asked.years, chance):
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
    return 0


def municipality(number: int, bodies: int, years: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Return the files of one municipality, path and text; every fiftieth has a broken one."""
    name = f"{_HEADS[number % len(_HEADS)]}{_TAILS[number // len(_HEADS) % len(_TAILS)]}"
    name = f"{name}s kommun" if number < len(_HEADS) * len(_TAILS) else f"Nya {name}s kommun"
    first = LAST - years + 1
    yield (
        "trygghet.yaml",
        (
            f'schema: 3\norganisation:\n  namn: {name}\n  kommunkod: "{number + 101:04}"\nexempel: ja\n'
            f"första uppföljningsår: {first}\nmandatperiod: {{första året: 2023}}\n"
            "redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunfullmaktige}\n"
        ),
    )
    yield (
        "plan/dokument.yaml",
        (
            "dokument:\n  planen:\n    slag: plan\n    titel: Plan för trygghet\n"
            f"    beslut: {{datum: {first - 1}-06-01, diarienummer: KS {first - 1}/1}}\n"
            "  leh:\n    slag: lag\n    titel: Lagen om extraordinära händelser\n"
        ),
    )
    own = [f"namnd-{one}" for one in range(1, bodies)]
    yield (
        "plan/organisation.yaml",
        "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\n  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, svarar: nej}\n"
        "organ:\n  kommunfullmaktige: {namn: Kommunfullmäktige, slag: fullmäktige}\n"
        "  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\n"
        + "".join(f"  {one}: {{namn: Nämnd {place}, slag: nämnd}}\n" for place, one in enumerate(own, 1))
        + "grupper:\n  nämnder: {slag: [nämnd]}\n",
    )
    yield (
        "plan/underlag.yaml",
        "underlag:\n  datum: {typ: datum, titel: Datum}\n  dokument: {typ: text, titel: Dokument}\n",
    )
    yield (
        "plan/lagkrav.yaml",
        "dokument: leh\npaket: {id: lagkrav, version: 2026-01-01, källa: påhittat}\ntitel: Lagkrav\nskyldigheter:\n"
        + "".join(
            f"  {one}:\n    titel: {title}\n    text: Göra det som lagen kräver.\n    slag: grunduppgift\n"
            f"    dokument: leh\n    lagrum: 2 kap. 1 §\n    kontroll: läst i lagtexten\n"
            f"    ansvariga: [nämnder]\n    periodicitet: {often}\n    underlag: [datum]\n"
            for one, title, often in _LAW
        ),
    )
    yield (
        "plan/fokusomraden/1-trygghet.yaml",
        "dokument: planen\nfokusområde: 1\ntitel: Trygghet\nskyldigheter:\n"
        + "".join(
            f"  krav-{one}:\n    titel: Krav {one}\n    text: Göra arbete {one} varje år.\n    slag: grunduppgift\n"
            f"    ansvariga: [nämnder]\n    periodicitet: årligen\n    underlag: [datum]\n"
            for one in range(1, _OWN + 1)
        ),
    )
    duties = [one for one, _, _ in _LAW] + [f"krav-{one}" for one in range(1, _OWN + 1)]
    broken = f"followups/{LAST}/kommunstyrelsen.yaml" if number % 50 == 49 else None
    for year in range(first, LAST + 1):
        for body in ("kommunstyrelsen", *own):
            path = f"followups/{year}/{body}.yaml"
            yield path, "organ: [\n" if path == broken else _followup(year, body, duties, chance)


def _followup(year: int, body: str, duties: list[str], chance: random.Random) -> str:
    rows = [f"organ: {body}\når: {year}\nexempel: ja\nbeslut: {{datum: {year + 1}-01-20}}\nsvar:\n"]
    for duty in duties:
        if chance.random() < 0.04:  # nothing is said
            continue
        is_done = chance.random() < 0.9
        rows.append(f"  {duty}:\n    status: {'uppfylls' if is_done else 'uppfylls ej'}\n")
        rows.append("" if is_done else "    skäl: Tiden räckte inte till.\n")
        rows.append(f"    kommentar: {chance.choice(_COMMENTS)}\n")
        rows.append(
            f"    datum: {year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}\n" if is_done else ""
        )
    return "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
