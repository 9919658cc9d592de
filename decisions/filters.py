"""RulingFilter, the one reading of a query string. List, totals, facets, files: all take its queryset."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import django_filters
from babel import Locale
from django import forms
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import policy, vocabulary
from decisions.models import (
    Court,
    Found,
    ImportBatch,
    ImportRow,
    Judge,
    Provision,
    Region,
    Release,
    ReleasedRuling,
    Ruling,
    RulingProvision,
    SearchText,
    Series,
    Source,
    Team,
)
from decisions.text import dates, public_ids, searching
from decisions.text.searching import Query, Unsearchable, Why
from decisions.vocabulary import Empty, Status, Text

# What Unicode's list of territories has beside the countries of ISO 3166-1.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}

Pairs = Sequence[tuple[str, str]]

_NO_VALUE = gettext_lazy("“%(value)s” is not one of its values.")
_NO_DAY = gettext_lazy("“%(value)s” is not a date written like 2019-04-18.")
_NO_ORDER = gettext_lazy("“%(value)s” does not say one order out of those that a list can have.")
# A search is the dearest of the conditions.
MOST_SEARCHES = 5
_TOO_MANY_SEARCHES = gettext_lazy("At most %(most)s searches can be made at once.")
_NO_SEARCH: Mapping[Why, Text] = {
    Why.TOO_LONG: gettext_lazy("“%(value)s” is longer than %(longest)s characters."),
    Why.TOO_MANY_WORDS: gettext_lazy("“%(value)s” has more than %(most)s words."),
    Why.NO_WORDS: gettext_lazy("“%(value)s” has no word that could be searched for."),
    Why.TOO_SHORT: gettext_lazy("“%(value)s” is too short: give at least two letters."),
    Why.ONLY_COMMON: gettext_lazy(
        "“%(value)s” has only words that stand in almost every text. Put them in quotes to search for them all "
        "the same."
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its code in the query string, its label, and the rows that have it.

    `asked` is an old code under which it was asked for: the address of a court or judge before a merge.
    """

    code: str
    label: Text
    condition: Q
    asked: str = ""


Resolve = Callable[[Sequence[str]], Iterable[Choice]]


