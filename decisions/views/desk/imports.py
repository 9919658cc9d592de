"""Importing rulings: send a table, match its columns, look at what each row would do, apply, undo."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tasks.base import Task

from decisions import tasks
from decisions.actions import imports
from decisions.actions.refusals import Conflict, Refused
from decisions.forms.imports import AroundForm, MatchForm, UploadForm
from decisions.models import ImportBatch, Region, Unreadable, sealed_files
from decisions.queries import imports as queries
from decisions.tables import opening
from decisions.tables.files import BYTE_ORDER_MARK, csv_text
from decisions.tables.incoming import Unusable
from decisions.views.asked import page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import ImportChoice, ImportOutcome, ImportState, Role

# How often a page that waits asks again, without a script.
_SECONDS = 3
# When the page says that no worker seems to run.
_LATE = timedelta(seconds=30)
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
    return render(request, "desk/imports.html", {"section": "imports", "form": form, "listed": _listed()})


def _listed() -> list[tuple[queries.Listed, bool]]:
    """Each file, and whether what is to be done about it has not begun."""
    not_begun = tasks.not_begun()
    return [(one, tasks.is_waiting(one.batch) and one.batch.pk in not_begun) for one in queries.listed()]


@require_safe
@for_role(Role.ADMINISTRATOR)
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """One import, at whatever point it is."""
    return _page(request, _batch(key))


@require_safe
@for_role(Role.ADMINISTRATOR)
def errors(request: SignedInRequest, key: str) -> HttpResponseBase:
    """What is wrong with which cell, to correct the file by: nothing that the cells say."""
    pieces = csv_text(queries.FAULTS_HEADER, queries.faults(_batch(key)), mark=BYTE_ORDER_MARK)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="errors-of-import-{key[:8]}.csv"'
    return response


def _for_a_step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Steps are sent. Whoever loads their address again, after one that was refused, sees how the import stands."""

    @wraps(view)
    def taken(request: SignedInRequest, key: str) -> HttpResponse:
        if request.method == "POST":
            return view(request, key)
        return redirect(f"{reverse('desk_import', args=[key])}?{request.GET.urlencode()}")

    return require_http_methods(["GET", "HEAD", "POST"])(for_role(Role.ADMINISTRATOR)(taken))


@_for_a_step
def match(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)
    form = MatchForm(request.POST, batch=batch, header=queries.header(batch))
    if not form.is_valid():
        return _page(request, batch, form)

    def act() -> None:
        given = form.cleaned_data
        imports.match(
            batch=batch, mapping=form.mapping, team=given["team"], source=given["source"],
            submits=given["submits"], by=request.user, now=timezone.now(),
        )  # fmt: skip

    return _step(request, batch, act, tasks.check_import, form)


@_for_a_step
def around(request: SignedInRequest, key: str) -> HttpResponse:
    """Another team or source for the whole file, after its rows were checked."""
    batch = _batch(key)
    form = AroundForm(request.POST, batch=batch)
    if not form.is_valid():
        return _page(request, batch, form)

    def act() -> None:
        _keep_ticks(request, batch)
        given = form.cleaned_data
        imports.choose_around(
            batch=batch, team=given["team"], source=given["source"], submits=given["submits"],
            by=request.user, now=timezone.now(),
        )  # fmt: skip

    return _step(request, batch, act, tasks.check_import)


@_for_a_step
def names(request: SignedInRequest, key: str) -> HttpResponse:
    """Decide about names that we do not have, or take a decision back; then compare the rows again."""
    batch = _batch(key)
    if asked := _key(request.POST.get("ask", "")):
        name = get_object_or_404(batch.names, pk=asked)

        def ask() -> None:
            _keep_ticks(request, batch)
            imports.ask_again(name=name, by=request.user, now=timezone.now())

        return _step(request, batch, ask, tasks.check_import)
    if "find" in request.POST or _letters_left(request):
        return _found(request, batch)
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
        _keep_ticks(request, batch)
        imports.decide(batch=batch, decisions=decisions, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.check_import)


