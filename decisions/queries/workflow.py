"""What stands in the way of the next step in a ruling's life."""

from django.utils.translation import gettext as _

from decisions.models import Ruling, User
from decisions.vocabulary import KNOWN, Status


def blockers(ruling: Ruling, *, reviewer: User) -> list[str]:
    """Why this reviewer cannot publish this ruling yet. An empty list means that it can be published."""
    reasons = []
    if ruling.status != Status.IN_REVIEW:
        reasons.append(_("It is not in review."))
    if ruling.entered_by_id == reviewer.pk:
        reasons.append(_("Somebody other than the person who entered it has to check it."))
    if ruling.decided_on_state != KNOWN:
        reasons.append(_("The date of the decision is missing."))
    return reasons