class ValuesWidget(forms.Widget):
    """Takes every value of a repeated name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


class ValuesField(forms.Field):
    """Any number of values, each known to `resolve`. An empty value is no value, the same twice counts once."""

    widget = ValuesWidget

    def __init__(self, *, resolve: Resolve, wrong: Text, **options: Any) -> None:
        super().__init__(**options)
        self.resolve = resolve
        self.wrong = wrong

    def clean(self, value: list[str]) -> list[Choice]:
        codes = [code for code in dict.fromkeys(value) if code]
        possible = [code for code in codes if "\0" not in code]
        resolved = self.resolve(possible) if possible else ()
        found = {choice.asked or choice.code: choice for choice in resolved}
        wrong = [code for code in codes if code not in found]
        if wrong:
            raise forms.ValidationError([str(self.wrong) % {"value": shown(code)} for code in wrong])
        return list({found[code].code: found[code] for code in codes}.values())


@dataclass(frozen=True, slots=True)
class Search(Choice):
    """A search by words: its code is the query, tidied."""

    query: Query = Query("", ())


class SearchField(forms.Field):
    """Any number of queries up to a limit. What cannot be searched for is said of each, with the reason."""

    widget = ValuesWidget

    def clean(self, value: list[str]) -> list[Choice]:
        asked = [text for text in dict.fromkeys(value) if text.strip()]
        if len(asked) > MOST_SEARCHES:
            raise forms.ValidationError([str(_TOO_MANY_SEARCHES) % {"most": MOST_SEARCHES}])
        found: dict[str, Choice] = {}
        wrong: list[str] = []
        for text in asked:
            try:
                query = searching.parse(text)
            except Unsearchable as error:
                wrong.append(_not_searched(text, error.why))
            else:
                label = _("“%(query)s”") % {"query": shown(query.text)}
                found[query.text] = Search(query.text, label, _finds(query), query=query)
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())


def _finds(query: Query) -> Q:
    """A public identifier is no word and finds its own ruling only."""
    identifier = public_ids.as_written(query.text)
    if public_ids.is_public_id(identifier):
        return Q(public_id=identifier)
    return Q(Found(F("pk"), query, searched_parts()))


def _not_searched(text: str, why: Why) -> str:
    values = {"value": shown(text), "longest": searching.LONGEST, "most": searching.MOST_WORDS}
    return str(_NO_SEARCH[why]) % values


def shown(value: str) -> str:
    """A value from outside, short and printable enough to be repeated in a message."""
    readable = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value
    )
    return readable if len(readable) <= 60 else f"{readable[:60]}…"


class AnyOf(django_filters.Filter):
    """Rows that have any of the values."""

    field_class: type[forms.Field] = ValuesField

    def __init__(self, *, wrong: Text = _NO_VALUE, **options: Any) -> None:
        super().__init__(wrong=wrong, **options)

    def filter(self, qs: QuerySet[Ruling], value: list[Choice]) -> QuerySet[Ruling]:
        condition = Q()
        for choice in value or ():
            condition |= choice.condition
        return qs.filter(condition) if value else qs


class Bound(AnyOf):
    """Rows beyond any of the days, so beyond the `furthest`: a thousand days are still one condition."""

    def __init__(self, *, furthest: Callable[..., Choice], **options: Any) -> None:
        super().__init__(**options)
        self.furthest = furthest

    def filter(self, qs: QuerySet[Ruling], value: list[Choice]) -> QuerySet[Ruling]:
        days = [choice for choice in value or () if choice.code not in Empty.values]
        others = [choice for choice in value or () if choice.code in Empty.values]
        far = [self.furthest(days, key=lambda choice: choice.code)] if days else []
        return super().filter(qs, [*others, *far])


class Searched(AnyOf):
    """Rows that are found by any of the queries, in words that everybody may read."""

    field_class = SearchField

    def __init__(self, **options: Any) -> None:
        django_filters.Filter.__init__(self, **options)


class Sort(AnyOf):
    """One order of rows. Ties are broken so that paging is stable; unknown values come last."""

    field_class = ValuesField

    RELEVANCE = "relevance"
    ORDERS: Mapping[str, Any] = {
        "-decided_on": (F("decided_on").desc(nulls_last=True), "pk"),
        "decided_on": (F("decided_on").asc(nulls_last=True), "pk"),
        "court": ("court__name_en", F("decided_on").desc(nulls_last=True), "pk"),
        "judge": (F("judge__name").asc(nulls_last=True), F("decided_on").desc(nulls_last=True), "pk"),
        "region": ("court__region__name_en", F("decided_on").desc(nulls_last=True), "pk"),
        # Within what matches equally well: RulingFilter knows what was searched for.
        RELEVANCE: (F("decided_on").desc(nulls_last=True), "pk"),
    }
    LABELS: Mapping[str, Text] = {
        "-decided_on": gettext_lazy("newest first"),
        "decided_on": gettext_lazy("oldest first"),
        "court": gettext_lazy("by court"),
        "judge": gettext_lazy("by judge"),
        "region": gettext_lazy("by region"),
        RELEVANCE: gettext_lazy("best match first"),
    }
    DEFAULT = "-decided_on"

    def filter(self, qs: QuerySet[Ruling], value: list[Choice]) -> QuerySet[Ruling]:
        return qs.order_by(*self.ORDERS[value[0].code if value else self.DEFAULT])


def searched_parts() -> tuple[str, ...]:
    """What words are looked for in. Where nothing counts by judge, nobody is found by the judge's name."""
    return tuple(part for part in SearchText.PARTS if part != "judge" or policy.judge_statistics())


def _by_relevance(queries: Sequence[Query]) -> Case:
    """Where the words stand: court and judge, one right after the other, the narrative, the notes, or apart.

    A database's own measure would put the same rulings in another order on the other database.
    """
    parts = searched_parts()
    names = tuple(part for part in parts if part in ("court", "judge"))
    places = [
        [Found(F("pk"), query, names) for query in queries],
        [Found(F("pk"), query.in_a_row, parts) for query in queries],
        [Found(F("pk"), query, ("narrative",)) for query in queries],
        [Found(F("pk"), query, ("notes",)) for query in queries],
    ]
    ranked = [When(_any(place), then=Value(rank)) for rank, place in enumerate(places)]
    return Case(*ranked, default=Value(len(places)))


def _any(conditions: Iterable[Found]) -> Q:
    together = Q()
    for condition in conditions:
        together |= Q(condition)
    return together


# What the values of each filter are


def _empties(codes: Iterable[str], condition: Callable[[str], Q]) -> Iterable[Choice]:
    for code in codes:
        if code in Empty.values:
            yield Choice(code, Empty(code).label, condition(code))


def _nothing(_code: str) -> Q:
    """The condition of an empty kind that the column cannot have."""
    return Q(pk__in=[])


def _regions(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, _nothing)
    for region in Region.objects.filter(iso__in=codes):
        yield Choice(region.iso, region.name_en, Q(court__region=region.iso))


