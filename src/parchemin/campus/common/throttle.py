"""How often somebody who is not signed in may try something: counted in the cache that the processes share.

A count lasts for a fixed span. It is kept under a digest of who tries, so that the cache holds no address of anybody.
Two tries at the very same moment may count as one: a limit stops guessing, it is no ledger.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Throttle:
    """`most` tries in `seconds`, by whoever tries."""

    name: str
    most: int
    seconds: int

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)

    def spent(self, who: str) -> bool:
        """Whether there are no tries left."""
        return bool(cache.get(self._key(who), 0) >= self.most)

    def count(self, who: str) -> None:
        """One try more."""
        key = self._key(who)
        cache.set(key, cache.get(key, 0) + 1, self.seconds)

    def _key(self, who: str) -> str:
        span = int(time.time()) // self.seconds
        digest = salted_hmac("throttle", network_of(who), algorithm="sha256").hexdigest()
        return f"throttle:{self.name}:{span}:{digest}"


def network_of(address: str) -> str:
    """Who an address is: itself, or, with IPv6, the network of 64 bits that one subscriber has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/64", strict=False).network_address)
    return str(found)
