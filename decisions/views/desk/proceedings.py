"""Following a case: what happened after a ruling, one event at a time."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from decisions import policy
from decisions.actions import kept as keeping
from decisions.actions import proceedings
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.forms import pickers
from decisions.forms import proceedings as forms
from decisions.forms.proceedings import PICKED, EventForm
from decisions.models import Event, Ruling
from decisions.queries import kept
from decisions.queries.detention import stays
from decisions.queries.doubts import Doubt
from decisions.queries.kept import Offer
from decisions.queries.proceedings import Shown, after, for_timeline, timeline
from decisions.queries.workflow import of_the_time
from decisions.views.desk import buttons
from decisions.views.desk.kept import HERE_AGAIN, NOT_SAVED, STEP, Ticket, given_back, never_lost, ticket_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import EventKind, Role

TIMELINE = "#after"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.LAWYER)
def add(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A form for one event."""
    ruling = _ruling(request, public_id)
    return Visit(request, ruling, None).answer()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.LAWYER)
def change(request: SignedInRequest, public_id: str, number: str) -> HttpResponse:
    """The same form for an event that is recorded."""
    ruling = _ruling(request, public_id)
    event = _event(ruling, number)
    if not policy.may_change_event(request.user, event):
        messages.warning(request, _("This event is public: a reviewer changes it."))
        return _back(ruling)
    return Visit(request, ruling, event).answer()