def _courts(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, _nothing)
    found = list(policy.public_courts().filter(slug__in=codes))
    for court in found:
        yield Choice(court.slug, court.name_en, Q(court=court.pk))
    others = set(codes).difference(Empty.values, (court.slug for court in found))
    for old, court in policy.moved_courts(others).items() if others else ():
        yield Choice(court.slug, court.name_en, Q(court=court.pk), asked=old)


def _judges(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, lambda code: Q(judge_state=code))
    found = list(policy.public_judges().filter(slug__in=codes))
    for judge in found:
        yield Choice(judge.slug, judge.name, Q(judge=judge.pk))
    others = set(codes).difference(Empty.values, (judge.slug for judge in found))
    for old, judge in policy.moved_judges(others).items() if others else ():
        yield Choice(judge.slug, judge.name, Q(judge=judge.pk), asked=old)


def _articles(codes: Sequence[str]) -> Iterable[Choice]:
    """`18.8` is the article with all its parts, `18.8:1.1` one part, `18.8:` the article where no part is given."""
    yield from _empties(codes, lambda code: Q(provisions_state=code))
    articles = {code.partition(":")[0] for code in codes}
    existing = set(Provision.objects.filter(article__in=articles).values_list("article", "part"))
    for code in codes:
        article, colon, part = code.partition(":")
        links = RulingProvision.objects.filter(ruling=OuterRef("pk"), provision__article=article)
        if not colon and any(article == known for known, _part in existing):
            yield Choice(code, article_label(article), Q(Exists(links)))
        if colon and (article, part) in existing:
            yield Choice(
                code, article_label(article, part, exact=True), Q(Exists(links.filter(provision__part=part)))
            )


def article_label(article: str, part: str = "", *, exact: bool = False) -> str:
    """`Art. 18.8`, `Art. 18.8 part 1.1`; `exact` says so where no part is given."""
    if part:
        return _("Art. %(article)s part %(part)s") % {"article": article, "part": part}
    if exact:
        return _("Art. %(article)s, no part given") % {"article": article}
    return _("Art. %(article)s") % {"article": article}


def _nationalities(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, lambda code: Q(nationality_state=code))
    for code in codes:
        if code in country_names():
            yield Choice(code, country_names()[code], Q(nationality=code))


@cache
def country_names(language: str = "en") -> Mapping[str, str]:
    """The names of the countries of ISO 3166-1 by their alpha-2 code."""
    territories = Locale.parse(language).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


