"""The auditors' thread as the terminal shows it: internal, each promise with its state and its address."""

from collections.abc import Iterator

from trygghetsplan.report.thread import Effect, Point, Promise, Standing, Thread, tally
from trygghetsplan.swedish import capital, counted, listed, long_date

_INDENT = "   "
_DEEPER = "      "


def overview(threads: tuple[Thread, ...]) -> str:
    """List the audits, one line each."""
    return "".join(f"{one.id:<12} {one.title}\n{'':<12} {_summary(one)}\n" for one in threads)


def thread_text(thread: Thread) -> str:
    """Write one audit whole."""
    rows = [f"{thread.title} ({thread.id})", _summary(thread), f"Räknat per {thread.as_of}."]
    for point in thread.points:
        rows += ["", *_point(thread, point)]
    return "\n".join(rows) + "\n"


def remarks_text(thread: Thread) -> str:
    """Write what those who write should look at, one line a remark; nothing where all is well."""
    if not thread.remarks:
        return ""
    heading = "Att se över innan yttrandet beslutas" if thread.is_proposed else "Att se över i yttrandet"
    lines = [f"  {one.source}: {one.code} {one.text}\n" for one in thread.remarks]
    effects = "" if thread.has_effects else "  Ingen rekommendation säger hur effekten ska kontrolleras.\n"
    return f"{heading}:\n{''.join(lines)}{effects}"


def _summary(thread: Thread) -> str:
    promised = counted(len(thread.promises), "åtagande", "åtaganden")
    asked = counted(len(thread.points), "rekommendation", "rekommendationer")
    if thread.is_proposed:
        return f"{asked}, {promised}. Yttrandet är ett utkast: åtagandena är föreslagna, och ingen är skyldig något än."
    decided = f"Yttrandet är beslutat {thread.decided}. " if thread.decided else "Yttrandet är beslutat. "
    return f"{decided}{asked}, {promised}: {tally(thread.standings) or 'inget har börjat gälla'}."


def _point(thread: Thread, point: Point) -> Iterator[str]:
    yield f"{point.number}. {point.title}  [{point.source}]"
    if point.answer is None:
        yield f"{_INDENT}Svar: saknas."
    else:
        yield f"{_INDENT}Svar: {point.stance or 'tar inte ställning'}."
    for promise in point.promises:
        yield from _promise(thread, promise)
    if not point.promises:
        yield f"{_INDENT}Inga åtaganden."
    yield f"{_INDENT}Effekt: {_effect(point.effect)}"


def _promise(thread: Thread, promise: Promise) -> Iterator[str]:
    state = listed([_of_body(promise, one) for one in promise.standings])
    if not state:
        state = "föreslaget" if thread.is_proposed else "har inte börjat gälla"
    yield f"{_INDENT}- {promise.title}: {state}  [{promise.source}]"
    yield f"{_DEEPER}{promise.who} · lämnar {promise.delivers} · {promise.when}"
    waiting = [one.title for one in promise.waits_for if not one.has_come]
    come = [one.title for one in promise.waits_for if one.has_come]
    if waiting:
        yield f"{_DEEPER}Väntar på: {listed([f'”{title}”' for title in waiting])}"
    if come:
        yield f"{_DEEPER}Har kommit: {listed([f'”{title}”' for title in come])}"
    for standing in promise.standings:
        shown = f" Visat: {listed(standing.evidence)}." if standing.evidence else ""
        where = f"  [{listed([str(source) for source in standing.sources])}]" if standing.sources else ""
        yield f"{_DEEPER}{standing.reason}{shown}{where}"


def _of_body(promise: Promise, standing: Standing) -> str:
    return f"{standing.body} {standing.said}" if len(promise.standings) > 1 else standing.said


def _effect(effect: Effect | None) -> str:
    if effect is None:
        return "ingen kontroll är bestämd."
    asked = f"{effect.question} Kontrolleras senast {long_date(effect.check_by)}"
    if effect.outcome and effect.checked:
        asked = f"{effect.question} {capital(effect.outcome)} vid kontrollen {long_date(effect.checked)}"
    late = ", och den dagen har passerat" if effect.is_late else ""
    shown = f" ({effect.evidence})" if effect.evidence else ""
    return f"{asked}{late}{shown}.  [{effect.source}]"
