"""Who may do what, and which records somebody may see. The table is in docs/roles.md."""

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from decisions.models import (
    Court,
    Document,
    Event,
    Judge,
    OfficialSeries,
    Respondent,
    RespondentSpelling,
    Ruling,
    Series,
    Source,
    Story,
    User,
)
from decisions.vocabulary import Role, Status, Withdrawal

if TYPE_CHECKING:  # a process that serves the public only has no accounts to load
    from django.contrib.auth.models import AnonymousUser

Visitor: TypeAlias = "AbstractBaseUser | AnonymousUser"
Place = TypeVar("Place", Court, Judge)

_RANK = {role: rank for rank, role in enumerate(Role.values, start=1)}


def has_role(user: Visitor, role: Role) -> bool:
    """Whether the account has the role or one that includes it. System accounts act but cannot log in."""
    return isinstance(user, User) and _RANK.get(user.role, 0) >= _RANK[role]


def require(user: Visitor, role: Role) -> None:
    """Raises PermissionDenied unless the account has the role or one that includes it."""
    if not has_role(user, role):
        raise PermissionDenied(f"this needs the role {role.value}")


def may_use_admin(user: Visitor) -> bool:
    return bool(user.is_active) and has_role(user, Role.REVIEWER)


def may_export(user: Visitor) -> bool:
    """Whether this person takes rulings out as files, of the columns that everybody may read."""
    return has_role(user, Role.REVIEWER)


def may_export_unpublished(user: Visitor) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def may_read_identity(user: Visitor, *, entered_by_id: int | None) -> bool:
    """Lawyers read what they entered themselves; reviewers and administrators nothing without the permission."""
    if not isinstance(user, User) or not user.is_active or not has_role(user, Role.LAWYER):
        return False
    if has_role(user, Role.REVIEWER):
        return user.reads_identities
    return entered_by_id == user.pk


def may_edit(user: Visitor, ruling: Ruling) -> bool:
    """A lawyer edits own drafts; a reviewer whatever is not withdrawn."""
    if ruling.status == Status.WITHDRAWN:
        return False
    if has_role(user, Role.REVIEWER):
        return True
    return has_role(user, Role.LAWYER) and ruling.entered_by_id == user.pk and ruling.status == Status.DRAFT


def may_discard(user: Visitor, ruling: Ruling) -> bool:
    """Whoever entered a draft, and nobody else: others send back and withdraw."""
    own = isinstance(user, User) and ruling.entered_by_id == user.pk
    return own and ruling.status == Status.DRAFT and may_edit(user, ruling)


# What the public sees is the same for everybody, so that a number can be cited and a page cached.


def public_rulings() -> QuerySet[Ruling]:
    return Ruling.objects.filter(status=Status.PUBLISHED)


def tombstones() -> QuerySet[Ruling]:
    """Rulings that were withdrawn openly: their address still answers, with 410."""
    return Ruling.objects.filter(status=Status.WITHDRAWN, withdrawal=Withdrawal.OPEN)


def public_series() -> QuerySet[Series]:
    return Series.objects.filter(_has_public_ruling("series"))


def public_courts() -> QuerySet[Court]:
    """Courts with a published ruling. Any other court would tell that somebody is working on a case there."""
    return Court.objects.filter(_has_public_ruling("court"))


def public_judges() -> QuerySet[Judge]:
    return Judge.objects.filter(_has_public_ruling("judge"))


def judge_statistics() -> bool:
    """Whether anything may count, compare or filter rulings by judge. A ruling names its judge in any case."""
    return bool(settings.JUDGE_STATISTICS)


def moved_courts(slugs: Collection[str]) -> dict[str, Court]:
    """Old addresses of courts that were public before they were merged, each with the public court that was kept."""
    old = Court.objects.filter(_was_public_at(slugs)).distinct()
    return {court.slug: kept for court in old if (kept := public_courts().filter(pk=_kept(court).pk).first())}


def moved_judges(slugs: Collection[str]) -> dict[str, Judge]:
    """Old addresses of judges that were public before they were merged, each with the public judge who was kept."""
    old = Judge.objects.filter(_was_public_at(slugs)).distinct()
    return {judge.slug: kept for judge in old if (kept := public_judges().filter(pk=_kept(judge).pk).first())}


def _was_public_at(slugs: Collection[str]) -> Q:
    """Any other old address would tell that somebody worked on a case there."""
    return Q(slug__in=slugs, merged_into__isnull=False, merges__undone_at=None, merges__was_public=True)


def _kept(record: Place) -> Place:
    """The record at the end of a chain of merges."""
    while record.merged_into is not None:
        record = record.merged_into
    return record


def public_sources() -> QuerySet[Source]:
    return Source.objects.filter(_has_public_ruling("source"))


