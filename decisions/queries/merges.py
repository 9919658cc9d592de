"""Whether two judges or two courts can be one, who they might be, and which merges there were."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from decisions import policy
from decisions.models import Court, CourtMerge, Judge, JudgeMerge, JudgePost, Ruling
from decisions.queries import finding
from decisions.queries.doubts import Doubt
from decisions.queries.finding import Found
from decisions.vocabulary import Status

MOST_ALIKE = 8
MOST_NAMED = 5


def is_public(record: Judge | Court) -> bool:
    """Whether the record has a public page."""
    if isinstance(record, Judge):
        return policy.public_judges().filter(pk=record.pk).exists()
    return policy.public_courts().filter(pk=record.pk).exists()


# What forbids it


def judge_obstacles(merged: Judge, kept: Judge) -> list[str]:
    return _obstacles(merged, kept)


def court_obstacles(merged: Court, kept: Court) -> list[str]:
    obstacles = _obstacles(merged, kept)
    if obstacles:
        return obstacles
    if merged.region_id != kept.region_id:
        obstacles.append(_("They lie in different regions. If one region is wrong, correct it first."))
    if kept.pk == merged.succeeded_by_id or merged.pk == kept.succeeded_by_id:
        sentence = _("One of them succeeds the other: these are two courts, and the succession says so.")
        obstacles.append(sentence)
    twice = _logged_twice(merged, kept)
    if twice:
        sentence = _(
            "Both have rulings with the same case number. Withdraw what is logged twice first: %(numbers)s."
        )
        obstacles.append(sentence % {"numbers": ", ".join(twice)})
    return obstacles


def _obstacles(merged: Judge | Court, kept: Judge | Court) -> list[str]:
    if merged.pk == kept.pk:
        return [_("This is the same record: choose another one.")]
    sentence = _("“%(name)s” is merged into “%(kept)s” already. Choose that one, or undo it first.")
    return [
        sentence % {"name": record, "kept": record.merged_into}
        for record in (merged, kept)
        if record.merged_into is not None
    ]


def _logged_twice(merged: Court, kept: Court) -> list[str]:
    """The first case numbers that both courts have, among rulings that are not withdrawn."""
    rulings = policy.logged_rulings().exclude(status=Status.WITHDRAWN)
    there = rulings.filter(court=kept).values("case_number_normalised")
    same = rulings.filter(court=merged, case_number_normalised__in=there)
    numbers = same.order_by("case_number_normalised").values_list("case_number_normalised", flat=True)
    return [number or "" for number in numbers[:MOST_NAMED]]


# What is asked about


def judge_doubts(merged: Judge, kept: Judge) -> list[Doubt]:
    """The same name in another region is often another person."""
    doubts = _published_names(merged, kept)
    ours, theirs = _regions(merged), _regions(kept)
    if not ours or not theirs or ours & theirs:
        return doubts
    sentence = _("They sit in different regions (%(ours)s; %(theirs)s). Is it one person who moved?")
    values = {"ours": ", ".join(sorted(ours)), "theirs": ", ".join(sorted(theirs))}
    return [*doubts, Doubt(f"other-region-{merged.pk}-{kept.pk}", "into", sentence % values)]


def _published_names(merged: Judge | Court, kept: Judge | Court) -> list[Doubt]:
    """Names of a record that only unpublished rulings have, if the merge puts them on a public page."""
    if is_public(merged) or not is_public(kept):
        return []
    spellings = merged.spellings.values_list("spelling", flat=True)
    sentence = _("Everybody will read on the page of %(kept)s: %(names)s. May they?")
    names = ", ".join(dict.fromkeys([str(merged), *spellings]))
    return [
        Doubt(f"published-names-{merged.pk}-{kept.pk}", "into", sentence % {"kept": kept, "names": names})
    ]


def _regions(judge: Judge) -> set[str]:
    """The names of the regions where the judge has posts or rulings."""
    posts = JudgePost.objects.filter(judge=judge).values_list("court__region__name_en", flat=True)
    rulings = policy.logged_rulings().filter(judge=judge)
    return {*posts, *rulings.order_by().values_list("court__region__name_en", flat=True).distinct()}


def court_doubts(merged: Court, kept: Court) -> list[Doubt]:
    doubts = _published_names(merged, kept)
    if not merged.code or not kept.code:
        return doubts
    sentence = _("They have different court codes (%(ours)s; %(theirs)s). Are they one court all the same?")
    values = {"ours": merged.code, "theirs": kept.code}
    return [*doubts, Doubt(f"other-code-{merged.pk}-{kept.pk}", "into", sentence % values)]


# Who it might be


def like_judge(judge: Judge) -> list[Found]:
    """Judges who may be the same person by one of the spellings, the closest first."""
    return _others(
        judge, finding.judges_like([judge.name, *judge.spellings.values_list("spelling", flat=True)])
    )


def like_court(court: Court) -> list[Found]:
    """Courts that may be the same by one of the names, the closest first."""
    spellings = court.spellings.values_list("spelling", flat=True)
    names = [court.name_en, court.name_ru, court.name_ko, *spellings]
    return _others(court, finding.courts_like(names, court.region))


def _others(record: Judge | Court, found: Iterable[Found]) -> list[Found]:
    return [one for one in found if one.pk != record.pk][:MOST_ALIKE]


# Which there were


def of_judge(judge: Judge) -> QuerySet[JudgeMerge]:
    about = JudgeMerge.objects.filter(Q(merged=judge) | Q(kept=judge))
    return about.select_related("merged", "kept", "merged_by", "undone_by").order_by("-pk")


def of_court(court: Court) -> QuerySet[CourtMerge]:
    about = CourtMerge.objects.filter(Q(merged=court) | Q(kept=court))
    return about.select_related("merged", "kept", "merged_by", "undone_by").order_by("-pk")


def names_of(rulings: Sequence[Ruling]) -> str:
    return ", ".join(ruling.public_id for ruling in rulings)