@never_cache
@require_POST
@for_role(Role.LAWYER)
def remove(request: SignedInRequest, public_id: str, number: str) -> HttpResponse:
    """What was recorded by mistake."""
    ruling = _ruling(request, public_id)
    event = _event(ruling, number)
    form = forms.EventVersionForm(request.POST)
    if not form.is_valid():
        return _say_changed(request, ruling)
    try:
        proceedings.remove(
            event=event, by=request.user, now=timezone.now(), version=form.cleaned_data["version"]
        )
    except Conflict:
        return _say_changed(request, ruling)
    messages.success(request, _("Removed. The history keeps that it was there."))
    return _back(ruling)


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def set_public(request: SignedInRequest, public_id: str, number: str) -> HttpResponse:
    """Whether everybody may see this one event."""
    ruling = _ruling(request, public_id)
    event = _event(ruling, number)
    form = forms.EventPublicForm(request.POST)
    if not form.is_valid():
        return _say_changed(request, ruling)
    try:
        proceedings.set_public(event=event, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    except Conflict:
        return _say_changed(request, ruling)
    else:
        shown = form.cleaned_data["public"]
        messages.success(request, _("Everybody may see it.") if shown else _("It is private again."))
    return _back(ruling)


@never_cache
@require_POST
@for_role(Role.LAWYER)
def lapse(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Somebody confirms that the ruling was not carried out in time."""
    ruling = _ruling(request, public_id)
    form = forms.LapseForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for error in form.errors.get("on", []))
        messages.error(request, _("Nothing is recorded: on which day did it lapse? %(why)s") % {"why": said})
        return redirect("desk_home")
    try:
        proceedings.lapse(ruling=ruling, by=request.user, now=timezone.now(), on=form.cleaned_data["on"])
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    except Doubtful as doubtful:
        said = " ".join(doubt.message for doubt in doubtful.doubts)
        messages.warning(
            request, _("Nothing is recorded yet. %(why)s If it is so, save it here.") % {"why": said}
        )
        day = form.cleaned_data["on"].isoformat()
        asked = urlencode({"kind": EventKind.LAPSED, "on": day})
        return redirect(f"{reverse('desk_event_add', args=[ruling.public_id])}?{asked}")
    else:
        messages.success(request, _("Recorded: the ruling has lapsed."))
    return _back(ruling)


def case_of(request: SignedInRequest, ruling: Ruling, today: date) -> dict[str, Any]:
    """What the page of a ruling shows of what followed: two queries, however much it is."""
    events = list(for_timeline(ruling))
    return {
        "timeline": timeline(events),
        "now_all": after(ruling, events),
        "stays": stays(ruling, events, today=today),
        "may_follow_up": policy.may_follow_up(request.user, ruling),
        "too_early": list(of_the_time(ruling, events, today=today)),
    }


def _ruling(request: SignedInRequest, public_id: str) -> Ruling:
    """One of the rulings that this person works on, whose case can still be followed."""
    followed = policy.followed_rulings(request.user).select_related("court")
    ruling = get_object_or_404(followed, public_id=public_id)
    if not policy.may_follow_up(request.user, ruling):
        raise Http404
    return ruling


def _event(ruling: Ruling, number: str) -> Event:
    return get_object_or_404(for_timeline(ruling), pk=int(number))


def _back(ruling: Ruling) -> HttpResponse:
    page = redirect("desk_ruling", ruling.public_id)
    page["Location"] += TIMELINE
    return page


def _say_changed(request: SignedInRequest, ruling: Ruling) -> HttpResponse:
    messages.warning(request, _("Somebody else has changed this event. Look at it again."))
    return _back(ruling)


def _offered(request: SignedInRequest) -> dict[str, Any]:
    """What a link to an empty form fills in."""
    return forms.new(request.GET.get("kind", ""), request.GET.get("on", ""))


class Visit:
    """One visit to the form of an event, new or stored."""

    def __init__(self, request: SignedInRequest, ruling: Ruling, event: Event | None) -> None:
        self.request = request
        self.ruling = ruling
        self.event = event
        self.initial = _offered(request) if event is None else forms.stored(event)
        self.key = self._key()
        # A copy that can be changed: after a conflict the form starts from the newer version.
        self.data = request.POST.copy() if request.method == "POST" else given_back(request, self.key)
        self.do = request.POST.get("do", "save") if request.method == "POST" else ""
        self.doubts: list[Doubt] = []
        self.newer: Shown | None = None

    def _key(self) -> str:
        """Under which the content is kept: one for each event to be, and for each version that somebody starts from."""
        own = f"{self.ruling.public_id}.event{self.event.pk if self.event else ''}."
        ticket = ticket_of(self.request)
        asked = ticket.key if ticket is not None and ticket.form == STEP else self.request.GET.get("kept", "")
        start = self.initial["version"] if self.event else self.initial["key"][:16]
        return asked if asked.startswith(own) else f"{own}{start}"

    @cached_property
    def form(self) -> EventForm:
        """With complaints only when somebody saves."""
        if self.data is not None and self.do != "save":
            return EventForm(initial=forms.typed(self.data))
        return EventForm(self.data, initial=self.initial)

    def answer(self) -> HttpResponse:
        saving = self.request.method == "POST" and self.do == "save"
        if saving and self._save():
            keeping.mark_saved(owner=self.request.user, form=STEP, key=self.key, now=timezone.now())
            messages.success(self.request, _("Saved. It is private until a reviewer decides otherwise."))
            return _back(self.ruling)
        if self.request.method != "POST" and self.data is not None:
            messages.info(self.request, HERE_AGAIN)
        if self.request.method == "POST" and not saving:
            messages.info(self.request, NOT_SAVED)
        of_buttons = self._press()
        context = {
            "section": "desk",
            "ruling": self.ruling,
            "event": self.event,
            "form": self.form,
            "questions": self.questions,
            "newer": self.newer,
            "ticked": self._ticked(),
            "ticket": Ticket(self.request.user.pk, STEP, self.key),
            "offered": self._typed_before(),
            **self._picked(),
            **of_buttons,
        }
        return render(self.request, "desk/event.html", context)

    def _typed_before(self) -> list[Offer]:
        """What this person typed about events of the ruling and did not save, unless it is here already."""
        if self.data is not None:
            return []
        found = kept.offers_of_events(self.request.user, form=STEP, now=timezone.now())
        return [one for one in found if one.public_id == self.ruling.public_id]

    def _press(self) -> dict[str, Any]:
        """What a small button has to say: a court or a judge who is missing is added, several judges stay."""
        if self.data is None or self.do not in PICKED:
            return {}
        judges = self.data.getlist("judge")
        said = buttons.change(self.data, self.do, self.request, timezone.now())
        if self.do == "judge":
            self.data.setlist("judge", list(dict.fromkeys([*judges, *self.data.getlist("judge")])))
        return said

    def _picked(self) -> dict[str, Any]:
        """The boxes for court and judges, what was found for them, and the forms for one who is missing."""
        data = forms.picked(self.initial) if self.data is None else self.data
        judges = pickers.judges(data, most=forms.MOST_JUDGES)
        return {
            "court": {"box": self.form["court"], "picker": pickers.court(data)},
            "judges": {"box": self.form["judge"], "picker": judges},
            **buttons.missing(data),
        }

    @property
    def questions(self) -> list[tuple[str, str]]:
        """What a tick sends and what it confirms."""
        return [(self.form.tick(doubt.code), doubt.message) for doubt in self.doubts]

    def _ticked(self) -> list[str]:
        """What was confirmed before; it holds for what was typed then."""
        asked = {doubt.code for doubt in self.doubts}
        given = [] if self.data is None else dict.fromkeys(self.data.getlist("confirmed"))
        ticks = [text for text in given if text.startswith("event-") and len(text) < 60]
        return [text for text in ticks if text.partition("@")[0] not in asked][:10]

    def _save(self) -> bool:
        """Whether it is saved; if not, the form says why."""
        if not self.form.is_valid():
            return False
        try:
            self._act()
        except Refused as refusal:
            self.form.add_error(None, refusal.reasons)
        except Doubtful as doubtful:
            self.doubts = doubtful.doubts
            self.form.add_error(None, _("Look at what is asked below: confirm it, or mend it."))
        except Conflict:
            self._start_from_newer_version()
        else:
            return True
        return False

    def _act(self) -> None:
        given: dict[str, Any] = {
            "by": self.request.user,
            "now": timezone.now(),
            "happening": self.form.happening,
            "confirmed": self.form.confirmed(self.data.getlist("confirmed")) if self.data is not None else [],
        }
        if self.event is None:
            proceedings.add(ruling=self.ruling, key=self.form.cleaned_data["key"], **given)
        else:
            proceedings.change(event=self.event, version=self.form.cleaned_data["version"], **given)

    def _start_from_newer_version(self) -> None:
        """What was typed stays; what the other saved is shown beside it, and the next sending decides."""
        found = for_timeline(self.ruling).filter(pk=self.event.pk) if self.event else ()
        self.newer = next(iter(timeline(found)), None)
        if self.newer is None:
            self.form.add_error(
                None, _("Somebody else has removed this event. Record it again if it happened.")
            )
        elif self.data is not None:
            self.form.add_error(None, _("Somebody else has changed this event. Compare, then save again."))
            self.data["version"] = str(self.newer.event.version)
