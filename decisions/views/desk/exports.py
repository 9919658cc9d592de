"""Taking rulings out as a file: whichever filter or ticks, whichever columns this person may have."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions import policy
from decisions.actions import exports
from decisions.actions.refusals import Refused
from decisions.filters import DeskFilter, unknown_names
from decisions.forms.exports import ChooseForm, ExportForm, tidied, unread_address
from decisions.models import Ruling
from decisions.queries import rulings as queries
from decisions.queries.chips import chips
from decisions.views.asked import not_known, page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(Role.REVIEWER)
def index(request: SignedInRequest) -> HttpResponseBase:
    """The rulings under the filter, to be ticked or taken all; sent, it is the file."""
    asked = tidied(request.GET)
    if asked != request.GET:
        return HttpResponseRedirect(f"{reverse('desk_exports')}?{asked.urlencode()}")
    filter_ = DeskFilter(request.GET, queryset=policy.visible_rulings(request.user))
    form = ExportForm(request.POST or None, user=request.user)
    beside = ("page", "like", *DeskFilter.OWN)
    wrong = [*unread_address(asked), *not_known(unknown_names(asked, beside=beside)), *filter_.sentences]
    rulings = filter_.qs.none() if wrong else filter_.qs
    if form.is_valid() and not wrong:
        try:
            return _file(request, filter_, form)
        except Refused as refusal:
            wrong = refusal.reasons
    return _page(request, filter_, rulings, form, wrong)


def _file(request: SignedInRequest, filter_: DeskFilter, form: ExportForm) -> HttpResponseBase:
    """Each button takes what it says: all that are found, or only those that are ticked."""
    only = "only_ticked" in request.POST
    ticked = request.POST.getlist("ticked") if only else []
    if only and not ticked:
        raise Refused([_("Tick at least one ruling.")])
    rulings = filter_.qs.filter(public_id__in=ticked) if only else filter_.qs
    taken = exports.take(
        rulings=rulings,
        columns=form.chosen(),
        kind=form.cleaned_data["kind"],
        filters=[*filter_.pairs, *(("ticked", one) for one in ticked)],
        by=request.user,
        now=timezone.now(),
    )
    response = StreamingHttpResponse(taken.pieces, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


def _page(
    request: SignedInRequest,
    filter_: DeskFilter,
    rulings: QuerySet[Ruling],
    form: ExportForm,
    wrong: list[str],
) -> HttpResponse:
    path = reverse("desk_exports")
    page = page_of(queries.for_list(rulings), request.GET)
    choose = ChooseForm(request.GET)
    context = {
        "section": "exports",
        "sentences": [*wrong, *page.sentences],
        "form": form,
        "choose": choose,
        "others": [pair for pair in filter_.pairs if pair[0] not in choose.fields],
        "chips": chips(filter_, path=path),
        "path": path,
        "query": request.GET.urlencode(),
        "page": page.page,
        "page_links": page_links(page.page, path, filter_.pairs),
        "ticked": request.POST.getlist("ticked"),
        "searched": bool(filter_.queries),
    }
    return render(request, "desk/exports.html", context, status=400 if wrong and request.POST else 200)
