"""What every answer must tell browsers, whoever asked for what: pages, files, refusals, the administration."""

import re
from collections.abc import Mapping
from typing import Any

GIVEN = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}
# Headers by which programs name themselves and their versions.
BANNERS = ("server", "x-powered-by", "x-generator", "via")
_INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)(?![^>]*type="application/(ld\+)?json")"""
)
_GENERATOR = re.compile(r'<meta[^>]+name="generator"', re.IGNORECASE)


def missing_from(headers: Mapping[str, str]) -> list[str]:
    """What these headers (lower-case names) lack or say too much."""
    missing = [name for name, value in GIVEN.items() if headers.get(name) != value]
    policy = headers.get("content-security-policy", "")
    missing += [
        f"policy: {part}" for part in ("default-src 'none'", "frame-ancestors 'none'") if part not in policy
    ]
    missing += ["unsafe policy"] if "unsafe" in policy or "*" in policy else []
    missing += [] if "camera=()" in headers.get("permissions-policy", "") else ["permissions-policy"]
    return missing + [name for name in BANNERS if name in headers]


def faults_of(response: Any) -> list[str]:
    """The same for an answer, and what its page styles or runs by itself, and what its cookies leave open."""
    found = missing_from({name.lower(): value for name, value in response.headers.items()})
    found += [f"open cookie {cookie.key}" for cookie in response.cookies.values() if not _is_closed(cookie)]
    if not response.streaming and response.headers["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        found += _INLINE.findall(page) + _GENERATOR.findall(page)
    return found


def _is_closed(cookie: Any) -> bool:
    """To scripts and to other sites; one that is taken back says nothing."""
    return not cookie.value or bool(cookie["httponly"]) and cookie["samesite"] in ("Lax", "Strict")
