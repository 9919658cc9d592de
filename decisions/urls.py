"""The public doors. Other people's programs rely on them: design in docs/doors.md."""

from django.urls import path, register_converter

from decisions.text import public_ids
from decisions.views import about, courts, judges, overview, regions, rulings, series, summary


class PublicId:
    regex = public_ids.PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RegionCode(PublicId):
    """ISO 3166-2."""

    regex = "[A-Z]{2}-[A-Z0-9]{1,3}"


class Number(PublicId):
    """A counting number without leading zeros, small enough for every database."""

    regex = "[1-9][0-9]{0,8}"


register_converter(PublicId, "public_id")
register_converter(RegionCode, "region")
register_converter(Number, "number")

urlpatterns = [
    path("", overview.show, name="overview"),
    path("rulings/", rulings.index, name="rulings"),
    path("rulings.csv", rulings.csv_file, name="rulings_csv"),
    path("rulings/<public_id:public_id>/", rulings.show, name="ruling"),
    path("summary/", summary.show, name="summary"),
    path("summary.csv", summary.csv_file, name="summary_csv"),
    path("regions/", regions.index, name="regions"),
    path("regions/<region:iso>/", regions.show, name="region"),
    path("courts/", courts.index, name="courts"),
    path("courts/<slug:slug>/", courts.show, name="court"),
    path("judges/", judges.index, name="judges"),
    path("judges/<slug:slug>/", judges.show, name="judge"),
    path("series/", series.index, name="series_list"),
    path("series/<number:number>/", series.show, name="series"),
    path("about/", about.show, name="about"),
    path("about/codebook/", about.codebook, name="codebook"),
    path("about/privacy/", about.privacy, name="privacy"),
]
