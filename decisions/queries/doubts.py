"""What looks wrong about a ruling but may be what the court wrote: asked about, never refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.filters import article_label
from decisions.models import Provision, Ruling
from decisions.text import uid as uids
from decisions.vocabulary import Answer, CourtLevel, Form

UID_PARTS = {
    uids.Part.WHOLE: gettext_lazy("five parts with hyphens between them, such as 25RS0030-01-2019-000123-85"),
    uids.Part.COURT: gettext_lazy("the court code: two digits, two Latin letters, four digits"),
    uids.Part.UNIT: gettext_lazy("the unit: two digits"),
    uids.Part.YEAR: gettext_lazy("the year: four digits"),
    uids.Part.NUMBER: gettext_lazy("the running number: six digits"),
    uids.Part.CHECK: gettext_lazy("the check digits: two characters"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """`code` is what a person confirms, `field` is where the message belongs."""

    code: str
    field: str
    message: str


def doubts(ruling: Ruling, *, provisions: list[Provision]) -> list[Doubt]:
    """Everything to confirm as printed. The ruling need not be saved."""
    return [
        *_about_uid(ruling),
        *_about_case_number(ruling),
        *_about_dates(ruling),
        *_about_form(ruling),
        *_about_fine(ruling, provisions),
    ]


# How case numbers begin at each kind of court; a court whose kind we do not know is asked nothing.
_FIRST_INSTANCE = (CourtLevel.DISTRICT, CourtLevel.JUSTICE_OF_THE_PEACE, CourtLevel.GARRISON)
BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_FIRST_INSTANCE, ("5-",)),
    CourtLevel.SUBJECT: ("7-", "21-"),
    CourtLevel.CASSATION: ("16-",),
    CourtLevel.SUPREME: ("5-АД",),
}
_LEVEL_BY_LETTERS = {
    "RS": CourtLevel.DISTRICT,
    "MS": CourtLevel.JUSTICE_OF_THE_PEACE,
    "GV": CourtLevel.GARRISON,
    "OS": CourtLevel.SUBJECT,
    "KJ": CourtLevel.CASSATION,
}


def _about_case_number(ruling: Ruling) -> Iterator[Doubt]:
    court = ruling.court
    level = court.level or _LEVEL_BY_LETTERS.get((court.code or "")[2:4], "")
    beginnings = BEGINNINGS.get(level)
    if not beginnings or not ruling.case_number_normalised:
        return
    if not ruling.case_number_normalised.startswith(beginnings):
        yield Doubt(
            "case-number-instance",
            "case_number",
            _("Case numbers of this court begin with %(beginnings)s. Is it printed so?")
            % {"beginnings": _(" or ").join(beginnings)},
        )


def _about_dates(ruling: Ruling) -> Iterator[Doubt]:
    if ruling.in_russia_since and ruling.decided_on and ruling.in_russia_since > ruling.decided_on:
        yield Doubt(
            "since-after-decision",
            "in_russia_since",
            _("The person came to Russia after the decision. Is it printed so?"),
        )


def _about_uid(ruling: Ruling) -> Iterator[Doubt]:
    if ruling.uid is None:
        return
    uid = uids.parse(ruling.uid)
    if not uid.check_digits_hold:
        yield Doubt(
            "uid-check-digits",
            "uid",
            _("The last two characters are not the check digits of this identifier. Is it printed so?"),
        )
    if ruling.court.code and uid.court != ruling.court.code:
        yield Doubt(
            "uid-other-court",
            "uid",
            _("%(found)s is not the code of this court (%(code)s). Was the case first registered elsewhere?")
            % {"found": uid.court, "code": ruling.court.code},
        )


def _about_form(ruling: Ruling) -> Iterator[Doubt]:
    if ruling.placement == Answer.YES and ruling.form == Form.CONTROLLED_DEPARTURE:
        yield Doubt(
            "placement-without-forced",
            "placement",
            _("Placement belongs to forced expulsion only (CAO Art. 27.19). Did the court order both?"),
        )


def _about_fine(ruling: Ruling, provisions: list[Provision]) -> Iterator[Doubt]:
    if ruling.fine_amount is not None and ruling.fine_currency == "RUB":
        yield from about_fine(ruling.fine_amount, provisions)


def about_fine(roubles: Decimal, provisions: Iterable[Provision]) -> Iterator[Doubt]:
    """Whether the provisions allow this fine."""
    for provision in provisions:
        too_low = provision.fine_min_rub is not None and roubles < provision.fine_min_rub
        too_high = provision.fine_max_rub is not None and roubles > provision.fine_max_rub
        if too_low or too_high:
            yield Doubt(
                "fine-out-of-bounds",
                "fine_amount",
                _("%(provision)s provides for another fine (%(bounds)s). Is it printed so?")
                % {
                    "provision": article_label(provision.article, provision.part),
                    "bounds": _bounds(provision),
                },
            )


def _bounds(provision: Provision) -> str:
    low, high = provision.fine_min_rub, provision.fine_max_rub
    if low is None:
        return _("at most %(high)s roubles") % {"high": high}
    if high is None:
        return _("at least %(low)s roubles") % {"low": low}
    return _("%(low)s to %(high)s roubles") % {"low": low, "high": high}


def misshapen(error: uids.WrongShape) -> str:
    """Why a text cannot be a УИД: the sentence names the part. Such a text is refused, not asked about."""
    sentence = _("The УИД has the wrong shape at “%(found)s”. Expected: %(part)s.")
    return sentence % {"found": error.found[:60], "part": UID_PARTS[error.part]}