def _found(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """The page with what answers to the letters that were typed; nothing is decided yet."""
    try:
        _keep_ticks(request, batch)
    except Conflict:
        return redirect("desk_import", batch.key)
    return _page(request, batch)


def _letters(request: SignedInRequest) -> dict[int, str]:
    """What was typed beside each name, by its key."""
    typed = {
        _key(name.removeprefix("letters-")): request.POST.get(name, "").replace("\0", "").strip()[:200]
        for name in request.POST
        if name.startswith("letters-")
    }
    return {key: text for key, text in typed.items() if key and text}


def _letters_left(request: SignedInRequest) -> bool:
    """Whether somebody has typed letters for whose answers nobody looked yet, and chosen nothing."""
    return any(
        request.POST.get(f"found-{key}", "") != text and not request.POST.get(f"name-{key}")
        for key, text in _letters(request).items()
    )


def _key(text: str) -> int | None:
    """Of a record; no number that a database cannot hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@_for_a_step
def again(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        _keep_ticks(request, batch)
        imports.check_again(batch=batch, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.check_import)


@_for_a_step
def rows(request: SignedInRequest, key: str) -> HttpResponse:
    """Tick and untick: the rows of one page, or every row of a kind; then go to the page that was asked for."""
    batch = _batch(key)
    verb, _colon, kind = request.POST.get("all", "").partition(":")

    def act() -> None:
        _keep_ticks(request, batch)
        if verb:
            outcome = next((one for one in ImportOutcome if one.value == kind), ImportOutcome.NEW)
            imports.tick_all(batch=batch, outcome=outcome, ticked=verb == "tick", by=request.user)
        if "go" not in request.POST:
            messages.success(request, _("The choice is saved."))

    return _step(request, batch, act)


def _keep_ticks(request: SignedInRequest, batch: ImportBatch) -> None:
    """What stands ticked on the page counts, whichever of its buttons was pressed."""
    if shown := _numbers(request, "shown"):
        imports.tick(batch=batch, shown=shown, ticked=_numbers(request, "row"), by=request.user)


def _numbers(request: SignedInRequest, name: str) -> list[int]:
    given = (_key(one) for one in request.POST.getlist(name)[:_MOST_NUMBERS])
    return [one for one in given if one is not None and one < 2**31]


@_for_a_step
def apply(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        _keep_ticks(request, batch)
        imports.request_apply(
            batch=batch, reason=request.POST.get("reason", "")[:1000], by=request.user, now=timezone.now()
        )

    return _step(request, batch, act, tasks.apply_import)


@_for_a_step
def undo(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.request_undo(batch=batch, by=request.user, now=timezone.now())

    return _step(request, batch, act, tasks.undo_import)


@_for_a_step
def stop(request: SignedInRequest, key: str) -> HttpResponse:
    """Wait no longer for a worker that does not come."""
    batch = _batch(key)

    def act() -> None:
        reasons = [_("Somebody stopped waiting for it. Nothing was changed.")]
        imports.give_up(batch=batch, by=request.user, now=timezone.now(), reasons=reasons)

    return _step(request, batch, act)


@_for_a_step
def discard(request: SignedInRequest, key: str) -> HttpResponse:
    batch = _batch(key)

    def act() -> None:
        imports.discard(batch=batch, by=request.user, now=timezone.now())
        messages.success(request, _("The file and everything that was read from it are deleted."))

    return _step(request, batch, act)


STEPS = (match, around, names, again, rows, apply, undo, stop, discard)


def _batch(key: str) -> ImportBatch:
    rows_ = ImportBatch.objects.select_related("team", "source", "uploaded_by", "applied_by")
    return get_object_or_404(rows_, key=key)


def _step(
    request: SignedInRequest,
    batch: ImportBatch,
    act: Callable[[], None],
    task: "Task[[int, int], None] | None" = None,
    form: AroundForm | None = None,
) -> HttpResponse:
    """Take a step, and have done in the background what takes long; else show the page with why not."""
    try:
        act()
    except Refused as refusal:
        return _page(request, _batch(batch.key), form, refusal.reasons)
    except Conflict:
        messages.error(request, _("The import has gone on meanwhile. This is how it stands now."))
        return redirect("desk_import", batch.key)
    address = redirect("desk_import", batch.key)
    if task is not None:
        task.enqueue(batch.pk, request.user.pk)
    else:  # a page that waits looks again by itself only where its address leads to no part of it
        address["Location"] += _way_on(request)
    return address


def _way_on(request: SignedInRequest) -> str:
    """The query string of the rows that are to be shown next: those asked for, else those that were shown."""
    query = request.POST.get("go") or request.POST.get("back", "")
    return query if query.startswith("?") and len(query) < 100 else ""


# The page


def _page(
    request: SignedInRequest, batch: ImportBatch, form: AroundForm | None = None, sentences: Any = ()
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "imports",
        "batch": batch,
        "file_name": queries.file_name(batch),
        "read_as": queries.read_as(batch),
        "sentences": [*sentences, *filter(None, batch.trouble.split("\n"))],
        "waits": tasks.is_waiting(batch),
    }
    if context["waits"]:
        context |= _waiting(batch)
    if batch.state == ImportState.UPLOADED:
        context |= _to_be_matched(batch, form)
    elif batch.state == ImportState.READY:
        context |= _preview(request, batch) | {"form": form or AroundForm(batch=batch)}
    elif batch.state == ImportState.APPLIED:
        context |= {"dependants": queries.dependants(batch)}
    if batch.state in (ImportState.APPLIED, ImportState.UNDONE):
        context |= _rows(request, batch)
    response = render(request, "desk/import.html", context)
    if context["waits"]:
        response["Refresh"] = str(_SECONDS)
    return response


def _waiting(batch: ImportBatch) -> dict[str, Any]:
    not_begun = batch.pk in tasks.not_begun()
    since = timezone.now() - (batch.begun_at or timezone.now())
    return {"not_begun": not_begun, "late": not_begun and since > _LATE}


def _to_be_matched(batch: ImportBatch, form: AroundForm | None) -> dict[str, Any]:
    header = queries.header(batch)
    form = form if isinstance(form, MatchForm) else MatchForm(batch=batch, header=header)
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
        "questions": [_as_typed(request, one) for one in queries.questions(batch, _letters(request))],
        "reason": request.POST.get("reason", batch.reason)[:1000],
        "undecided": queries.undecided(batch),
        "regions": Region.objects.all(),
        "corrections": queries.corrections(batch),
        "ticked": sum(one.ticked for one in queries.tallies(batch)),
    }


def _as_typed(request: SignedInRequest, one: queries.Question) -> tuple[queries.Question, int | str, str]:
    """A question with what was chosen, where the page comes back because it could not be done."""
    chosen = request.POST.get(f"name-{one.name.pk}", "")
    if not chosen and one.letters and len(one.existing) == 1:
        chosen = str(one.existing[0].pk)
    region = request.POST.get(f"region-{one.name.pk}", one.region)
    return one, _key(chosen) or chosen, region


def _rows(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    tallies = queries.tallies(batch)
    kinds = {one.value for one in ImportOutcome}
    wanted = request.GET or QueryDict(_way_on(request).lstrip("?").partition("#")[0])
    outcome = wanted.get("outcome", "")
    outcome = outcome if outcome in kinds else ""
    asked = page_of(queries.rows(batch, outcome=outcome), wanted, per_page=queries.ROWS_PER_PAGE)
    return {
        "tallies": tallies,
        "errors": sum(one.rows for one in tallies if one.outcome == ImportOutcome.ERROR),
        "outcome": outcome,
        "shown": queries.shown(asked.page.object_list, batch),
        "page": asked.page,
        "page_links": page_links(asked.page, "", [("outcome", outcome)] if outcome else []),
        "decided": queries.decided(batch),
    }
