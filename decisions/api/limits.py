"""How much a program may ask: so many requests a minute for each visitor. No address is kept."""

import hashlib
import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

# New with every process: what is counted under it cannot be led back to an address.
_SALT = secrets.token_bytes(32)
ONION = "onion"


class ByVisitor(SimpleRateThrottle):
    """Counts in the memory of this process, under a salted digest of the address.

    Visitors of an onion service all come from the same address of ours: they share a count that is larger.
    """

    cache = caches["limits"]

    def get_rate(self) -> str:
        return f"{settings.API_MOST_A_MINUTE}/minute"

    def get_cache_key(self, request: Request, view: object) -> str:
        address = self.get_ident(request)
        if address in settings.ONION_ADDRESSES:
            self.num_requests = settings.API_MOST_A_MINUTE_OVER_ONION
            return ONION
        return hashlib.blake2b(_network(address).encode(), key=_SALT, digest_size=16).hexdigest()


def _network(address: str | None) -> str:
    """What one visitor has: an address, or of the newer kind as many as share their first half."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
