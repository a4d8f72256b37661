"""Every fault of the network that the program is tried against, at each service that can have it.

`TABLE` has them all. `running` runs them, many at a time, since most of the time of a fault is waited for. `document`
makes the table of docs/reliability.md of them.
"""

from __future__ import annotations

from . import answers, certificates, clocks, connections, proxies, refusals, statuses
from .fault import Case, NetworkFault

__all__ = ["CASES", "TABLE", "Case", "NetworkFault"]

TABLE: tuple[NetworkFault, ...] = (
    *connections.TABLE, *certificates.TABLE, *answers.TABLE, *statuses.TABLE, *refusals.TABLE, *clocks.TABLE,
    *proxies.TABLE,
)
CASES = tuple(Case(fault, where) for fault in TABLE for where in fault.where)
