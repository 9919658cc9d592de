"""What can be cited, and what it is called: a table under its filters, or the page of one thing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decisions import policy
from decisions.filters import RulingFilter
from decisions.models import Court, Judge, Region, Release
from decisions.queries import minimums, rulings
from decisions.queries.releases import Cited
from decisions.queries.summaries import Question
from decisions.text.citations import Citation
from decisions.vocabulary import Text

# Pages that show rulings under the filters.
TABLES = ("rulings", "summary", "pictures")

LISTS: Mapping[str, Text] = {
    "overview": gettext_lazy("Overview"),
    "regions": gettext_lazy("Regions"),
    "courts": gettext_lazy("Courts"),
    "judges": gettext_lazy("Judges"),
    "series_list": gettext_lazy("Series"),
    "statistics": gettext_lazy("Statistics"),
    "stories": gettext_lazy("Stories"),
    "codebook": gettext_lazy("Codebook"),
    "law": gettext_lazy("Law"),
    "releases": gettext_lazy("Data releases"),
}


# Pages of one thing: how the part of their address that varies becomes a title.
THINGS: Mapping[str, Callable[[str], str | None]] = {
    "region": lambda iso: _named(Region.objects.filter(iso=iso), "name_en"),
    "court": lambda slug: _named(policy.public_courts().filter(slug=slug), "name_en"),
    "judge": lambda slug: _named(policy.public_judges().filter(slug=slug), "name"),
    # The names in stories stand on the pages of stories and nowhere else.
    "story": lambda slug: _called(
        policy.public_stories().filter(slug=slug).exists(), _("A story of casetracker"), slug
    ),
    "series": lambda number: _called(
        policy.public_series().filter(number=number).exists(), _("Series %(name)s"), number
    ),
    "ruling": lambda public_id: _ruling(public_id),
    "release": lambda number: _called(
        Release.objects.filter(number=number).exists(), _("Data release %(name)s"), number
    ),
}

# Pages whose address goes on when two records are merged: where the address of one that was merged leads now.
MOVED: Mapping[str, Callable[[str], str | None]] = {
    "court": lambda slug: _slug(policy.moved_courts([slug]).get(slug)),
    "judge": lambda slug: _slug(policy.moved_judges([slug]).get(slug)),
}
# What is told on these pages is in no data release.
NOT_RELEASED = ("story", "stories", "law", "statistics")

PAGES = frozenset((*TABLES, *LISTS, *THINGS))


def _named(records: QuerySet[Any], column: str) -> str | None:
    found: str | None = records.values_list(column, flat=True).first()
    return found


def _ruling(public_id: str) -> str | None:
    """As the ruling's own page has it cited."""
    found = policy.public_rulings().select_related("court").filter(public_id=public_id).first()
    if found is None:
        return None
    return _("%(title)s, record %(id)s") % {"title": rulings.title(found), "id": public_id}


def _slug(kept: Court | Judge | None) -> str | None:
    return kept.slug if kept else None


def _called(there: bool, title: str, name: str) -> str | None:
    return title % {"name": name} if there else None


def subject_of(question: Question) -> str:
    """What a summary counts."""
    axes = (question.rows, question.columns, question.split)
    rows, columns, split = (str(axis.label).lower() if axis else "" for axis in axes)
    if split:
        sentence = _("Rulings by %(rows)s and %(columns)s, for each %(split)s")
        return sentence % {"rows": rows, "columns": columns, "split": split}
    return _("Rulings by %(rows)s and %(columns)s") % {"rows": rows, "columns": columns}


def title_of_table(filter_: RulingFilter, subject: str) -> str:
    """What is shown under which filters, and how many rulings that are, or at least are."""
    number, at_least = filter_.qs.count(), minimums.minimum(filter_.qs).exists()
    used = [
        f"{filter_.filters[name].label}: {choice.label}"
        for name, choices in filter_.chosen.items()
        if name != "release"
        for choice in choices
    ]
    if at_least:
        sentence = ngettext("at least %(number)s ruling", "at least %(number)s rulings", number)
    else:
        sentence = ngettext("%(number)s ruling", "%(number)s rulings", number)
    total = sentence % {"number": number}
    return f"{'; '.join([subject, *used])} ({total})"


def citation(
    *,
    title: str,
    address: str,
    today: date,
    kind: str,
    named: Sequence[Cited] = (),
    lasting: bool = False,
    newest: Cited | None = None,
) -> Citation:
    """`address` begins with a slash and names the releases `named`. Its key is the same for the same of both."""
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return Citation(
        title=title,
        url=f"{settings.SITE_URL}{address}",
        key="-".join(["casetracker", *(one.label for one in named), digest]),
        accessed=today,
        kind=kind,
        releases=tuple((one.label, one.made_on) for one in named),
        lasting=lasting,
        newest=newest.label if newest else "",
    )
