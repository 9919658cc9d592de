"""The desk's page of one ruling: what it says, what stands in its way, and every step of its life."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import policy, vocabulary
from decisions.actions import drafts, erasure, notes, rulings, series, workflow
from decisions.actions import kept as keeping
from decisions.actions.erasure import Reaches
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.forms import workflow as steps
from decisions.forms.documents import PaperForm
from decisions.forms.entry import lines
from decisions.forms.rulings import CONFIRMABLE, CorrectionForm, ReadingFormSet, merged
from decisions.models import Clearance, Ruling
from decisions.queries import history, kept, passages, private, review
from decisions.queries import rulings as queries
from decisions.queries.conflicts import Merge
from decisions.queries.doubts import Doubt
from decisions.queries.history import Since
from decisions.queries.kept import Offer
from decisions.queries.workflow import against_discarding, blockers
from decisions.views.desk.kept import STEP, Ticket, given_back, never_lost
from decisions.views.desk.proceedings import case_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role, Status

Bound = Mapping[str, forms.Form]
# Forms of steps stand on the page of the ruling.
of_the_ruling = partial(never_lost, page="desk_ruling")
# What a step's form sends is kept for a day, but never a passage to be purged or a paper.
KEPT_STEPS = ("note", "release", "send_back", "publish", "withdraw", "withhold")


# Looking


@never_cache
@require_safe
@for_role(Role.LAWYER)
def show(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Everything about one ruling. Whoever may only read it as the public does is sent to its public page."""
    followed = policy.followed_rulings(request.user).filter(public_id=public_id)
    if not followed.exists():
        get_object_or_404(policy.public_rulings(), public_id=public_id)
        return redirect("ruling", public_id)
    ruling = _ruling(request, public_id)
    return _page(request, ruling, {}, since=_since_kept(request, ruling))


def _since_kept(request: SignedInRequest, ruling: Ruling) -> Since | None:
    """What somebody saved between the page on which something was typed and this one, which shows it again."""
    typed = [given_back(request, _key(ruling, step)) for step in KEPT_STEPS]
    said = [str(one[name]) for one in typed if one for name in one if name.endswith("-version")]
    versions = [int(text) for text in said if text.isascii() and text.isdecimal() and len(text) < 10]
    return next((history.since(ruling, one) for one in versions if one != ruling.version), None)


