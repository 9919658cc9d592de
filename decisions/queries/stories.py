"""Stories as their pages show them: events in order, each with its place in the law and what courts here did."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from decisions import policy
from decisions.filters import RulingFilter, address
from decisions.models import Story, StoryEvent
from decisions.queries.chips import Chip, chips
from decisions.queries.minimums import minimum, told
from decisions.queries.rulings import partial_date_text
from decisions.vocabulary import LawTopic, StoryEventKind


@dataclass(frozen=True, slots=True)
class Compared:
    """Rulings held here about the same question or from the same place: the filters in words, their number and list."""

    question: str
    told: str
    address: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a page shows it. `day` is empty where the source gives no date."""

    day: str
    iso: str
    kind: StoryEventKind
    place: str
    text: str
    law: LawTopic | None
    compared: Compared | None


def for_list(stories: QuerySet[Story]) -> QuerySet[Story]:
    return stories.prefetch_related(Prefetch("events", StoryEvent.objects.order_by("position")))


def span(story: Story) -> str:
    """From which year to which its dated events go."""
    years = [event.on.year for event in story.events.all() if event.on is not None]
    if not years:
        return _("without dates")
    return str(years[0]) if min(years) == max(years) else f"{min(years)}–{max(years)}"


def events(story: Story) -> list[Happened]:
    """Every event in its order. The story comes from `for_list`."""
    return [_happened(event) for event in story.events.all()]


def _happened(event: StoryEvent) -> Happened:
    day = event.day
    text = "" if day is None else partial_date_text(day)
    return Happened(
        day=_("about %(value)s") % {"value": text} if event.about else text,
        iso="" if day is None or event.about else str(day),
        kind=StoryEventKind(event.kind),
        place=event.place_en,
        text=event.text_en,
        law=LawTopic(event.law) if event.law else None,
        compared=_compared(event),
    )


def _compared(event: StoryEvent) -> Compared | None:
    """None where the event names no filters, or filters that mean nothing."""
    filter_ = RulingFilter(QueryDict(event.rulings))
    if not filter_.pairs or filter_.sentences:
        return None
    question = ", ".join(_words(chip) for chip in chips(filter_))
    number = told(filter_.qs.count(), minimum(filter_.qs).exists())
    return Compared(question, number, address("/rulings/", filter_.pairs))


def _words(chip: Chip) -> str:
    """`Placement: yes`, but `Series 14`."""
    label, filter_label = str(chip.label), str(chip.filter_label)
    return label if label.startswith(filter_label) else f"{filter_label}: {label}"


def texts(story: Story) -> list[str]:
    """All that the world would read of it."""
    own = [
        story.title_en,
        story.title_ru,
        story.title_ko,
        story.summary_en,
        story.summary_ru,
        story.summary_ko,
    ]
    return [
        *own,
        *(text for event in story.events.all() for text in (event.text_en, event.text_ru, event.text_ko)),
    ]


def neighbours(story: Story) -> tuple[Story | None, Story | None]:
    """The public stories before and after, None at the ends."""
    public = list(policy.public_stories())
    place = public.index(story)
    return (public[place - 1] if place else None, public[place + 1] if place + 1 < len(public) else None)
