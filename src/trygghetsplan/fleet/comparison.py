"""How groups of municipalities do with the duties they share, shown so that nobody's own outcome can be worked out.

The rule, which tests/test_fleet.py tries by brute force:

1. A municipality is in one group at most, so that no two groups differ by one, and nothing is shown of all together,
   so that no group is what is left of a sum.
2. A group shows nothing of a duty where fewer than five in it, or fewer than five outside it, had something due.
3. A share is shown as a band that every municipality in the group could be in, with as many bodies as it has: where
   one of them has a single body there is only under and over the half.
4. The least, the greatest and the mean are never shown. The middle is; the quarters are where the group has eight, so
   that two municipalities always stand outside what is shown on either side: one that knows its own outcome learns
   nobody else's.

Whether something is shown follows from how many bodies have something due alone, and never from the outcomes.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from trygghetsplan.errors import UsageFault
from trygghetsplan.fleet.municipality import DutyShare, FleetRow
from trygghetsplan.swedish import sort_key

LEAST = 5
"""So many municipalities that a group, and all outside it, have to be."""
LEAST_FOR_QUARTERS = 8
HIDDEN = "färre än fem kommuner i gruppen eller utanför den"
_HALVES = ((Fraction(0), "under hälften"), (Fraction(1, 2), "minst hälften"))
_SCALES = {
    1: _HALVES,
    2: (*_HALVES, (Fraction(1), "alla")),
    4: (
        (Fraction(0), "under en fjärdedel"),
        (Fraction(1, 4), "en fjärdedel till hälften"),
        (Fraction(1, 2), "hälften till tre fjärdedelar"),
        (Fraction(3, 4), "minst tre fjärdedelar"),
        (Fraction(1), "alla"),
    ),
}
"""The fewest bodies of any municipality in the group → the bands, each by its least share."""


class GroupSpread(NamedTuple):
    """How the municipalities of a group do with one duty; None for what is not shown."""

    duty: str
    title: str
    group: str
    municipalities: int | None = None
    lower: str | None = None
    middle: str | None = None
    upper: str | None = None
    reason: str = ""


def groups_in(text: str, name: str) -> dict[str, str]:
    """Return the group of each kommunkod in a CSV file with the columns kommunkod and grupp.

    Raises:
        UsageFault: it is no such file, or one municipality is in two groups.
    """
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    if not rows or [cell.strip().casefold() for cell in rows[0]] != ["kommunkod", "grupp"]:
        raise UsageFault(f"{name} ska börja med raden kommunkod;grupp.")
    groups: dict[str, str] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != 2 or not re.fullmatch("[0-9]{4}", cells[0]) or not cells[1]:
            raise UsageFault(f"{name}, rad {number}: här ska stå en kommunkod med fyra siffror och en grupp.")
        if cells[0] in groups:
            raise UsageFault(
                f"{name}, rad {number}: kommunkoden {cells[0]} står två gånger. En kommun får stå i en grupp, "
                "annars kan det gå att räkna ut hur det går för den."
            )
        groups[cells[0]] = cells[1]
    return groups


def compared(rows: Iterable[FleetRow], groups: Mapping[str, str]) -> list[GroupSpread]:
    """Return a spread for each shared duty and group, of the municipalities that could be reckoned."""
    titles: dict[str, str] = {}
    owing: dict[str, dict[str, DutyShare]] = {}
    for row in rows:
        for share in row.shares if is_comparable(row) else ():
            titles.setdefault(share.duty, share.title)
            owing.setdefault(share.duty, {})[row.code or ""] = share
    names = sorted(set(groups.values()), key=lambda one: (sort_key(one), one))
    return [
        spread_of(
            GroupSpread(duty, titles[duty], name),
            [share for code, share in owing[duty].items() if groups.get(code) == name],
            sum(groups.get(code) != name for code in owing[duty]),
        )
        for duty in sorted(owing)
        for name in names
    ]


def is_comparable(row: FleetRow) -> bool:
    """Whether a municipality is in the comparison: it has a code of its own, and all of it was reckoned."""
    return row.code is not None and row.due is not None and not row.reason


def spread_of(empty: GroupSpread, group: Sequence[DutyShare], outside: int) -> GroupSpread:
    """Return what is shown of a group in which all had something due, beside so many outside it."""
    if len(group) < LEAST or outside < LEAST:
        return empty._replace(reason=HIDDEN)
    scale = scale_for(min(share.due for share in group))
    bands = sorted(band_of(Fraction(share.fulfilled, share.due), scale) for share in group)
    size = len(bands)

    def at(part: Fraction) -> str:
        """Return the band of the municipality that so great a part of the group is at or below."""
        return scale[bands[-(-size * part.numerator // part.denominator) - 1]][1]

    shown = empty._replace(municipalities=size, middle=at(Fraction(1, 2)))
    if size < LEAST_FOR_QUARTERS:
        return shown
    low, high = quarters_of(size)
    return shown._replace(lower=scale[bands[low]][1], upper=scale[bands[high]][1])


def quarters_of(size: int) -> tuple[int, int]:
    """Return the places of the lower and the upper quarter, each as far from its end as the other."""
    low = max(2, -(-size // 4) - 1)
    return low, size - 1 - low


def scale_for(fewest: int) -> tuple[tuple[Fraction, str], ...]:
    """Return the bands where the municipality with the fewest bodies has so many."""
    return _SCALES[max(least for least in _SCALES if least <= fewest)]


def band_of(share: Fraction, scale: Sequence[tuple[Fraction, str]]) -> int:
    """Return the number of the band that a share is in."""
    return sum(share >= least for least, _ in scale) - 1
