"""The queue of what was submitted, and what is done with a whole series at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from decisions import policy
from decisions.actions import kept as keeping
from decisions.actions import reports as reporting
from decisions.actions import series as of_series
from decisions.actions import workflow
from decisions.actions.refusals import Conflict
from decisions.actions.workflow import Each
from decisions.forms.workflow import PublishForm, ReleaseSeriesForm, SendBackForm, seen_versions
from decisions.models import Series
from decisions.queries import history, reports, review
from decisions.queries import rulings as queries
from decisions.queries.history import Since
from decisions.queries.review import Hearing
from decisions.views.desk.kept import STEP, Ticket, given_back, never_lost
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Status

RELEASE, PUBLISH, SEND_BACK = "queue.release", "queue.publish", "queue.send_back"


@dataclass(frozen=True, slots=True)
class Section:
    """A hearing with the forms below it; `changed` says what was saved since the page was opened."""

    hearing: Hearing
    release: ReleaseSeriesForm
    publish: PublishForm
    send_back: SendBackForm
    changed: Sequence[Since]


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent about one series and could not be done, or had typed before: it stands there again."""

    number: int
    publish: QueryDict | None = None
    send_back: QueryDict | None = None
    release: QueryDict | None = None
    errors: Sequence[str] = ()
    changed: Sequence[Since] = ()


@never_cache
@require_safe
@for_role(Role.LAWYER)
def index(request: SignedInRequest) -> HttpResponse:
    """Whole series at once, the longest waiting first, each with what stands in its way."""
    releasing, publishing, sending = (given_back(request, key) for key in (RELEASE, PUBLISH, SEND_BACK))
    typed = releasing or publishing or sending
    number = typed.get("series", "") if typed else ""
    if not (number.isascii() and number.isdecimal()):
        return _page(request)
    said = _("Nothing is done yet: what you typed is here again. Look, and send it again.")
    return _page(request, Sent(int(number[:9]), publishing, sending, releasing, errors=[said]))


def _page(request: SignedInRequest, sent: Sent | None = None) -> HttpResponse:
    hearings = review.queue(request.user, today=timezone.now().date())
    context = {
        "section": "queue",
        "hearings": hearings,
        "sections": [_section(hearing, sent) for hearing in hearings],
        "again": reports.for_reviewers(request.user),
        "decides": policy.has_role(request.user, Role.REVIEWER),
        "sent": sent,
        "tickets": {
            "release": Ticket(request.user.pk, STEP, RELEASE),
            "publish": Ticket(request.user.pk, STEP, PUBLISH),
            "send_back": Ticket(request.user.pk, STEP, SEND_BACK),
        },
    }
    return render(request, "desk/queue.html", context)


def _section(hearing: Hearing, sent: Sent | None) -> Section:
    number = hearing.series.number if hearing.series else 0
    mine = sent if sent is not None and sent.number == number else Sent(number)
    ids = f"id_{number}_%s"
    return Section(
        hearing=hearing,
        release=ReleaseSeriesForm(mine.release, prefix="release", auto_id=ids),
        publish=PublishForm(mine.publish, prefix="publish", choices=hearing.overridable, auto_id=ids),
        send_back=SendBackForm(mine.send_back, auto_id=ids),
        changed=mine.changed,
    )


@never_cache
@require_POST
@partial(never_lost, page="desk_queue")
@for_role(Role.REVIEWER)
def release(request: SignedInRequest, number: str) -> HttpResponse:
    """Basis for publication and the day before which it must not happen, for every ruling that the page showed."""
    series = _series(request, number)
    form = ReleaseSeriesForm(request.POST, prefix="release")
    if not form.is_valid():
        return _page(request, Sent(series.number, release=request.POST))
    seen = seen_versions(request.POST.getlist("seen"))
    given = {"by": request.user, "now": timezone.now(), "statuses": [Status.IN_REVIEW], **form.for_all}
    try:
        done = len(of_series.release(series=series, seen=seen, **given))
    except Conflict:
        return _page(request, Sent(series.number, release=request.POST, **_changed(request, series, seen)))
    keeping.forget(owner=request.user, form=STEP, key=RELEASE)
    said = ngettext("Saved for %(number)s ruling.", "Saved for %(number)s rulings.", done)
    messages.success(request, said % {"number": done})
    return redirect("desk_queue")


