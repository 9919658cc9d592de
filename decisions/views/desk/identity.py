"""Who a ruling is about: people found, recorded, read and linked. A name is never in an address, a log or a message."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import policy
from decisions.actions import identity
from decisions.actions.refusals import Conflict, Namesakes, Refused
from decisions.forms.identity import FindForm, LinkForm, NewPersonForm, PersonForm, initial_of
from decisions.forms.workflow import ReasonForm
from decisions.models import Respondent, Ruling
from decisions.queries import identity as queries
from decisions.text import pseudonyms
from decisions.views.desk.kept import never_lost
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


def _guard(request: SignedInRequest) -> None:
    if not policy.may_read_identities(request.user):
        raise PermissionDenied("this needs the permission to read identities")


def _person(request: SignedInRequest, pseudonym: str) -> Respondent:
    _guard(request)
    readable = policy.readable_respondents(request.user).select_related("entered_by")
    return get_object_or_404(readable, pseudonym=pseudonym)


def _named_ruling(request: SignedInRequest) -> Ruling | None:
    """The ruling for which somebody is looked for or recorded; None if the page was opened for no ruling."""
    given = request.POST if request.method == "POST" else request.GET
    public_id = given.get("ruling", "")
    if not public_id:
        return None
    if "\0" in public_id:
        raise Http404
    return get_object_or_404(policy.private_rulings(request.user), public_id=public_id)


# Finding and recording


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(Role.LAWYER)
def index(request: SignedInRequest) -> HttpResponse:
    """People by their exact name, which is sent as a form. What is found says no name."""
    _guard(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"section": "people", "form": form, "ruling": _named_ruling(request)}
    if form.is_valid():
        found = identity.find(spellings=[form.cleaned_data["name"]], by=request.user, now=timezone.now())
        context["found"] = [(one, queries.rulings_of(one, user=request.user)) for one in found]
    return render(request, "desk/people.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@never_lost
@for_role(Role.LAWYER)
def new(request: SignedInRequest) -> HttpResponse:
    """Record a person, for a ruling or for none yet."""
    _guard(request)
    ruling = _named_ruling(request)
    if request.method == "POST":
        form = NewPersonForm(request.POST)
        made = _added(request, form, ruling) if form.is_valid() else None
        if made is not None:
            messages.success(request, _("The person is recorded, encrypted."))
            return _back(ruling) if ruling else redirect("desk_person", made.pseudonym)
    else:
        form = NewPersonForm(initial={"pseudonym": pseudonyms.new()})
    return render(request, "desk/person_new.html", {"section": "people", "form": form, "ruling": ruling})


def _added(request: SignedInRequest, form: NewPersonForm, ruling: Ruling | None) -> Respondent | None:
    given = form.cleaned_data
    try:
        return identity.add(
            pseudonym=given["pseudonym"],
            identity=form.identity,
            another=given["another"],
            ruling=ruling,
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
    except Namesakes as namesakes:
        spellings = [form.identity.name, *form.identity.spellings]
        found = identity.find(spellings=spellings, by=request.user, now=timezone.now())
        form.ask(found or namesakes.respondents)
    return None


# One person


@never_cache
@require_safe
@for_role(Role.LAWYER)
def show(request: SignedInRequest, pseudonym: str) -> HttpResponse:
    """The pseudonym and the rulings. Who it is takes a step of its own."""
    return _page(request, _person(request, pseudonym))


@never_cache
@require_POST
@for_role(Role.LAWYER)
def read(request: SignedInRequest, pseudonym: str) -> HttpResponse:
    """The same page with who it is, once; the reading is in the audit."""
    respondent = _person(request, pseudonym)
    try:
        shown = identity.read(respondent=respondent, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, respondent, sentences=refusal.reasons)
    form = PersonForm(initial=initial_of(shown, respondent.version))
    return _page(request, respondent, shown=shown, form=form)


@sensitive_post_parameters()
@never_cache
@require_POST
@never_lost
@for_role(Role.LAWYER)
def change(request: SignedInRequest, pseudonym: str) -> HttpResponse:
    respondent = _person(request, pseudonym)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, respondent, form=form)
    try:
        identity.change(
            respondent=respondent,
            identity=form.identity,
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
        return _page(request, respondent, form=form)
    except Conflict:
        return _conflict(request, respondent, form)
    messages.success(request, _("Saved."))
    return redirect("desk_person", pseudonym)


def _conflict(request: SignedInRequest, respondent: Respondent, form: PersonForm) -> HttpResponse:
    """What the other saved is shown, which is a reading, above what was typed; sent again, what was typed holds."""
    shown = identity.read(respondent=respondent, by=request.user, now=timezone.now())
    form.add_error(
        None,
        _(
            "Somebody else saved this person after you had opened it: what they saved stands above. Send it again."
        ),
    )
    given: Any = form.data
    form.data = changed = given.copy()
    changed["version"] = str(respondent.version)
    return _page(request, respondent, shown=shown, form=form)


@never_cache
@require_POST
@for_role(Role.LAWYER)
def remove(request: SignedInRequest, pseudonym: str) -> HttpResponse:
    """Forget the person for good."""
    respondent = _person(request, pseudonym)
    form = ReasonForm(request.POST, prefix="remove")
    if not form.is_valid():
        return _page(request, respondent, removal=form)
    try:
        identity.remove(
            respondent=respondent, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        )
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
        return _page(request, respondent, removal=form)
    messages.success(request, _("The person is removed. The rulings stay."))
    return redirect("desk_people")


def _page(
    request: SignedInRequest,
    respondent: Respondent,
    *,
    shown: queries.Identity | None = None,
    form: forms.Form | None = None,
    removal: forms.Form | None = None,
    sentences: list[str] | None = None,
) -> HttpResponse:
    context = {
        "section": "people",
        "person": respondent,
        "rulings": queries.rulings_of(respondent, user=request.user),
        "shown": shown,
        "form": form,
        "removal": removal or ReasonForm(prefix="remove"),
        "sentences": [*(sentences or []), *(form.non_field_errors() if form else [])],
    }
    return render(request, "desk/person.html", context)


# The link to a ruling


@never_cache
@require_POST
@for_role(Role.LAWYER)
def link(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = get_object_or_404(policy.private_rulings(request.user), public_id=public_id)
    form = LinkForm(request.POST)
    readable = policy.readable_respondents(request.user)
    person = readable.filter(pseudonym=form.cleaned_data["pseudonym"]).first() if form.is_valid() else None
    if person is None:
        messages.error(request, _("You have recorded nobody under this pseudonym."))
        return _back(ruling)
    try:
        identity.link(ruling=ruling, respondent=person, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("The ruling is linked to the person."))
    return _back(ruling)


@never_cache
@require_POST
@for_role(Role.LAWYER)
def unlink(request: SignedInRequest, public_id: str) -> HttpResponse:
    ruling = get_object_or_404(policy.private_rulings(request.user), public_id=public_id)
    try:
        identity.unlink(ruling=ruling, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("The link is taken away."))
    return _back(ruling)


def _back(ruling: Ruling) -> HttpResponse:
    return redirect(reverse("desk_ruling", args=[ruling.public_id]) + "#person")
