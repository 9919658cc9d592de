from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.models import Region
from decisions.queries import places
from decisions.queries.rulings import newest
from decisions.views.asked import PER_PAGE
from decisions.views.public import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """All regions: those with rulings first, then the others, then the occupied territories by themselves."""
    counted = places.regions()
    context = {
        "section": "regions",
        "with_rulings": [region for region in counted if region.rulings],
        "without": [region for region in counted if not region.rulings and not region.record.occupied],
        "occupied": [region for region in counted if not region.rulings and region.record.occupied],
    }
    return render(request, "decisions/regions.html", context)


@public_page
def show(request: HttpRequest, iso: str) -> HttpResponse:
    """One region: its courts and its rulings."""
    region = get_object_or_404(Region, iso=iso)
    rulings = policy.public_rulings().filter(court__region=region)
    pairs = [("region", region.iso)]
    context = {
        "section": "regions",
        "region": region,
        "total": rulings.count(),
        "breakdowns": places.breakdowns(rulings, pairs=pairs),
        "courts": places.counted(places.courts().filter(region=region), "court"),
        "rulings": newest(rulings, most=PER_PAGE),
        "list": f"/rulings/?region={region.iso}",
    }
    return render(request, "decisions/region.html", context)