@never_cache
@require_POST
@partial(never_lost, page="desk_queue")
@for_role(Role.REVIEWER)
def publish(request: SignedInRequest, number: str) -> HttpResponse:
    """Publish what the page showed and nothing stands in the way of; what is overruled, with its reason."""
    series = _series(request, number)
    form = PublishForm(request.POST, prefix="publish", choices=())
    if not form.is_valid():
        return _page(request, Sent(series.number, publish=request.POST))
    seen = seen_versions(request.POST.getlist("seen"))
    try:
        each = workflow.publish_series(
            series=series, by=request.user, now=timezone.now(), seen=seen, **form.cleaned_data
        )
    except Conflict:
        return _page(request, Sent(series.number, publish=request.POST, **_changed(request, series, seen)))
    keeping.forget(owner=request.user, form=STEP, key=PUBLISH)
    _say_published(request, each)
    if each.refused and form.cleaned_data["reason"]:
        return _page(request, Sent(series.number, publish=request.POST))
    return redirect("desk_queue")


@never_cache
@require_POST
@partial(never_lost, page="desk_queue")
@for_role(Role.REVIEWER)
def send_back(request: SignedInRequest, number: str) -> HttpResponse:
    series = _series(request, number)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, Sent(series.number, send_back=request.POST))
    seen = seen_versions(request.POST.getlist("seen"))
    try:
        each = workflow.send_series_back(
            series=series, by=request.user, now=timezone.now(), seen=seen, **form.cleaned_data
        )
    except Conflict:
        return _page(request, Sent(series.number, send_back=request.POST, **_changed(request, series, seen)))
    keeping.forget(owner=request.user, form=STEP, key=SEND_BACK)
    done = len(each.done)
    said = ngettext("%(number)s ruling sent back.", "%(number)s rulings sent back.", done)
    messages.success(request, said % {"number": done})
    return redirect("desk_queue")


def _changed(request: SignedInRequest, series: Series, seen: Mapping[str, int]) -> dict[str, Any]:
    """What somebody saved since the page was opened, and which rulings were not on it."""
    of_series = policy.followed_rulings(request.user).filter(series=series).order_by("position")
    rulings = list(queries.for_list(of_series))
    newer = [one for one in rulings if one.public_id in seen and one.version != seen[one.public_id]]
    added = [one for one in rulings if one.public_id not in seen and one.status == Status.IN_REVIEW]
    errors = [
        _("The series was saved after you had opened the page. Nothing is done yet: look, and send it again.")
    ]
    if added:
        names = ", ".join(one.public_id for one in added)
        errors.append(_("The page did not show: %(rulings)s.") % {"rulings": names})
    return {"errors": errors, "changed": [history.since(one, seen[one.public_id]) for one in newer]}


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def seen(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A reviewer has looked at a ruling that somebody tried to log again."""
    ruling = get_object_or_404(policy.followed_rulings(request.user), public_id=public_id)
    until = _time(request.POST.get("until", ""))
    if until is None:
        return HttpResponseBadRequest(_("The page sent no time. Open it again."), content_type="text/plain")
    reporting.mark_seen(ruling=ruling, by=request.user, now=timezone.now(), until=until)
    messages.success(request, _("Marked as looked at."))
    return redirect("desk_queue")


def _time(text: str) -> datetime | None:
    """The time that the page sent back, with its zone."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if time.tzinfo is None else time


def _series(request: SignedInRequest, number: str) -> Series:
    followed = policy.followed_rulings(request.user)
    return get_object_or_404(Series.objects.filter(rulings__in=followed).distinct(), number=int(number))


def _say_published(request: SignedInRequest, each: Each) -> None:
    if each.done:
        done = len(each.done)
        said = ngettext("%(number)s ruling published.", "%(number)s rulings published.", done)
        messages.success(request, said % {"number": done})
    for ruling, reasons in each.refused:
        messages.error(
            request,
            _("%(ruling)s is not published: %(reasons)s") % {"ruling": ruling, "reasons": " ".join(reasons)},
        )
    if not each.done and not each.refused:
        messages.warning(request, _("No ruling of this series is in review."))
