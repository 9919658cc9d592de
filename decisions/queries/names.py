"""Judges and courts as the desk keeps them: names, posts, and how many rulings refer to each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from decisions.models import Court, CourtSpelling, Judge, JudgePost, JudgeSpelling
from decisions.queries import finding

MOST_FOUND = 50


def judges(text: str) -> QuerySet[Judge]:
    """Those that are not merged away, by name; with a text, those who answer to it."""
    rows = Judge.objects.filter(merged_into=None, **_found(text, finding.judges))
    return rows.prefetch_related("posts__court").annotate(number=_rulings()).order_by("name", "pk")


def courts(text: str) -> QuerySet[Court]:
    rows = Court.objects.filter(merged_into=None, **_found(text, finding.courts))
    return rows.select_related("region").annotate(number=_rulings()).order_by("name_en", "pk")


def _found(text: str, find: Any) -> dict[str, Iterable[int]]:
    return {"pk__in": [one.pk for one in find(text, most=MOST_FOUND)]} if text else {}


def _rulings() -> Count:
    """The desk counts every ruling, published or not."""
    return Count("rulings", distinct=True)


def judge_for_page() -> QuerySet[Judge]:
    spellings = JudgeSpelling.objects.order_by("language", "pk")
    posts = JudgePost.objects.select_related("court__region").order_by("pk")
    rows = Judge.objects.select_related("merged_into").annotate(number=_rulings())
    return rows.prefetch_related(Prefetch("spellings", spellings), Prefetch("posts", posts))


def court_for_page() -> QuerySet[Court]:
    spellings = CourtSpelling.objects.order_by("language", "pk")
    posts = JudgePost.objects.select_related("judge").order_by("judge__name", "pk")
    rows = Court.objects.select_related("merged_into", "region", "succeeded_by").annotate(number=_rulings())
    return rows.prefetch_related(
        Prefetch("spellings", spellings), Prefetch("posts", posts), "former_names", "predecessors"
    )
