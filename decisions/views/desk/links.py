"""Where a record that a page of the desk names can be looked at."""

from django.urls import reverse

from decisions.models import Ruling
from decisions.queries.duplicates import Duplicate


def of_ruling(ruling: Ruling) -> str:
    return reverse("desk_ruling", args=[ruling.public_id])


def of_duplicate(duplicate: Duplicate) -> dict[str, str]:
    """Address and name; nothing of what the person may not see."""
    if duplicate.ruling is None:
        return {}
    ruling = duplicate.ruling
    day = ruling.decided_on.isoformat() if ruling.decided_on else ""
    named = " · ".join(part for part in (ruling.public_id, ruling.court.name_en, day) if part)
    return {"href": of_ruling(ruling), "named": named}
