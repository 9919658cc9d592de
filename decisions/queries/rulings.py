"""Rulings for the list and for their own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Subquery
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from decisions import policy, vocabulary
from decisions.filters import Sort, article_label, country_names
from decisions.models import Correction, Evidence, Ruling
from decisions.text.dates import PartialDate
from decisions.vocabulary import KNOWN, RULES, Answer, Empty, Form, LawTopic, Qualifier, Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page shows it. `kind` is `value`, `yes`, `no` or the empty kind: each looks different."""

    text: str
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """Why a value is what it is; never who read it."""

    basis: str
    basis_label: str
    rule: str
    quotation: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """One line of a ruling's page."""

    name: str
    label: Text
    definition: Text
    value: Shown
    evidence: ShownEvidence | None
    law: LawTopic | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rulings before and after in time, None at the ends."""

    earlier: Ruling | None
    later: Ruling | None


def for_list(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """All that a table of rulings shows, in a constant number of queries."""
    return rulings.select_related("court__region", "judge", "series").prefetch_related(
        "provision_links__provision"
    )


def newest(rulings: QuerySet[Ruling], *, most: int) -> QuerySet[Ruling]:
    """What the list shows first of these rulings."""
    return for_list(rulings).order_by(*Sort.ORDERS[Sort.DEFAULT])[:most]


def for_page(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """All that a ruling's own page shows.

    Nothing is joined: of the views that a public process reads a join works out every row, and a key finds its own.
    """
    return rulings.prefetch_related(
        "court__region",
        "judge",
        "series__source",
        "source",
        "provision_links__provision",
        Prefetch("evidence", Evidence.objects.filter(accepted=True).defer("coder")),
        Prefetch("corrections", Correction.objects.order_by("on", "pk")),
    )


def shown(ruling: Ruling, name: str) -> Shown:
    """The value of one field as text in the active language."""
    if name == "provisions":
        return _provisions(ruling)
    field = vocabulary.EVERY_FIELD[name]
    value = ruling.value(name)
    if field.codes or isinstance(value, Empty):
        kind = value if value in Empty.values or value in Answer.values else "value"
        return Shown(str(field.labels[value]), str(kind))
    qualifier = getattr(ruling, f"{name}_qualifier", "")
    text = _text(ruling, name, value)
    return Shown(_qualified(qualifier, text))


def _qualified(qualifier: str, text: str) -> str:
    if qualifier == Qualifier.ABOUT:
        return _("about %(value)s") % {"value": text}
    if qualifier == Qualifier.AT_LEAST:
        return _("at least %(value)s") % {"value": text}
    return text


def _text(ruling: Ruling, name: str, value: Any) -> str:
    if name == "nationality":
        return country_names().get(value, str(value))
    if name == "in_russia_since":
        return partial_date_text(PartialDate(value, ruling.in_russia_since_precision))
    if name == "fine_amount":
        return f"{number_format(value.normalize() if value == value.to_integral() else value)} {ruling.fine_currency}"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, int | Decimal):
        return number_format(value)
    return str(value)


def partial_date_text(value: PartialDate) -> str:
    """`2014`, `April 2018` or `18 April 2019`."""
    formats = {"year": "Y", "month": "F Y", "day": "j F Y"}
    return date_format(value.first, formats[value.precision])


def _provisions(ruling: Ruling) -> Shown:
    if ruling.provisions_state != KNOWN:
        return Shown(str(Empty(ruling.provisions_state).label), ruling.provisions_state)
    labels = [
        article_label(link.provision.article, link.provision.part) for link in ruling.provision_links.all()
    ]
    return Shown(", ".join(sorted(labels)))


def groups(ruling: Ruling) -> list[tuple[Text, list[ShownField]]]:
    """Every field with its evidence, in the groups of the codebook. The ruling comes from `for_page`."""
    evidence = accepted_evidence(ruling)
    return [
        (label, [_field(ruling, field, evidence.get(field.name)) for field in fields])
        for label, fields in vocabulary.GROUPS
    ]


def accepted_evidence(ruling: Ruling) -> dict[str, ShownEvidence]:
    """The evidence by field. The ruling comes from `for_page`."""
    return {row.field: _evidence(row) for row in ruling.evidence.all()}


def afterwards(ruling: Ruling) -> list[ShownField]:
    """What follows from the public events after the ruling."""
    return [_field(ruling, field, None) for field in vocabulary.AFTERWARDS]


def _field(ruling: Ruling, field: vocabulary.Field, evidence: ShownEvidence | None) -> ShownField:
    return ShownField(
        name=field.name,
        label=field.label,
        definition=field.definition,
        value=shown(ruling, field.name),
        evidence=evidence,
        law=vocabulary.LAW.get(field.name),
    )


def _evidence(row: Evidence) -> ShownEvidence:
    return ShownEvidence(
        basis=row.basis,
        basis_label=row.get_basis_display(),
        rule=str(RULES.get(row.rule, row.rule)),
        quotation=row.quotation,
        place=", ".join(part for part in (row.document, row.page) if part),
        note=row.note,
    )


def contradictory(ruling: Ruling) -> bool:
    """Whether the court ordered what the law does not let it: departure at liberty and placement at once."""
    return ruling.form == Form.CONTROLLED_DEPARTURE and ruling.placement == Answer.YES


def siblings(ruling: Ruling) -> Sequence[Ruling]:
    """The published rulings of the same series in their order, this one among them."""
    if ruling.series_id is None:
        return []
    return list(policy.public_rulings().filter(series=ruling.series_id).order_by("position"))


def place(ruling: Ruling, among: Sequence[Ruling]) -> int | None:
    """The ruling's number among its siblings; the stored position would tell of those that are not public."""
    return among.index(ruling) + 1 if ruling in among else None


def neighbours(ruling: Ruling) -> Neighbours:
    """The nearest published rulings in time that are not of the same series."""
    if ruling.decided_on is None:
        return Neighbours(None, None)
    others = policy.public_rulings()
    if ruling.series_id is not None:
        others = others.exclude(series=ruling.series_id)
    # The plain bound on the day and the place of nulls let an index answer.
    before = others.filter(decided_on__lte=ruling.decided_on).filter(
        Q(decided_on__lt=ruling.decided_on) | Q(pk__lt=ruling.pk)
    )
    after = others.filter(decided_on__gte=ruling.decided_on).filter(
        Q(decided_on__gt=ruling.decided_on) | Q(pk__gt=ruling.pk)
    )
    # By their keys alone: a view of the public process is sorted whole, which wide rows make ten times slower.
    earlier = before.order_by(F("decided_on").desc(nulls_last=True), "-pk").values("pk")[:1]
    later = after.order_by(F("decided_on").asc(nulls_first=True), "pk").values("pk")[:1]
    nearest = policy.public_rulings().filter(Q(pk=Subquery(earlier)) | Q(pk=Subquery(later)))
    found = list(nearest.select_related("court"))
    here = (ruling.decided_on, ruling.pk)
    return Neighbours(
        earlier=next((one for one in found if (one.decided_on, one.pk) < here), None),
        later=next((one for one in found if (one.decided_on, one.pk) > here), None),
    )


def title(ruling: Ruling) -> str:
    """What its page is called, and a citation of it."""
    if ruling.decided_on is None:
        return _("Ruling of %(court)s") % {"court": ruling.court}
    day = shown(ruling, "decided_on").text
    return _("%(court)s, ruling of %(day)s") % {"court": ruling.court, "day": day}