def _series(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(
        codes, lambda code: Q(series=None) if code == Empty.NOT_APPLICABLE else _nothing(code)
    )
    numbers = [code for code in codes if code.isascii() and code.isdigit() and code == str(int(code[:9]))]
    for series in policy.public_series().filter(number__in=numbers):
        yield Choice(
            str(series.number), _("Series %(number)s") % {"number": series.number}, Q(series=series.pk)
        )


def _releases(codes: Sequence[str]) -> Iterable[Choice]:
    """The rulings that a data release holds, with the values that they have now."""
    yield from _empties(codes, _nothing)
    numbers = [code for code in codes if code.isascii() and code.isdigit() and code == str(int(code[:9]))]
    for number in Release.objects.filter(number__in=numbers).values_list("number", flat=True):
        held = ReleasedRuling.objects.filter(ruling=OuterRef("pk"), release__number=number)
        yield Choice(str(number), str(number), Q(Exists(held)))


def _sources(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, _nothing)
    for source in policy.public_sources().filter(slug__in=codes):
        yield Choice(source.slug, source.title, Q(source=source.pk))


def _coded(field: vocabulary.Field) -> Resolve:
    def resolve(codes: Sequence[str]) -> Iterable[Choice]:
        return [
            Choice(code, field.labels[code], Q(**{field.name: code}))
            for code in codes
            if code in field.labels
        ]

    return resolve


def _days(lookup: str) -> Resolve:
    def resolve(codes: Sequence[str]) -> Iterable[Choice]:
        yield from _empties(codes, lambda code: Q(decided_on_state=code))
        for code in codes:
            try:
                day = dates.parse_day(code)
            except ValueError:
                continue
            yield Choice(code, code, Q(**{lookup: day}))

    return resolve


def orders() -> dict[str, Text]:
    """The orders of a list with their labels."""
    return {
        name: label for name, label in Sort.LABELS.items() if name != "judge" or policy.judge_statistics()
    }


def _sorts(codes: Sequence[str]) -> Iterable[Choice]:
    known = [code for code in codes if code in orders()]
    # Two different orders at once are not an order.
    return [Choice(code, Sort.LABELS[code], Q()) for code in known] if len(known) <= 1 else []


class RulingFilter(django_filters.FilterSet):
    """Reads the query string of the list, the summary and every file (design: docs/query-string.md).

    One bad value makes the whole answer empty; `sentences` says why.
    """

    q = Searched(label=gettext_lazy("Search"))
    region = AnyOf(label=gettext_lazy("Region"), resolve=_regions)
    court = AnyOf(label=vocabulary.COURT.label, resolve=_courts)
    judge = AnyOf(label=vocabulary.JUDGE.label, resolve=_judges)
    decided_after = Bound(
        label=gettext_lazy("Decided on or after"),
        resolve=_days("decided_on__gte"),
        furthest=min,
        wrong=_NO_DAY,
    )
    decided_before = Bound(
        label=gettext_lazy("Decided on or before"),
        resolve=_days("decided_on__lte"),
        furthest=max,
        wrong=_NO_DAY,
    )
    article = AnyOf(label=vocabulary.PROVISIONS.label, resolve=_articles)
    nationality = AnyOf(label=vocabulary.NATIONALITY.label, resolve=_nationalities)
    series = AnyOf(label=gettext_lazy("Series"), resolve=_series)
    source = AnyOf(label=gettext_lazy("Source"), resolve=_sources)
    release = AnyOf(label=gettext_lazy("Data release"), resolve=_releases)
    sort = Sort(label=gettext_lazy("Sort"), resolve=_sorts, wrong=_NO_ORDER)

    class Meta:
        model = Ruling
        fields: Sequence[str] = ()

    CODED = (
        vocabulary.SANCTION,
        vocabulary.FORM,
        vocabulary.PLACEMENT,
        vocabulary.PLEA,
        vocabulary.STANDING,
        *vocabulary.AFTERWARDS,
        *vocabulary.SAFEGUARDS,
    )

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        coded = {field.name: AnyOf(label=field.label, resolve=_coded(field)) for field in cls.CODED}
        return {**super().get_filters(), **coded}

    def __init__(self, data: QueryDict, *, queryset: QuerySet[Ruling] | None = None) -> None:
        super().__init__(data, queryset=policy.public_rulings() if queryset is None else queryset)
        for name in self.base_filters.keys() & _switched_off():
            del self.filters[name]

    @property
    def qs(self) -> QuerySet[Ruling]:
        rows = self._filtered(self.filters.keys())
        if self.order != Sort.RELEVANCE:
            return rows
        return rows.order_by(_by_relevance(self.queries), *Sort.ORDERS[Sort.DEFAULT])

    def without(self, name: str) -> QuerySet[Ruling]:
        """The rows under all filters but one: where the counts beside that filter's choices come from."""
        return self._filtered(self.filters.keys() - {name, "sort"}).order_by()

    def _filtered(self, names: Collection[str]) -> QuerySet[Ruling]:
        rows: QuerySet[Ruling] = self.queryset
        if not self.form.is_valid():
            return rows.none()
        for name, filter_ in self.filters.items():
            if name in names:
                rows = filter_.filter(rows, self.form.cleaned_data[name])
        return rows

    @property
    def sentences(self) -> list[str]:
        """Why the answer is empty: one sentence for each bad value."""
        return [
            f"{self.filters[name].label}: {message}"
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @property
    def oddities(self) -> list[str]:
        """What is worth saying about a question that can be answered but finds nothing for a plain reason."""
        days = {
            name: [choice.code for choice in self.chosen.get(name, []) if choice.code not in Empty.values]
            for name in ("decided_after", "decided_before")
        }
        backwards = all(days.values()) and min(days["decided_after"]) > max(days["decided_before"])
        found = [_("The first day that you ask for comes after the last.")] if backwards else []
        if self._asked_order == Sort.RELEVANCE != self.order:
            found.append(_("Nothing is searched for, so the best match cannot come first: the newest does."))
        return [*found, *self.as_they_are_now]

    @property
    def releases(self) -> list[str]:
        """The numbers of the data releases whose rulings are asked for."""
        return [choice.code for choice in self.chosen.get("release", [])]

    @property
    def as_they_are_now(self) -> list[str]:
        """For each release that is asked for, that its rulings are shown and not its values."""
        sentence = _(
            "These are rulings of data release %(number)s as they are now, with corrections made since, and so are all "
            "numbers, pictures and downloads here. The release’s own files have the values as they were: "
            "/releases/%(number)s/"
        )
        return [sentence % {"number": number} for number in self.releases]

    @property
    def _asked_order(self) -> str:
        chosen = self.form.cleaned_data.get("sort") if self.form.is_valid() else None
        return chosen[0].code if chosen else Sort.DEFAULT

    @property
    def order(self) -> str:
        """The order of the rows. By relevance only what was searched for can be ordered."""
        asked = self._asked_order
        return Sort.DEFAULT if asked == Sort.RELEVANCE and not self.queries else asked

    @property
    def queries(self) -> list[Query]:
        """The searches by words that are in use."""
        return [choice.query for choice in self.chosen.get("q", []) if isinstance(choice, Search)]

    @property
    def orders(self) -> dict[str, Text]:
        """The orders to choose from, with their labels."""
        return {code: label for code, label in orders().items() if code != Sort.RELEVANCE or self.queries}

    @property
    def chosen(self) -> dict[str, list[Choice]]:
        """The values of every filter in use, `sort` left out. Bad values are not among them."""
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in self.filters if name != "sort" and cleaned.get(name)}

    @property
    def pairs(self) -> Pairs:
        """The filters as pairs of a query string, without what does not count or is the default."""
        pairs = [(name, choice.code) for name, choices in self.chosen.items() for choice in choices]
        return pairs if self.order == Sort.DEFAULT else [*pairs, ("sort", self.order)]


def _every_court(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, _nothing)
    for court in Court.objects.filter(slug__in=codes):
        yield Choice(court.slug, court.name_en, Q(court=court.pk))


def _every_judge(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, lambda code: Q(judge_state=code))
    for judge in Judge.objects.filter(slug__in=codes):
        yield Choice(judge.slug, judge.name, Q(judge=judge.pk))


def _every_series(codes: Sequence[str]) -> Iterable[Choice]:
    found = {choice.code: choice for choice in _series(codes)}
    yield from found.values()
    numbers = [code for code in codes if code not in found and code.isascii() and code.isdigit()]
    for series in Series.objects.filter(number__in=[code for code in numbers if code == str(int(code[:9]))]):
        yield Choice(
            str(series.number), _("Series %(number)s") % {"number": series.number}, Q(series=series.pk)
        )


def _every_source(codes: Sequence[str]) -> Iterable[Choice]:
    yield from _empties(codes, _nothing)
    for source in Source.objects.filter(slug__in=codes):
        yield Choice(source.slug, source.title, Q(source=source.pk))


def _statuses(codes: Sequence[str]) -> Iterable[Choice]:
    for code in codes:
        if code in Status.values:
            yield Choice(code, Status(code).label, Q(status=code))


def _teams(codes: Sequence[str]) -> Iterable[Choice]:
    for team in Team.objects.filter(name__in=codes):
        yield Choice(team.name, team.name, Q(team=team.pk))


def _imports(codes: Sequence[str]) -> Iterable[Choice]:
    """The rulings that an import has made or changed, by the key of its page."""
    for batch in ImportBatch.objects.filter(key__in=codes):
        rows = ImportRow.objects.filter(ruling=OuterRef("pk"), batch=batch, applied=True)
        yield Choice(batch.key, batch.key[:8], Q(Exists(rows)))


class DeskFilter(RulingFilter):
    """The same reading over rulings that are not public, for those who may see them all.

    Its values are those of all records. Words are found in published rulings only: no others are in the index.
    """

    court = AnyOf(label=vocabulary.COURT.label, resolve=_every_court)
    judge = AnyOf(label=vocabulary.JUDGE.label, resolve=_every_judge)
    series = AnyOf(label=gettext_lazy("Series"), resolve=_every_series)
    source = AnyOf(label=gettext_lazy("Source"), resolve=_every_source)
    status = AnyOf(label=gettext_lazy("Status"), resolve=_statuses)
    team = AnyOf(label=gettext_lazy("Team"), resolve=_teams)
    imported = AnyOf(label=gettext_lazy("Import"), resolve=_imports)

    OWN = ("status", "team", "imported")


def filter_names() -> list[str]:
    """The names of all filters. Where nothing counts by judge, the judge is none: its list would be a profile."""
    return [name for name in RulingFilter.base_filters if name not in _switched_off()]


def _switched_off() -> set[str]:
    return set() if policy.judge_statistics() else {"judge"}


def unknown_names(data: QueryDict, *, beside: Collection[str] = ()) -> list[str]:
    """Names in the query string that mean nothing here."""
    return [name for name in data if name not in filter_names() and name not in beside]


def replaced(pairs: Pairs, **values: str | None) -> Pairs:
    """The pairs with each named value in place of all that the name had; None only takes it away."""
    kept = [(name, value) for name, value in pairs if name not in values]
    return [*kept, *((name, value) for name, value in values.items() if value is not None)]


def address(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