def official_series() -> QuerySet[OfficialSeries]:
    """Numbers that offices publish: all of them are public."""
    return OfficialSeries.objects.all()


def public_stories() -> QuerySet[Story]:
    return Story.objects.filter(status=Status.PUBLISHED)


def story_tombstones() -> QuerySet[Story]:
    """Stories that were withdrawn openly: their address still answers, with 410."""
    return Story.objects.filter(status=Status.WITHDRAWN, withdrawal=Withdrawal.OPEN)


def visible_stories(user: Visitor) -> QuerySet[Story]:
    """What this person may see behind the login: reviewers and administrators everything."""
    return Story.objects.all() if has_role(user, Role.REVIEWER) else public_stories()


def _has_public_ruling(column: str) -> Exists:
    return Exists(public_rulings().filter(**{column: OuterRef("pk")}))


def visible_rulings(user: Visitor) -> QuerySet[Ruling]:
    """What this person may see behind the login."""
    if has_role(user, Role.REVIEWER):
        return Ruling.objects.all()
    if has_role(user, Role.LAWYER) and isinstance(user, User):
        own = Q(entered_by=user) | Q(team=user.team_id, team__isnull=False)
        return Ruling.objects.filter(Q(status=Status.PUBLISHED) | own)
    return public_rulings()


def followed_rulings(user: Visitor) -> QuerySet[Ruling]:
    """What this person works on at the desk, with notes and history: reviewers everything, lawyers own and team's."""
    if has_role(user, Role.REVIEWER):
        return Ruling.objects.all()
    if has_role(user, Role.LAWYER) and isinstance(user, User):
        return Ruling.objects.filter(Q(entered_by=user) | Q(team=user.team_id, team__isnull=False))
    return Ruling.objects.none()


def may_follow(user: Visitor, ruling: Ruling) -> bool:
    return followed_rulings(user).filter(pk=ruling.pk).exists()


def may_follow_up(user: Visitor, ruling: Ruling) -> bool:
    """Whether this person may record what happened after the ruling."""
    return ruling.status != Status.WITHDRAWN and may_follow(user, ruling)


def may_change_event(user: Visitor, event: Event) -> bool:
    """What everybody can read is changed by reviewers only. Asks nothing of the database about the ruling."""
    return has_role(user, Role.REVIEWER) or (has_role(user, Role.LAWYER) and not event.public)


def logged_rulings() -> QuerySet[Ruling]:
    """Every ruling, whoever may see it: only to find out whether one is logged already, never to be shown."""
    return Ruling.objects.all()


def locked(user: Visitor, ruling: Ruling) -> Ruling:
    """The ruling as it stands now, held until the transaction ends. Raises PermissionDenied if they may not see it.

    `no_key`: others may still refer to it meanwhile, as a release does that is being made.
    """
    current = visible_rulings(user).select_for_update(of=("self",), no_key=True).filter(pk=ruling.pk).first()
    if current is None:
        raise PermissionDenied("this ruling is not theirs to see")
    return current


# The private side: people and papers. Papers name people, so one rule holds for both.


def may_read_identities(user: Visitor) -> bool:
    """Whether anybody's identity can be theirs to read: a lawyer's own entries, or with the permission everybody's."""
    return isinstance(user, User) and may_read_identity(user, entered_by_id=user.pk)


def readable_respondents(user: Visitor) -> QuerySet[Respondent]:
    """Whose identity this person may read. Nobody else is found, named or counted for them."""
    if not isinstance(user, User) or not may_read_identities(user):
        return Respondent.objects.none()
    everybody = has_role(user, Role.REVIEWER)
    return Respondent.objects.all() if everybody else Respondent.objects.filter(entered_by=user)


def private_rulings(user: Visitor) -> QuerySet[Ruling]:
    """Of which this person keeps the private side: says who it is about, adds, reads and deletes papers."""
    if not isinstance(user, User) or not may_read_identities(user):
        return Ruling.objects.none()
    followed = followed_rulings(user)
    return followed if has_role(user, Role.REVIEWER) else followed.filter(entered_by=user)


def may_keep_private(user: Visitor, ruling: Ruling) -> bool:
    return private_rulings(user).filter(pk=ruling.pk).exists()


def readable_documents(user: Visitor) -> QuerySet[Document]:
    return Document.objects.filter(ruling__in=private_rulings(user))


def compared_spellings(user: User | None) -> QuerySet[RespondentSpelling]:
    """With which texts are compared before they are published: for a reviewer or a program all of them.

    A lawyer must not find out by trying names who is recorded.
    """
    if user is None or has_role(user, Role.REVIEWER):
        return RespondentSpelling.objects.all()
    return RespondentSpelling.objects.filter(respondent__in=readable_respondents(user))
