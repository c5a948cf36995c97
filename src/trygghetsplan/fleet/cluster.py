"""The executor of a Dask cluster, on which the same municipalities are looked at as in processes here.

The workers have to see the plan folders by the same paths, and to have the program installed.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from trygghetsplan.errors import UsageFault


class ClusterExecutor(Executor):
    """The executor of a cluster's client, which lets go of the cluster at the end."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Send one task to the cluster."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, *args: Any, **_: Any) -> None:
        """Leave the cluster, which goes on without us."""
        self._executor.shutdown(*args)
        self._client.close()


def cluster_executor(address: str) -> Executor:
    """Return the executor of the cluster whose scheduler has the address.

    Raises:
        UsageFault: nothing answers there.
    """
    from distributed import Client

    try:
        return ClusterExecutor(Client(address, timeout=10))
    except (OSError, TimeoutError, ValueError):
        raise UsageFault(f"inget kluster svarar på {address}; kontrollera adressen.") from None
