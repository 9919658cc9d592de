from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from decisions import policy
from decisions.models import Region
from decisions.queries import minimums, places, profiles
from decisions.queries.pictures import of_regions
from decisions.views.downloads import public_file
from decisions.views.pictures.region_map import region_map
from decisions.views.profiles import profile_context, profile_file
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
        "map": region_map(
            of_regions(policy.public_rulings(), None),
            None,
            (),
            href=lambda found: f"/regions/{found.region.iso}/",
        ),
        "minimum": minimums.sentence(policy.public_rulings()),
    }
    return render(request, "decisions/regions.html", context)


@public_page
def show(request: HttpRequest, iso: str) -> HttpResponse:
    """One region: its courts and its rulings beside all."""
    region = get_object_or_404(Region, iso=iso)
    context = {
        "section": "regions",
        "region": region,
        "courts": places.courts_of(region),
        "neighbours": places.adjacent(region),
    }
    return render(
        request, "decisions/region.html", context | profile_context(request, profiles.of_region(region))
    )


@public_file
def csv_file(request: HttpRequest, iso: str) -> HttpResponseBase:
    """The profile of the region."""
    region = get_object_or_404(Region, iso=iso)
    return profile_file(request, profiles.of_region(region), filename=f"region-{iso}.csv")
