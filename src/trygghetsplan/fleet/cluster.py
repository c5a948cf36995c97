"""The executor of a Dask cluster, on which the same municipalities are looked at as in processes here.

The workers have to see the plan folders by the same paths, and to have the program installed.
"""

from concurrent.futures import Executor

from distributed import Client

from trygghetsplan.errors import UsageFault


def cluster_executor(address: str) -> Executor:
    """Return the executor of the cluster whose scheduler has the address.

    Raises:
        UsageFault: nothing answers there.
    """
    try:
        client = Client(address, timeout=10)
    except (OSError, TimeoutError, ValueError):
        raise UsageFault(f"inget kluster svarar på {address}; kontrollera adressen.") from None
    executor: Executor = client.get_executor(pure=False)
    return executor