@never_cache
@require_safe
@for_role(Role.LAWYER)
def versions(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Every version with what changed, who did it, when and why."""
    ruling = _ruling(request, public_id)
    context = {
        "section": "desk",
        "ruling": ruling,
        "versions": history.versions(ruling),
        "sections": history.sections(ruling),
        "deeds": history.deeds(ruling, reader=request.user),
    }
    return render(request, "desk/history.html", context)


def _ruling(request: SignedInRequest, public_id: str) -> Ruling:
    followed = policy.followed_rulings(request.user).select_related("entered_by", "published_by", "team")
    return get_object_or_404(queries.for_page(followed), public_id=public_id)


def _page(
    request: SignedInRequest, ruling: Ruling, bound: Bound, *, since: Since | None = None
) -> HttpResponse:
    """The page; `bound` has the form of a step that could not be taken, with what was typed.

    `since` has what somebody saved after the person had opened the page.
    """
    today = timezone.now().date()
    found = blockers(ruling, reviewer=request.user, today=today)
    reviews = policy.has_role(request.user, Role.REVIEWER)
    context: dict[str, Any] = {
        "section": "desk",
        "ruling": ruling,
        "groups": queries.groups(ruling),
        "contradictory": queries.contradictory(ruling),
        "siblings": review.of_series(request.user, ruling),
        "notes": review.notes(ruling),
        "passages": passages.of(ruling, reader=request.user),
        "private": private.beside(ruling, request.user),
        "blockers": found if ruling.status in (Status.DRAFT, Status.IN_REVIEW) else [],
        "may_edit": policy.may_edit(request.user, ruling),
        "may_discard": policy.may_discard(request.user, ruling)
        and not against_discarding(ruling, user=request.user),
        "reviews": reviews,
        "still_told": review.still_told(request.user, ruling) if reviews else [],
        "next_step": "" if reviews else _next_step(request, ruling),
        **case_of(request, ruling, today),
        "forms": {**_with_what_was_typed(request, ruling, _forms(ruling, found)), **bound},
        "tickets": {step: Ticket(request.user.pk, STEP, _key(ruling, step)) for step in KEPT_STEPS},
        "refused": next(iter(bound), ""),
        "sentences": [error for form in bound.values() for error in _unsaid(form)],
        "since": since,
        "offered": _unsaved_events(request, ruling),
    }
    return render(request, "desk/ruling.html", context)


def _unsaved_events(request: SignedInRequest, ruling: Ruling) -> list[Offer]:
    """What this person typed about what happened after it, and did not save."""
    found = kept.offers_of_events(request.user, form=STEP, now=timezone.now())
    return [one for one in found if one.public_id == ruling.public_id]


def _next_step(request: SignedInRequest, ruling: Ruling) -> str:
    """What happens next, for a person who has no step to take."""
    if policy.may_edit(request.user, ruling):
        return ""
    told = {
        Status.DRAFT: _("The person who entered it submits it for review. You can leave a note."),
        Status.IN_REVIEW: _(
            "A reviewer looks at it: it is published, or comes back to the person who entered it with a note. "
            "Until then reviewers change it; what they should know can be said in a note."
        ),
        Status.PUBLISHED: _(
            "It is public. What is wrong in it is corrected by a reviewer: say so in a note. "
            "What happens after the ruling is recorded above."
        ),
        Status.WITHDRAWN: _("It has left every public page, and nothing more is done with it."),
    }
    return told[Status(ruling.status)]


def _forms(ruling: Ruling, found: list[Any]) -> dict[str, forms.Form]:
    version = {"version": ruling.version}
    released = {
        "publication_basis": ruling.publication_basis,
        "publish_not_before": ruling.publish_not_before,
    }
    return {
        "note": steps.NoteForm(prefix="note"),
        "send_back": steps.SendOneBackForm(prefix="back", initial=version),
        "publish": steps.PublishOneForm(prefix="publish", choices=_overridable(found), initial=version),
        "withdraw": steps.WithdrawForm(prefix="withdraw"),
        "release": steps.ReleaseForm(prefix="release", initial={**version, **released}),
        "withhold": steps.WithholdForm(prefix="withhold", ruling=ruling, initial=version),
        "discard": steps.DiscardForm(prefix="discard", initial=version),
        "purge": steps.PurgeForm(prefix="purge"),
        "paper": PaperForm(),
    }


def _unsaid(form: forms.Form) -> list[str]:
    """What no box of the form can say."""
    return [*form.non_field_errors(), *(error for box in form.hidden_fields() for error in box.errors)]


def _key(ruling: Ruling, step: str) -> str:
    return f"{ruling.public_id}.{step}"


def _with_what_was_typed(
    request: SignedInRequest, ruling: Ruling, empty: dict[str, forms.Form]
) -> dict[str, forms.Form]:
    """The form that could not be sent has its content again; its version is the present one."""
    for step in KEPT_STEPS:
        typed = given_back(request, _key(ruling, step))
        if typed is not None:
            _fill_in(empty[step], typed)
    return empty


def _fill_in(form: forms.Form, typed: QueryDict) -> None:
    for name, field in form.fields.items():
        values = typed.getlist(form.add_prefix(name))
        if values and name != "version":
            form.initial[name] = values if isinstance(field, forms.MultipleChoiceField) else values[0]


def _overridable(found: list[Any]) -> list[tuple[str, str]]:
    return [(blocker.code, blocker.sentence) for blocker in found if blocker.overridable]


# Steps


def _step(
    request: SignedInRequest,
    ruling: Ruling,
    name: str,
    form: forms.Form,
    act: Callable[[], str],
    *,
    back_to: str = "",
) -> HttpResponse:
    """Take a step: on success say so and show the page, else show the form with why not and all that was typed.

    `back_to` names the page to go on with where the ruling has none any more.
    """
    since = None
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        except Conflict:
            since = history.since(_ruling(request, ruling.public_id), form.cleaned_data["version"])
            sentence = _(
                "This ruling was saved after you had opened the page. Nothing is done yet: look, and send it again."
            )
            form.add_error(None, sentence)
        else:
            keeping.forget(owner=request.user, form=STEP, key=_key(ruling, name))
            return redirect(back_to) if back_to else redirect("desk_ruling", ruling.public_id)
    newer = _ruling(request, ruling.public_id)
    _start_from(form, newer)
    return _page(request, newer, {name: form}, since=since)


def _start_from(form: forms.Form, newer: Ruling) -> None:
    """What was typed stays; only the version that it is based on moves on, as the page does."""
    given: Any = form.data
    form.data = changed = given.copy()
    changed[form.add_prefix("version")] = str(newer.version)


@never_cache
@require_POST
@for_role(Role.LAWYER)
def submit(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)

    def act() -> str:
        now = timezone.now()
        workflow.submit(ruling=ruling, by=request.user, now=now)
        if "series" in request.POST and ruling.series is not None:
            workflow.submit_series(series=ruling.series, by=request.user, now=now)
            return _("Submitted with the other drafts of its series: a reviewer will look at them.")
        return _("Submitted: a reviewer will look at it.")

    return _step(request, ruling, "submit", forms.Form(request.POST), act)


@never_cache
@require_POST
@for_role(Role.LAWYER)
def discard(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A draft that was a mistake, alone or with the others of its series."""
    ruling = _ruling(request, public_id)
    pseudonym = private.beside(ruling, request.user).pseudonym
    form = steps.DiscardForm(request.POST, prefix="discard")

    def act() -> str:
        given = {"by": request.user, "now": timezone.now(), "version": form.cleaned_data["version"]}
        number = 1
        if "series" in request.POST:
            number = drafts.discard_series(ruling=ruling, **given)
        else:
            drafts.discard(ruling=ruling, **given)
        said = ngettext("%(number)s draft is discarded.", "%(number)s drafts are discarded.", number)
        still = _("Persons whom they were about are still recorded under People.") if pseudonym else ""
        return f"{said % {'number': number}} {still}".strip()

    return _step(request, ruling, "discard", form, act, back_to="desk_home")


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.LAWYER)
def note(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    form = steps.NoteForm(request.POST, prefix="note")

    def act() -> str:
        notes.write(ruling=ruling, by=request.user, now=timezone.now(), text=form.cleaned_data["text"])
        return _("The note is kept.")

    return _step(request, ruling, "note", form, act)


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.LAWYER)
def release(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Basis for publication and the day before which it must not happen."""
    ruling = _ruling(request, public_id)
    form = steps.ReleaseForm(request.POST, prefix="release")

    def act() -> str:
        rulings.revise(
            ruling=ruling,
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
            values=form.values,
        )
        if "series" not in request.POST or ruling.series is None:
            return _("Saved.")
        series.release(series=ruling.series, by=request.user, now=timezone.now(), **form.for_all)
        return _("Saved, for the other unpublished rulings of its series too.")

    return _step(request, ruling, "release", form, act)


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def clear(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Passages that name nobody who must be protected."""
    ruling = _ruling(request, public_id)
    marks = request.POST.getlist("passage")
    of_ruling = workflow.clear(ruling=ruling, by=request.user, now=timezone.now(), fingerprints=marks)
    of_series: Sequence[Clearance] = []
    if "series" in request.POST and ruling.series is not None:
        of_series = workflow.clear_series(
            series=ruling.series, by=request.user, now=timezone.now(), fingerprints=marks
        )
    if of_ruling or of_series:
        messages.success(request, _("Cleared. If the text changes, it is asked about again."))
    else:
        messages.warning(request, _("Nothing was chosen, or the text has changed since."))
    return redirect("desk_ruling", ruling.public_id)


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.REVIEWER)
def send_back(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    form = steps.SendOneBackForm(request.POST, prefix="back")

    def act() -> str:
        workflow.send_back(ruling=ruling, by=request.user, now=timezone.now(), **form.cleaned_data)
        return _("Sent back.")

    return _step(request, ruling, "send_back", form, act)


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.REVIEWER)
def publish(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    now = timezone.now()
    found = blockers(ruling, reviewer=request.user, today=now.date())
    form = steps.PublishOneForm(request.POST, prefix="publish", choices=_overridable(found))

    def act() -> str:
        workflow.publish(ruling=ruling, by=request.user, now=now, **form.cleaned_data)
        return _("Published.")

    return _step(request, ruling, "publish", form, act)


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.REVIEWER)
def withdraw(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    form = steps.WithdrawForm(request.POST, prefix="withdraw")

    def act() -> str:
        workflow.withdraw(ruling=ruling, by=request.user, now=timezone.now(), **form.cleaned_data)
        return _(
            "Withdrawn: it has left every public page and file. What was downloaded before cannot be recalled."
        )

    return _step(request, ruling, "withdraw", form, act)


@never_cache
@require_POST
@of_the_ruling
@for_role(Role.REVIEWER)
def withhold(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    form = steps.WithholdForm(request.POST, prefix="withhold", ruling=ruling)

    def act() -> str:
        given = dict(form.cleaned_data)
        where = given.pop("where")
        telling = review.telling(request.user, ruling, given["field"])
        if telling and not where:
            form.ask_where()
            raise Refused([_still_read_in(telling)])
        if where != form.SERIES:
            erasure.withhold(ruling=ruling, by=request.user, now=timezone.now(), **given)
            return _("The value is withheld. It is kept in an encrypted note only.")
        done = len(erasure.withhold_in_series(ruling=ruling, by=request.user, now=timezone.now(), **given))
        said = ngettext(
            "The value is withheld in %(number)s ruling. It is kept in encrypted notes only.",
            "The value is withheld in %(number)s rulings. It is kept in encrypted notes only.",
            done,
        )
        return said % {"number": done}

    return _step(request, ruling, "withhold", form, act)


def _still_read_in(telling: Sequence[Ruling]) -> str:
    named = ", ".join(f"{one.public_id} ({one.get_status_display()})" for one in telling)
    sentence = _(
        "Nothing is withheld yet: other rulings of the series say the same, and whoever reads them knows it of "
        "this one too: %(rulings)s. Choose where it is to be withheld, and send again."
    )
    return sentence % {"rulings": named}


@never_cache
@require_POST
@for_role(Role.REVIEWER)
def purge(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = _ruling(request, public_id)
    form = steps.PurgeForm(request.POST, prefix="purge")

    def act() -> str:
        given = form.cleaned_data
        sure_of = given["sure_of"] if given["sure"] else None
        try:
            purged = erasure.purge(
                ruling=ruling, by=request.user, now=timezone.now(), passage=given["passage"], sure_of=sure_of
            )
        except Reaches as reach:
            _ask_again(form, reach.number)
            raise
        return _("Removed from %(number)s records and versions.") % {"number": purged.total}

    return _step(request, ruling, "purge", form, act)


def _ask_again(form: forms.Form, number: int) -> None:
    """The next sending confirms this number, with a new tick."""
    given: Any = form.data
    form.data = changed = given.copy()
    changed[form.add_prefix("sure_of")] = str(number)
    changed.pop(form.add_prefix("sure"), None)


# Each has a door of its own, which takes POST only.
STEPS = (submit, discard, note, release, clear, send_back, publish, withdraw, withhold, purge)


# Correcting what is published


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.REVIEWER)
def correct(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The form of a published ruling; the reason and the date appear on its public page."""
    ruling = _ruling(request, public_id)
    if ruling.status != Status.PUBLISHED:
        messages.warning(request, _("Only a published ruling is corrected."))
        return redirect("desk_ruling", public_id)
    correcting = Correcting(request, ruling)
    if request.method == "POST" and correcting.send():
        keeping.forget(owner=request.user, form=STEP, key=_key(ruling, "correct"))
        messages.success(request, _("Corrected. The public page shows when and why."))
        return redirect("desk_ruling", public_id)
    return render(request, "desk/correct.html", correcting.context())


class Correcting:
    """One visit to the form of a correction."""

    def __init__(self, request: SignedInRequest, ruling: Ruling) -> None:
        self.request = request
        self.ruling = ruling
        # A copy that can be changed: after a conflict the form starts from the newer version.
        typed = (
            request.POST.copy() if request.method == "POST" else given_back(request, _key(ruling, "correct"))
        )
        self.data = typed
        self.form = CorrectionForm(self.data, ruling=ruling)
        self.readings = ReadingFormSet(self.data, prefix="evidence")
        self.doubts: list[Doubt] = []
        self.conflict: Merge | None = None

    def send(self) -> bool:
        """Whether it is saved; if not, the form says why."""
        if not all([self.form.is_valid(), self.readings.is_valid()]):
            return False
        try:
            corrected = rulings.correct(
                ruling=self.ruling,
                by=self.request.user,
                now=timezone.now(),
                version=self.form.cleaned_data["version"] or 0,
                values=self.form.changed_values,
                readings=self.readings.readings,
                confirmed=self.form.cleaned_data["confirmed"],
                reason=self.form.cleaned_data["reason"],
            )
        except Refused as refusal:
            self.form.add_error(None, refusal.reasons)
        except Doubtful as doubtful:
            self.doubts = doubtful.doubts
            self.form.add_error(None, _("Look at what is asked below: confirm it, or mend it."))
        except Conflict:
            self._start_from_newer_version()
        else:
            if corrected.version != self.form.cleaned_data["version"]:
                return True
            self.form.add_error(
                None,
                _(
                    "Nothing differs from what is published: nothing is corrected, and no page says that it was."
                ),
            )
        return False

    def _start_from_newer_version(self) -> None:
        if self.data is None:
            return
        self.conflict = merged(self.form, self.data, _ruling(self.request, self.ruling.public_id))

    def context(self) -> dict[str, Any]:
        asked = {doubt.code for doubt in self.doubts}
        ticked = [] if self.data is None else self.data.getlist("confirmed")
        return {
            "section": "desk",
            "ruling": self.ruling,
            "form": self.form,
            "groups": [(label, lines(self.form, fields)) for label, fields in vocabulary.GROUPS],
            "readings": self.readings,
            "ticket": Ticket(self.request.user.pk, STEP, _key(self.ruling, "correct")),
            "doubts": self.doubts,
            "ticked": [(code, CONFIRMABLE.get(code, "")) for code in ticked if code not in asked],
            "conflict": self.conflict,
        }
