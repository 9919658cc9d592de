"""The life of a story: a draft that is published, and withdrawn when somebody could be harmed by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import ledger, policy
from decisions.actions.refusals import Refused
from decisions.models import Story, User
from decisions.queries import passages
from decisions.queries import stories as queries
from decisions.vocabulary import Role, Status, Withdrawal

NAMES_SOMEBODY = gettext_lazy("The text has the name of a person whom we keep sealed.")


@transaction.atomic
def publish(*, story: Story, by: User, now: datetime) -> Story:
    """Show a draft to the world, unless it names somebody whose identity we keep sealed."""
    policy.require(by, Role.REVIEWER)
    current = _locked(story, by)
    if current.status != Status.DRAFT:
        raise Refused([_("Only a draft can be published.")])
    if passages.kept_names(queries.texts(current), reader=by):
        raise Refused([str(NAMES_SOMEBODY)])
    return _move(current, {"status": Status.PUBLISHED}, by=by, now=now, action="story.publish")


@transaction.atomic
def withdraw(*, story: Story, by: User, now: datetime, way: Withdrawal, reason: str) -> Story:
    """Take the story off every public page: openly (410, a tombstone) or quietly (404, as if it never was)."""
    policy.require(by, Role.REVIEWER)
    if not reason.strip():
        raise Refused([_("A withdrawal needs a reason.")])
    current = _locked(story, by)
    if current.status != Status.PUBLISHED:
        raise Refused([_("Only a published story can be withdrawn.")])
    columns = {"status": Status.WITHDRAWN, "withdrawn_by": by, "withdrawn_at": now, "withdrawal": way}
    return _move(current, columns, by=by, now=now, action="story.withdraw", reason=reason)


def _locked(story: Story, by: User) -> Story:
    """The story as it stands now, held until the transaction ends."""
    return policy.visible_stories(by).select_for_update(of=("self",)).get(pk=story.pk)


def _move(
    story: Story, columns: Mapping[str, Any], *, by: User, now: datetime, action: str, reason: str = ""
) -> Story:
    for name, value in columns.items():
        setattr(story, name, value)
    ledger.update(story, fields=columns, by=by, reason=reason)
    ledger.audit(by=by, action=action, target=story, now=now, fields=columns, reason=reason)
    return story
