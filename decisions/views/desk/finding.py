"""Suggestions while somebody types a court or a judge. Without the script the page itself finds them."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from decisions.forms import pickers
from decisions.queries import finding
from decisions.queries.finding import Found
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_GET
@for_role(Role.LAWYER)
def courts(request: SignedInRequest) -> HttpResponse:
    return _answer(finding.courts(_asked(request)))


@require_GET
@for_role(Role.LAWYER)
def judges(request: SignedInRequest) -> HttpResponse:
    return _answer(finding.judges(_asked(request), court=pickers.chosen_court(request.GET)))


def _asked(request: SignedInRequest) -> str:
    return request.GET.get("q", "")[: pickers.LONGEST]


def _answer(found: list[Found]) -> HttpResponse:
    rows = [{"pk": one.pk, "label": one.label, "detail": one.detail} for one in found]
    return JsonResponse({"results": rows})
