"""Keeping what somebody has typed and not saved: sealed, for a day, for the same account only."""

import json
from datetime import datetime
from itertools import accumulate

from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from decisions.models import KeptInput, Sealed, User
from decisions.queries.kept import FOR, Content

# What is marked as saved under this name beside the form's own: an autosave that arrives late brings nothing back.
SAVED = "saved:"
# Whatever the server takes in one sending is kept (2.5 MB, DATA_UPLOAD_MAX_MEMORY_SIZE): sealed text is compressed.
MOST_CHARACTERS = 3_000_000
MOST_FOR_ONE_PERSON = 20
MOST_SEALED_FOR_ONE_PERSON = 12_000_000


@transaction.atomic
def keep(*, owner: User, form: str, key: str, content: Content, now: datetime) -> bool:
    """Keep the content, in place of what was kept under this key. False if it is too long or saved already."""
    text = json.dumps(dict(content), ensure_ascii=False)
    mine = KeptInput.objects.filter(owner=owner)
    if len(text) > MOST_CHARACTERS or mine.filter(form=SAVED + form, key=key).exists():
        return False
    sealed = Sealed.of(text)
    if not mine.filter(form=form, key=key).update(content=sealed, kept_at=now):
        _insert(owner, form, key, sealed, now)
    _drop_oldest(owner)
    return True


def _insert(owner: User, form: str, key: str, sealed: Sealed, now: datetime) -> None:
    try:
        with transaction.atomic():
            KeptInput(owner=owner, form=form, key=key, content=sealed, kept_at=now).save(force_insert=True)
    except IntegrityError:  # somebody pressed the button twice
        KeptInput.objects.filter(owner=owner, form=form, key=key).update(content=sealed, kept_at=now)


def _drop_oldest(owner: User) -> None:
    """The newest always stays."""
    mine = KeptInput.objects.filter(owner=owner).exclude(form__startswith=SAVED).order_by("-kept_at", "pk")
    sizes = mine.values_list("pk", Length("content"))
    sums = accumulate(size for _pk, size in sizes)
    surplus = [
        pk
        for place, ((pk, _size), so_far) in enumerate(zip(sizes, sums, strict=True))
        if place and (place >= MOST_FOR_ONE_PERSON or so_far > MOST_SEALED_FOR_ONE_PERSON)
    ]
    if surplus:
        KeptInput.objects.filter(pk__in=surplus).delete()


@transaction.atomic
def forget(*, owner: User, form: str, key: str) -> None:
    """The person does not want it back, or has saved it."""
    KeptInput.objects.filter(owner=owner, form=form, key=key).delete()


@transaction.atomic
def mark_saved(*, owner: User, form: str, key: str, now: datetime) -> None:
    """It is saved: forget it, and keep nothing more under this key."""
    KeptInput.objects.filter(owner=owner, form=form, key=key).delete()
    KeptInput.objects.get_or_create(owner=owner, form=SAVED + form, key=key, defaults={"kept_at": now})


@transaction.atomic
def clear_expired(*, now: datetime) -> int:
    """Delete whatever is older than a day; how many there were."""
    deleted, _by_kind = KeptInput.objects.filter(kept_at__lte=now - FOR).delete()
    return deleted
