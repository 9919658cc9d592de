"""What rulings can be counted by: each dimension says how rows are grouped and what its values are called."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, ExtractMonth, ExtractQuarter, ExtractYear
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import policy, vocabulary
from decisions.filters import Pairs, article_label, country_names, replaced
from decisions.models import Court, Judge, Provision, Region, Ruling, Series, Source
from decisions.tables.crosstab import Member
from decisions.vocabulary import KNOWN, Empty, Text

# A key is what a group of rows has in common: database values, or the empty kind.
Key = Any

ALL_EMPTY = tuple(Empty)

# A ruling that is of no series stands for itself, under a number that no series has.
SERIES = Coalesce(F("series"), -1 * F("pk"))


class Of(Enum):
    """What is counted. Rulings of a series are near copies, so what is sure is said of series."""

    RULINGS = "rulings"
    SERIES = "series"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """`columns` are grouped by; `key` makes one key of their values; `members` names the keys.

    `own` are members to show even where they have no rows, `empties` the empty kinds that a ruling may have here;
    `narrow` turns a member into pairs of the query string under which exactly its rows remain; `known` are the rows
    that have no empty kind here.
    `distinct`: a ruling may meet one key several times; `several`: it may meet several keys, so that numbers
    must not be summed. `asked_for` says whether a member is among what the query string asks of the dimension:
    a ruling that is found by one of its keys has others, and no address could lead to the rulings that have both.
    """

    name: str
    label: Text
    columns: Mapping[str, Any]
    key: Callable[[Sequence[Any]], Key]
    members: Callable[[Collection[Key]], Mapping[Key, Member]]
    narrow: Callable[[Member, Pairs], Pairs]
    own: Callable[[], Sequence[Member]] = tuple
    empties: tuple[Empty, ...] = ()
    known: Q = Q()
    distinct: bool = False
    several: bool = False
    asked_for: Callable[[Member, Pairs], bool] = lambda _member, _pairs: True

    def empty_members(self) -> list[Member]:
        return [_empty_member(kind) for kind in self.empties]


# The numbers of codes, by the name of their field and the code.
CodeNumbers = Mapping[tuple[str, str], int]


def members(rows: QuerySet[Ruling], dimension: Dimension) -> dict[Member, int]:
    """The members of one dimension with their numbers of rulings: own order first, empty kinds last."""
    keyed = keyed_numbers(rows, (dimension,))
    named = dimension.members({key for (key,) in keyed})
    found: dict[Member, int] = dict.fromkeys(dimension.own(), 0)
    for (key,), number in keyed.items():
        found[named[key]] = found.get(named[key], 0) + number
    return in_order(found, dimension)


def largest(rows: QuerySet[Ruling], dimension: Dimension, *, most: int) -> tuple[dict[Member, int], int]:
    """The members with most rulings and the empty kinds, in order; and the number of all members.

    The database chooses them, so that thousands of courts or series are never fetched to show a few.
    """
    first, *rest = _aliases((dimension,))
    empty_kinds_first = IsNull(F(first), True).desc()
    grouped = _grouped(rows, (dimension,)).annotate(members=Window(Count("*")))
    found = list(grouped.order_by(empty_kinds_first, F("number").desc(), first, *rest)[: most + len(Empty)])
    keyed = {dimension.key(values): number for *values, number, _members in found}
    by_size = sorted(keyed, key=lambda key: -keyed[key])
    kept = {*by_size[:most], *(key for key in keyed if isinstance(key, Empty))}
    named = dimension.members(kept)
    total = found[0][-1] if found else 0
    return in_order({named[key]: number for key, number in keyed.items() if key in kept}, dimension), total


def members_of_codes(
    rows: QuerySet[Ruling], fields: Sequence[vocabulary.Field]
) -> dict[str, dict[Member, int]]:
    """The same as `members` for each of the coded fields, by their names, in one pass over the rows."""
    aliases = {f"{field.name}_is_{code}": (field, code) for field in fields for code in field.labels}
    numbers = rows.order_by().aggregate(
        **{alias: Count("pk", filter=Q((field.name, code))) for alias, (field, code) in aliases.items()}
    )
    found: dict[str, dict[Member, int]] = {field.name: {} for field in fields}
    for alias, (field, code) in aliases.items():
        found[field.name][_code_member(field, code)] = numbers[alias]
    return found


def numbers_of_codes(
    rows: QuerySet[Ruling], fields: Sequence[vocabulary.Field], *, by: Sequence[Dimension]
) -> dict[tuple[Key, ...], CodeNumbers]:
    """For each group the number of rulings with every code of the fields, in one pass over the rows."""
    named = {f"{field.name}_is_{code}": (field.name, code) for field in fields for code in field.labels}
    counted = {alias: Count("pk", filter=Q(pair)) for alias, pair in named.items()}
    return {
        keys: {named[alias]: number for alias, number in numbers.items()}
        for keys, numbers in counted_by(rows, by, counted).items()
    }


def counted_by(
    rows: QuerySet[Ruling], by: Sequence[Dimension], counted: Mapping[str, Count]
) -> dict[tuple[Key, ...], dict[str, int]]:
    """The numbers under their names for each group; by nothing they are one group."""
    rows = rows.order_by()
    if not by:
        return {(): rows.aggregate(**counted)}
    aliases = _aliases(by)
    found: dict[tuple[Key, ...], dict[str, int]] = {}
    for values in rows.annotate(**aliases).values_list(*aliases).annotate(**counted):
        rest = iter(values)
        keys = tuple(dimension.key([next(rest) for _name in dimension.columns]) for dimension in by)
        found[keys] = dict(zip(counted, rest, strict=True))
    return found


def in_order(found: Mapping[Member, int], dimension: Dimension) -> dict[Member, int]:
    return dict(sorted(found.items(), key=lambda item: _order(item[0], dimension)))


def _order(member: Member, dimension: Dimension) -> tuple[Any, ...]:
    if member.empty:
        return (1, Empty.values.index(member.code))
    own = [known.code for known in dimension.own()]
    if member.code in own:
        return (0, own.index(member.code))
    # Numbers in labels and codes (series 2 before 10, 18.8 before 18.10) sort as numbers.
    return (0, len(own), _natural(member.label))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    words: list[tuple[int, int, str]] = []
    for word in text.replace(".", " ").replace("-", " ").split():
        words.append((0, int(word), "") if word.isascii() and word.isdigit() else (1, 0, word))
    return tuple(words)


def keyed_numbers(
    rows: QuerySet[Ruling], dimensions: Sequence[Dimension], *, of: Of = Of.RULINGS
) -> dict[tuple[Key, ...], int]:
    """How many rulings or series meet the keys of the dimensions, and nothing where there are none."""
    result: dict[tuple[Key, ...], int] = {}
    for *values, number in _grouped(rows, dimensions, of=of):
        rest = iter(values)
        keys = tuple(dimension.key([next(rest) for _name in dimension.columns]) for dimension in dimensions)
        result[keys] = result.get(keys, 0) + number
    return result


def total(rows: QuerySet[Ruling], *, of: Of = Of.RULINGS) -> int:
    """How many rulings or series there are."""
    if of is Of.RULINGS:
        return rows.count()
    return int(rows.order_by().aggregate(series=Count(SERIES, distinct=True))["series"])


def _grouped(
    rows: QuerySet[Ruling], dimensions: Sequence[Dimension], *, of: Of = Of.RULINGS
) -> QuerySet[Ruling, tuple[Any, ...]]:
    """One tuple for each group: the values of all columns and the number of rulings or series."""
    aliases = _aliases(dimensions)
    if of is Of.SERIES:
        number = Count(SERIES, distinct=True)
    elif any(dimension.distinct for dimension in dimensions):
        number = Count("pk", distinct=True)
    else:
        # COUNT(*) is answered by an index that does not hold the key.
        number = Count("*")
    return rows.order_by().annotate(**aliases).values_list(*aliases).annotate(number=number)


def _aliases(dimensions: Sequence[Dimension]) -> dict[str, Any]:
    return {f"d{i}_{name}": e for i, d in enumerate(dimensions) for name, e in d.columns.items()}


# Kinds of dimensions


def _empty_member(kind: str) -> Member:
    return Member(Empty(kind).value, str(Empty(kind).label), empty=True)


def _value_or_state(values: Sequence[Any]) -> Key:
    """The first column, or the empty kind in the second where it is null."""
    value, state = values
    return Empty(state) if value is None else value


def _same_name(name: str) -> Callable[[Member, Pairs], Pairs]:
    return lambda member, pairs: replaced(pairs, **{name: member.code})


def _named(
    keys: Collection[Key], fetch: Callable[[list[Any]], Iterable[tuple[Any, Member]]]
) -> Mapping[Key, Member]:
    """Empty kinds name themselves; the other keys are fetched together."""
    found: dict[Key, Member] = {key: _empty_member(key) for key in keys if isinstance(key, Empty)}
    known = [key for key in keys if not isinstance(key, Empty)]
    return {**found, **dict(fetch(known))} if known else found


def _code_member(field: vocabulary.Field, code: str) -> Member:
    return Member(code, str(field.labels[code]), empty=code in Empty.values)


def _coded(field: vocabulary.Field) -> Dimension:
    assert field.codes is not None
    own = list(field.codes.values)
    return Dimension(
        name=field.name,
        label=field.label,
        columns={"code": F(field.name)},
        known=~Q(**{f"{field.name}__in": Empty.values}),
        key=lambda values: values[0],
        members=lambda keys: {key: _code_member(field, key) for key in keys},
        narrow=_same_name(field.name),
        own=lambda: [_code_member(field, code) for code in own],
        empties=ALL_EMPTY,
        asked_for=_value_asked_for(field.name),
    )


def _value_asked_for(name: str) -> Callable[[Member, Pairs], bool]:
    """Whether a value is asked for where the query string asks for some."""

    def asked_for(member: Member, pairs: Pairs) -> bool:
        asked = {value for key, value in pairs if key == name}
        return not asked or member.code in asked

    return asked_for


def _fetch_regions(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    names = Region.objects.filter(pk__in=keys).values_list("iso", "name_en")
    return [(iso, Member(iso, name)) for iso, name in names]


def _fetch_courts(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    names = Court.objects.filter(pk__in=keys).values_list("pk", "slug", "name_en")
    return [(pk, Member(slug, name)) for pk, slug, name in names]


def _fetch_judges(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    names = Judge.objects.filter(pk__in=keys).values_list("pk", "slug", "name")
    return [(pk, Member(slug, name)) for pk, slug, name in names]


def _fetch_series(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    numbers = Series.objects.filter(pk__in=keys).values_list("pk", "number")
    return [(pk, Member(str(n), _("Series %(number)s") % {"number": n})) for pk, n in numbers]


def _fetch_sources(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    titles = Source.objects.filter(pk__in=keys).values_list("pk", "slug", "title")
    return [(pk, Member(slug, title)) for pk, slug, title in titles]


def _fetch_provisions(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    rows = Provision.objects.filter(pk__in=keys).values_list("pk", "article", "part")
    return [
        (pk, Member(f"{article}:{part}" if part else article, article_label(article, part)))
        for pk, article, part in rows
    ]


def _fetch_countries(keys: list[Any]) -> Iterable[tuple[Any, Member]]:
    names = country_names()
    return [(code, Member(code, names.get(code, code))) for code in keys]


def _exact_article(member: Member) -> str:
    """`18.8` would match every part, `18.8:` matches the article where no part is given."""
    return member.code if member.empty or ":" in member.code else f"{member.code}:"


def _narrow_article(member: Member, pairs: Pairs) -> Pairs:
    return replaced(pairs, article=_exact_article(member))


def _article_asked_for(member: Member, pairs: Pairs) -> bool:
    exact = _exact_article(member)
    asked = {value for name, value in pairs if name == "article"}
    return not asked or bool(asked & {exact, exact.partition(":")[0]})


# Periods


def _period(name: str, label: Text, columns: Mapping[str, Any], code: Callable[..., str]) -> Dimension:
    def key(values: Sequence[Any]) -> Key:
        *numbers, state = values
        return Empty(state) if numbers[0] is None else code(*numbers)

    return Dimension(
        name=name,
        label=label,
        columns={**columns, "state": F("decided_on_state")},
        known=Q(decided_on__isnull=False),
        empties=ALL_EMPTY,
        key=key,
        members=lambda keys: _named(keys, lambda codes: [(code, Member(code, code)) for code in codes]),
        narrow=_narrow_period,
    )


def _narrow_period(member: Member, pairs: Pairs) -> Pairs:
    if member.empty:
        return replaced(pairs, decided_after=member.code, decided_before=None)
    first, last = period_days(member.code)
    after = _days(pairs, "decided_after")
    before = _days(pairs, "decided_before")
    # Several values of a name mean any of them, so the widest counts.
    first = max(first, min(after)) if after else first
    last = min(last, max(before)) if before else last
    return replaced(pairs, decided_after=first.isoformat(), decided_before=last.isoformat())


def _days(pairs: Pairs, name: str) -> list[date]:
    return [date.fromisoformat(value) for key, value in pairs if key == name and value not in Empty.values]


def period_days(code: str) -> tuple[date, date]:
    """The first and the last day of `2019`, `2019-Q2` or `2019-04`."""
    year, _dash, rest = code.partition("-")
    if not rest:
        first_month, months = 1, 12
    elif rest.startswith("Q"):
        first_month, months = 3 * int(rest[1:]) - 2, 3
    else:
        first_month, months = int(rest), 1
    first = date(int(year), first_month, 1)
    after = first_month + months
    next_first = date(int(year) + (after > 12), after - 12 if after > 12 else after, 1)
    return first, next_first - timedelta(days=1)


_YEAR = {"year": ExtractYear("decided_on")}

# Articles with all their parts, for the choices beside the list.
ARTICLES = Dimension(
    name="article",
    label=vocabulary.PROVISIONS.label,
    columns={"article": F("provision_links__provision__article"), "state": F("provisions_state")},
    key=_value_or_state,
    members=lambda keys: _named(
        keys, lambda codes: [(code, Member(code, article_label(code))) for code in codes]
    ),
    narrow=_same_name("article"),
    known=Q(provisions_state=KNOWN),
    empties=ALL_EMPTY,
    distinct=True,
    several=True,
)

DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            name="region",
            label=gettext_lazy("Region"),
            columns={"iso": F("court__region")},
            key=lambda values: values[0],
            members=lambda keys: _named(keys, _fetch_regions),
            narrow=_same_name("region"),
        ),
        Dimension(
            name="court",
            label=vocabulary.COURT.label,
            columns={"pk": F("court")},
            key=lambda values: values[0],
            members=lambda keys: _named(keys, _fetch_courts),
            narrow=_same_name("court"),
        ),
        Dimension(
            name="judge",
            label=vocabulary.JUDGE.label,
            columns={"pk": F("judge"), "state": F("judge_state")},
            known=Q(judge__isnull=False),
            empties=ALL_EMPTY,
            key=_value_or_state,
            members=lambda keys: _named(keys, _fetch_judges),
            narrow=_same_name("judge"),
        ),
        Dimension(
            name="article",
            label=vocabulary.PROVISIONS.label,
            columns={"pk": F("provision_links__provision"), "state": F("provisions_state")},
            known=Q(provisions_state=KNOWN),
            empties=ALL_EMPTY,
            several=True,
            key=_value_or_state,
            members=lambda keys: _named(keys, _fetch_provisions),
            narrow=_narrow_article,
            asked_for=_article_asked_for,
        ),
        _period("year", gettext_lazy("Year"), _YEAR, lambda year: f"{year:04}"),
        _period(
            "quarter",
            gettext_lazy("Quarter"),
            {**_YEAR, "quarter": ExtractQuarter("decided_on")},
            lambda year, quarter: f"{year:04}-Q{quarter}",
        ),
        _period(
            "month",
            gettext_lazy("Month"),
            {**_YEAR, "month": ExtractMonth("decided_on")},
            lambda year, month: f"{year:04}-{month:02}",
        ),
        *(_coded(f) for f in (vocabulary.SANCTION, vocabulary.FORM, vocabulary.PLACEMENT, vocabulary.PLEA)),
        Dimension(
            name="nationality",
            label=vocabulary.NATIONALITY.label,
            columns={"code": F("nationality"), "state": F("nationality_state")},
            known=Q(nationality__isnull=False),
            empties=ALL_EMPTY,
            key=_value_or_state,
            members=lambda keys: _named(keys, _fetch_countries),
            narrow=_same_name("nationality"),
        ),
        *(_coded(field) for field in (vocabulary.STANDING, *vocabulary.AFTERWARDS)),
        Dimension(
            name="series",
            label=gettext_lazy("Series"),
            columns={"pk": F("series")},
            known=Q(series__isnull=False),
            empties=(Empty.NOT_APPLICABLE,),
            key=lambda values: Empty.NOT_APPLICABLE if values[0] is None else values[0],
            members=lambda keys: _named(keys, _fetch_series),
            narrow=_same_name("series"),
        ),
        Dimension(
            name="source",
            label=gettext_lazy("Source"),
            columns={"pk": F("source")},
            key=lambda values: values[0],
            members=lambda keys: _named(keys, _fetch_sources),
            narrow=_same_name("source"),
        ),
        *(_coded(field) for field in vocabulary.SAFEGUARDS),
    )
}


def offered() -> dict[str, Dimension]:
    """The dimensions by which rulings may be counted here."""
    return {
        name: dimension
        for name, dimension in DIMENSIONS.items()
        if name != "judge" or policy.judge_statistics()
    }
