"""Sends the municipalities to an executor and brings the rows home: one that fails stops no other.

Any `concurrent.futures.Executor` will do: processes here, threads, or the executor of a cluster's client.
"""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import suppress

from trygghetsplan.errors import Exit
from trygghetsplan.fleet.examining import examine
from trygghetsplan.fleet.municipality import FleetRow, FleetTask

OF_A_WORKER = 25
"""So many municipalities a process looks at before it gives its memory back and another takes its place."""
_CRASH = "körningen avbröts när kommunen lästes; minnet kan ha tagit slut"


def processes(jobs: int) -> Executor:
    """Return workers that are processes on this machine, started afresh on every system alike."""
    # A process that Python starts would otherwise import modules from the folder that the user stands in.
    os.environ["PYTHONSAFEPATH"] = "1"
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        max_tasks_per_child=OF_A_WORKER,
    )


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and collect no garbage: it is thrown away whole."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def gather(
    start: Callable[[], Executor],
    tasks: Sequence[FleetTask],
    look: Callable[[FleetTask], FleetRow] = examine,
) -> list[FleetRow]:
    """Return a row for each task, in their order, whichever comes first.

    When a worker dies, all that had not come home is lost with it. Each of them is then looked at alone, so that
    only the one that kills its worker is told to have done so.
    """
    rows = _round(start, tasks, look)
    for number, row in enumerate(rows):
        if row is None:
            rows[number] = _round(start, tasks[number : number + 1], look)[0]
    return [
        row or FleetRow(task.folder).failing(_CRASH, Exit.BUG) for row, task in zip(rows, tasks, strict=True)
    ]


def _round(
    start: Callable[[], Executor], tasks: Sequence[FleetTask], look: Callable[[FleetTask], FleetRow]
) -> list[FleetRow | None]:
    """Return the rows; None for those whose worker died."""
    futures: list[Future[FleetRow]] = []
    executor = start()
    try:
        with suppress(BrokenExecutor):  # a worker may die while there is more to send
            futures.extend(executor.submit(look, task) for task in tasks)
        rows = [_row_of(future, task) for future, task in zip(futures, tasks, strict=False)]
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    finally:
        executor.shutdown(wait=True)
    return rows + [None] * (len(tasks) - len(rows))


def _row_of(future: Future[FleetRow], task: FleetTask) -> FleetRow | None:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor):
        return None
    said = f"ett fel i programmet ({type(error).__name__}); anmäl det gärna"
    return FleetRow(task.folder).failing(said, Exit.BUG)


def with_twins_told(rows: Sequence[FleetRow]) -> list[FleetRow]:
    """Return the rows, with a fault on those that have one code in common: one of them is not who it says."""
    folders: dict[str, list[str]] = {}
    for row in rows:
        if row.code:
            folders.setdefault(row.code, []).append(row.folder)
    told = []
    for row in rows:
        others = [one for one in folders.get(row.code or "", ()) if one != row.folder]
        said = f"kommunkoden {row.code} har också {', '.join(others)}"
        told.append(row.failing(said, Exit.FINDINGS) if others else row)
    return told
