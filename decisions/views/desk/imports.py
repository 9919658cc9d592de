"""Importing rulings: send a table, match its columns, look at what each row would do, apply, undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tasks.base import Task

from decisions import tasks
from decisions.actions import imports
from decisions.actions.refusals import Conflict, Refused
from decisions.forms.imports import MatchForm, UploadForm
from decisions.models import ImportBatch, Region, Unreadable, sealed_files
from decisions.queries import imports as queries
from decisions.tables import opening
from decisions.tables.incoming import Unusable
from decisions.views.asked import page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import ImportChoice, ImportOutcome, ImportState, Role

# How often a page that waits asks again, without a script.
_SECONDS = 3
_MOST_NUMBERS = queries.ROWS_PER_PAGE


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(Role.ADMINISTRATOR)
def index(request: SignedInRequest) -> HttpResponse:
    """The files that came, and the form for another one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        table = form.cleaned_data["table"]
        try:
            batch = imports.upload(content=table.read(), name=table.name, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("table", refusal.reasons)
        else:
            return redirect("desk_import", batch.key)
    return render(
        request, "desk/imports.html", {"section": "imports", "form": form, "listed": queries.listed()}
    )


@require_safe
@for_role(Role.ADMINISTRATOR)
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """One import, at whatever point it is."""
    return _page(request, _batch(key))


@require_POST
@for_role(Role.ADMINISTRATOR)
def match(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)
    form = MatchForm(request.POST, batch=batch, header=queries.header(batch))
    if batch.state == ImportState.UPLOADED and not form.is_valid():
        return _page(request, batch, form)

    def act() -> None:
        given = form.cleaned_data
        imports.match(
            batch=batch, mapping=form.mapping, team=given["team"], source=given["source"],
            submits=given["submits"], by=request.user, now=timezone.now(),
        )  # fmt: skip

    return _step(request, batch, act, tasks.check_import, form)


@require_POST
@for_role(Role.ADMINISTRATOR)
def names(request: SignedInRequest, key: str) -> HttpResponse:
    """Decide about names that we do not have, then compare the rows again."""
    batch = _batch(key)
    everything = "create_all" in request.POST
    decisions = [
        imports.Decision(
            name=name,
            choice=ImportChoice.CREATE if choice == "create" else ImportChoice.EXISTING,
            existing=_key(choice),
            region=request.POST.get(f"region-{name.pk}") or region,
        )
        for name, region in queries.proposals(batch)
        if (choice := "create" if everything else request.POST.get(f"name-{name.pk}", ""))
    ]

    def act() -> None:
        imports.decide(batch=batch, decisions=decisions, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.check_import)


def _key(text: str) -> int | None:
    """Of a record; no number that a database cannot hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@require_POST
@for_role(Role.ADMINISTRATOR)
def again(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.check_again(batch=batch, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.check_import)


@require_POST
@for_role(Role.ADMINISTRATOR)
def rows(request: SignedInRequest, key: str) -> HttpResponse:
    """Tick and untick: the rows of one page, or every row of a kind."""
    batch = _batch(key)
    verb, _colon, kind = request.POST.get("all", "").partition(":")

    def act() -> None:
        if verb:
            outcome = next((one for one in ImportOutcome if one.value == kind), ImportOutcome.NEW)
            imports.tick_all(batch=batch, outcome=outcome, ticked=verb == "tick", by=request.user)
        else:
            imports.tick(
                batch=batch,
                shown=_numbers(request, "shown"),
                ticked=_numbers(request, "row"),
                by=request.user,
            )
        messages.success(request, _("The choice is saved."))

    return _step(request, batch, act)


def _numbers(request: SignedInRequest, name: str) -> list[int]:
    given = (_key(one) for one in request.POST.getlist(name)[:_MOST_NUMBERS])
    return [one for one in given if one is not None and one < 2**31]


@require_POST
@for_role(Role.ADMINISTRATOR)
def apply(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.request_apply(
            batch=batch, reason=request.POST.get("reason", "")[:1000], by=request.user, now=timezone.now()
        )

    return _step(request, batch, act, tasks.apply_import)


@require_POST
@for_role(Role.ADMINISTRATOR)
def undo(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.request_undo(batch=batch, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.undo_import)


@require_POST
@for_role(Role.ADMINISTRATOR)
def stop(request: SignedInRequest, key: str) -> HttpResponse:
    """Wait no longer for a worker that does not come."""
    batch = _batch(key)

    def act() -> None:
        reasons = [_("Somebody stopped waiting for it. Nothing was changed.")]
        imports.give_up(batch=batch, by=request.user, now=timezone.now(), reasons=reasons)

    return _step(request, batch, act)


@require_POST
@for_role(Role.ADMINISTRATOR)
def discard(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.discard(batch=batch, by=request.user, now=timezone.now())
        messages.success(request, _("The file and everything that was read from it are deleted."))

    return _step(request, batch, act)


STEPS = (match, names, again, rows, apply, undo, stop, discard)


def _batch(key: str) -> ImportBatch:
    rows_ = ImportBatch.objects.select_related("team", "source", "uploaded_by", "applied_by")
    return get_object_or_404(rows_, key=key)


def _step(
    request: SignedInRequest,
    batch: ImportBatch,
    act: Callable[[], None],
    task: "Task[[int, int], None] | None" = None,
    form: MatchForm | None = None,
) -> HttpResponse:
    """Take a step, and have done in the background what takes long; else show the page with why not."""
    try:
        act()
    except Refused as refusal:
        return _page(request, _batch(batch.key), form, refusal.reasons)
    except Conflict:
        messages.error(request, _("The import has gone on meanwhile. This is how it stands now."))
        return redirect("desk_import", batch.key)
    if task is not None:
        task.enqueue(batch.pk, request.user.pk)
    query = request.POST.get("back", "")
    address = redirect("desk_import", batch.key)
    if query.startswith("?") and len(query) < 100:
        address["Location"] += query
    return address


# The page


def _page(
    request: SignedInRequest, batch: ImportBatch, form: MatchForm | None = None, sentences: Any = ()
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "imports",
        "batch": batch,
        "file_name": queries.file_name(batch),
        "read_as": queries.read_as(batch),
        "sentences": [*sentences, *filter(None, batch.trouble.split("\n"))],
        "waits": tasks.is_waiting(batch),
    }
    if batch.state == ImportState.UPLOADED:
        context |= _to_be_matched(batch, form)
    elif batch.state == ImportState.READY:
        context |= _preview(request, batch)
    elif batch.state == ImportState.APPLIED:
        context |= {"dependants": queries.dependants(batch)}
    if batch.state in (ImportState.APPLIED, ImportState.UNDONE):
        context |= _rows(request, batch)
    response = render(request, "desk/import.html", context)
    if context["waits"]:
        response["Refresh"] = str(_SECONDS)
    return response


def _to_be_matched(batch: ImportBatch, form: MatchForm | None) -> dict[str, Any]:
    header = queries.header(batch)
    form = form or MatchForm(batch=batch, header=header)
    try:
        table = opening.read(b"".join(sealed_files.read(batch.stored_as)))
        samples = queries.samples(table)
    except (Unusable, Unreadable, sealed_files.Missing):
        samples = [()] * len(header)
    return {
        "form": form,
        "columns": list(zip(form.columns, samples, strict=False)),
        "before": queries.applied_before(batch),
    }


def _preview(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    return {
        **_rows(request, batch),
        "questions": [_as_typed(request, one) for one in queries.questions(batch)],
        "reason": request.POST.get("reason", batch.reason)[:1000],
        "undecided": queries.undecided(batch),
        "regions": Region.objects.all(),
        "corrections": queries.corrections(batch),
        "ticked": sum(one.ticked for one in queries.tallies(batch)),
    }


def _as_typed(request: SignedInRequest, one: queries.Question) -> tuple[queries.Question, int | str, str]:
    """A question with what was chosen, where the page comes back because it could not be done."""
    chosen = request.POST.get(f"name-{one.name.pk}", "")
    region = request.POST.get(f"region-{one.name.pk}", one.region)
    return one, _key(chosen) or chosen, region


def _rows(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    kinds = {one.value for one in ImportOutcome}
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in kinds else ""
    asked = page_of(queries.rows(batch, outcome=outcome), request.GET, per_page=queries.ROWS_PER_PAGE)
    return {
        "tallies": queries.tallies(batch),
        "outcome": outcome,
        "shown": queries.shown(asked.page.object_list, batch),
        "page": asked.page,
        "page_links": page_links(asked.page, request.path, [("outcome", outcome)] if outcome else []),
        "decided": queries.decided(batch)[:_MOST_NUMBERS],
    }
