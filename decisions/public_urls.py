"""Every public door but the form of removal requests. Other people's programs rely on them: docs/doors.md.

Nothing here knows a login, a form or an action: a process that serves only these loads none of them.
"""

from django.urls import path, register_converter

from decisions.api import documentation, openapi
from decisions.api import places as api_places
from decisions.api import releases as api_releases
from decisions.api import rulings as api_rulings
from decisions.api import statistics as api_statistics
from decisions.api import summary as api_summary
from decisions.api.doors import door
from decisions.text import pseudonyms, public_ids
from decisions.views import (
    about,
    citing,
    courts,
    downloads,
    feeds,
    health,
    judges,
    overview,
    regions,
    releases,
    robots,
    rulings,
    series,
    statistics,
    stories,
    summary,
)
from decisions.views.pictures import doors as pictures


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


class KeptKey(PublicId):
    """What unsaved input is kept under: random, a ruling with its version, or an event of it with a key of its own."""

    regex = f"[0-9a-f]{{32}}|{public_ids.PATTERN}(\\.[0-9]{{1,10}}|\\.event[0-9]{{0,10}}\\.[0-9a-f]{{1,16}})"


class Pseudonym(PublicId):
    regex = pseudonyms.PATTERN


class FileName(PublicId):
    """Of a file of a release: no folder, nothing hidden."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


class FileKey(PublicId):
    """What a paper is stored under."""

    regex = "[0-9a-f]{32}"


class Anything(PublicId):
    """What the API answers itself, in JSON, if it names no record."""

    regex = "(?s:.+)"


register_converter(Anything, "anything")
register_converter(FileKey, "file_key")
register_converter(FileName, "file_name")
register_converter(KeptKey, "kept_key")
register_converter(PublicId, "public_id")
register_converter(Pseudonym, "pseudonym")
register_converter(RegionCode, "region")
register_converter(Number, "number")

urlpatterns = [
    path("", overview.show, name="overview"),
    path("rulings/", rulings.index, name="rulings"),
    *(
        path(f"rulings.{ending}", rulings.file, {"ending": ending}, name=f"rulings_{ending}")
        for ending in downloads.USES
    ),
    path("rulings/<public_id:public_id>/", rulings.show, name="ruling"),
    path("summary/", summary.show, name="summary"),
    path("summary.csv", summary.csv_file, name="summary_csv"),
    path("pictures/", pictures.show, name="pictures"),
    *(
        path(f"pictures/{name}.{ending}", pictures.file, {"name": name, "ending": ending})
        for name in pictures.PICTURES
        for ending in pictures.ENDINGS
    ),
    path("regions/", regions.index, name="regions"),
    path("regions/<region:iso>/", regions.show, name="region"),
    path("regions/<region:iso>.csv", regions.csv_file, name="region_csv"),
    path("courts/", courts.index, name="courts"),
    path("courts/<slug:slug>/", courts.show, name="court"),
    path("courts/<slug:slug>.csv", courts.csv_file, name="court_csv"),
    path("judges/", judges.index, name="judges"),
    path("judges/<slug:slug>/", judges.show, name="judge"),
    path("judges/<slug:slug>.csv", judges.csv_file, name="judge_csv"),
    path("series/", series.index, name="series_list"),
    path("series/<number:number>/", series.show, name="series"),
    path("statistics/", statistics.show, name="statistics"),
    path("statistics.csv", statistics.csv_file, name="statistics_csv"),
    *(
        path(
            f"statistics/<slug:slug>.{ending}",
            statistics.picture_of,
            {"ending": ending},
            name=f"statistics_{ending}",
        )
        for ending in ("svg", "png")
    ),
    path("stories/", stories.index, name="stories"),
    path("stories/<slug:slug>/", stories.show, name="story"),
    path("releases/", releases.index, name="releases"),
    path("releases/<number:number>/", releases.show, name="release"),
    path("releases/<number:number>/<file_name:name>", releases.file, name="release_file"),
    path("cite/", citing.show, name="cite"),
    path("cite.bib", citing.bibtex_file, name="cite_bibtex"),
    path("cite.json", citing.csl_file, name="cite_csl"),
    path("about/", about.show, name="about"),
    path("about/codebook/", about.codebook, name="codebook"),
    path("about/law/", about.law, name="law"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/api/", documentation.show, name="api"),
    path("feeds/rulings.atom", feeds.atom, name="feed"),
    path("healthz/", health.show, name="health"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    # The API
    path("api/v1/", openapi.index, name="api_index"),
    path("api/v1/rulings/", door(api_rulings.Rulings), name="api_rulings"),
    path("api/v1/rulings/<anything:public_id>/", door(api_rulings.OneRuling), name="api_ruling"),
    path("api/v1/regions/", door(api_places.Regions), name="api_regions"),
    path("api/v1/regions/<anything:iso>/", door(api_places.OneRegion), name="api_region"),
    path("api/v1/courts/", door(api_places.Courts), name="api_courts"),
    path("api/v1/courts/<anything:slug>/", door(api_places.OneCourt), name="api_court"),
    path("api/v1/judges/", door(api_places.Judges), name="api_judges"),
    path("api/v1/judges/<anything:slug>/", door(api_places.OneJudge), name="api_judge"),
    path("api/v1/series/", door(api_places.AllSeries), name="api_series_list"),
    path("api/v1/series/<anything:number>/", door(api_places.OneSeries), name="api_series"),
    path("api/v1/provisions/", door(api_places.Provisions), name="api_provisions"),
    path("api/v1/sources/", door(api_places.Sources), name="api_sources"),
    path("api/v1/summary/", door(api_summary.Counts), name="api_summary"),
    path("api/v1/statistics/", door(api_statistics.Statistics), name="api_statistics"),
    path("api/v1/releases/", door(api_releases.Releases), name="api_releases"),
    path("api/v1/releases/<anything:number>/", door(api_releases.OneRelease), name="api_release"),
    path("api/v1/openapi.json", openapi.show, name="openapi"),
]
