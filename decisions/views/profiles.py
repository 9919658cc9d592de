"""What the pages and files of a region, a court and a judge have in common: their numbers beside others'."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from decisions import policy
from decisions.filters import Pairs, address
from decisions.models import Source
from decisions.queries import places, profiles
from decisions.queries.minimums import minimum
from decisions.queries.profiles import Figure, Group, Line, Profile, Subject
from decisions.queries.rulings import newest
from decisions.tables.cells import guard
from decisions.tables.standard import Expected
from decisions.views.asked import PER_PAGE, not_known, not_used, one_of
from decisions.views.downloads import (
    INTERVAL_ENDINGS,
    OPTIONS,
    PART_ENDINGS,
    TOO_FEW,
    csv_response,
    decimal_text,
    interval_texts,
    option_sentences,
    part_texts,
    refuse,
    yes_or_no,
)
from decisions.views.sharing import canonical
from decisions.vocabulary import Empty

# What a profile takes in its address beside the place itself.
NAMES = ("source", "empty")
MOST_SERIES = 30
HEADER = (
    "dimension", "dimension_label", "value", "value_label", "scope", "scope_label", "count", "at_least",
    *(ending[1:] for ending in (*PART_ENDINGS, *INTERVAL_ENDINGS)), "expected",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The one source that is counted, whether empty kinds are in the base, and what is wrong with the question."""

    source: Source | None
    empties: bool
    sentences: tuple[str, ...]

    @property
    def pairs(self) -> Pairs:
        """The question as pairs of the query string, without what is the default."""
        source = [("source", self.source.slug)] if self.source else []
        return source if self.empties else [*source, ("empty", "out")]


def asked_of_profile(data: QueryDict) -> Asked:
    sources = {source.slug: source for source in policy.public_sources()}
    source = one_of(data, "source", sources)
    empty = one_of(data, "empty", ("in", "out"), default="in")
    sentences = tuple(one.sentence for one in (source, empty) if one.sentence)
    return Asked(sources.get(source.value), empty.value == "in", sentences)


def profile_context(request: HttpRequest, subject: Subject) -> dict[str, object]:
    """All that the page shows of the subject in numbers, its newest rulings and its series."""
    asked = asked_of_profile(request.GET)
    path = request.path
    rulings = policy.public_rulings().filter(subject.own.rulings)
    context: dict[str, object] = {
        "total": rulings.count(),
        "total_at_least": minimum(rulings).exists(),
        "rulings": newest(rulings, most=PER_PAGE),
        "list": address("/rulings/", subject.own.pairs),
        "series_list": places.series_of(rulings, most=MOST_SERIES),
        "sentences": asked.sentences,
        "notices": not_used([name for name in request.GET if name not in NAMES]),
        "mended": path,
        "canonical": "" if asked.sentences else canonical(path, asked.pairs),
    }
    if not asked.sentences:
        profile = profiles.profile(subject, source=asked.source, empties=asked.empties)
        context |= _numbers(profile, asked, path)
    return context


def _numbers(profile: Profile, asked: Asked, path: str) -> dict[str, object]:
    source = [("source", asked.source.slug)] if asked.source else []
    empty = [] if asked.empties else [("empty", "out")]
    every = [] if asked.source is None else [(_("all sources"), address(path, empty))]
    one = [] if asked.source else profile.sources
    return {
        "profile": profile,
        "asked": asked,
        "fewest": settings.FEWEST_RULINGS,
        "fewest_series": settings.FEWEST_SERIES,
        "columns": list(
            zip(profile.subject.scopes, profile.totals, profile.few, profile.at_least, strict=True)
        ),
        "csv": address(f"{path.rstrip('/')}.csv", [*source, *empty]),
        "other_base": address(path, [*source, *([("empty", "out")] if asked.empties else [])]),
        "by_source": every
        if every
        else [(source.title, address(path, [("source", source.slug), *empty])) for source, _n in one],
    }


def profile_file(request: HttpRequest, subject: Subject, *, filename: str) -> HttpResponseBase:
    """A line for each value in each scope, as the page shows them."""
    asked = asked_of_profile(request.GET)
    wrong = [
        *asked.sentences,
        *not_known([name for name in request.GET if name not in (*NAMES, *OPTIONS)]),
        *option_sentences(request.GET),
    ]
    if wrong:
        return refuse(wrong)
    profile = profiles.profile(subject, source=asked.source, empties=asked.empties)
    return csv_response(request, header=HEADER, rows=_lines(profile), filename=filename)


def _lines(profile: Profile) -> Iterator[list[str]]:
    for group in (*profile.groups, profile.months):
        for line in group.lines:
            for place, (scope, figure) in enumerate(zip(profile.subject.scopes, line.figures, strict=True)):
                named = [
                    group.dimension.name,
                    str(group.dimension.label),
                    line.member.code,
                    line.member.label,
                ]
                scoped = [scope.name, scope.label]
                yield [*map(guard, [*named, *scoped]), *_cells(group, line, figure, own=place == 0)]


def _cells(group: Group, line: Line, figure: Figure, *, own: bool) -> list[str]:
    """The figures of one scope; intervals and what is expected are told of the subject alone."""
    none = Empty.NOT_APPLICABLE.value
    told = own and line.drawn
    return [
        str(figure.count),
        yes_or_no(figure.at_least),
        *part_texts(figure.part, intervals=False),
        *(interval_texts(line.interval) if told else [none] * len(INTERVAL_ENDINGS)),
        _expected_text(line.expected)
        if told and group.dimension.name in profiles.STANDARDISED_NAMES
        else none,
    ]


def _expected_text(expected: Expected | None) -> str:
    return TOO_FEW if expected is None else decimal_text(expected.share)
