"""Builders. Every person and place here is invented, and says so by its name."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from decisions.actions import documents, identity, proceedings, removal, rulings, stories, workflow
from decisions.actions.proceedings import Happening
from decisions.models import (
    CalendarDay,
    Court,
    CourtSpelling,
    Document,
    Event,
    Judge,
    JudgeSpelling,
    OfficialSeries,
    OfficialValue,
    Provision,
    Region,
    RemovalRequest,
    Respondent,
    Ruling,
    Series,
    Source,
    Story,
    StoryEvent,
    Team,
    Term,
    User,
)
from decisions.queries.identity import Identity
from decisions.text import dates, pseudonyms
from decisions.vocabulary import Basis, EventKind, PublicationBasis, RequestFrom, Role, Status, Withdrawal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_number = count(1)
_region_number = count(1)  # apart, since a code has room for three characters only; their tiles do not touch


def team(name: str = "Blue team") -> Team:
    return Team.objects.get_or_create(name=name)[0]


def account(username: str, role: Role | str, *, team: Team | None = None) -> User:
    return User.objects.get_or_create(username=username, defaults={"role": role, "team": team})[0]


def region(**values: Any) -> Region:
    number = next(_region_number)
    place = {"iso": f"XX-{number:03X}", "country": "XX", "tile_column": 900 + 2 * number, "tile_row": 900}
    names = {"name_en": f"Example Region {number}", "name_ru": "Область Примера", "name_ko": "예시주"}
    return Region.objects.create(**place | names | values)


def court(**values: Any) -> Court:
    number = next(_number)
    place = {} if "region" in values else {"region": region()}
    names = {"slug": f"test-court-{number}", "name_en": f"Test District Court of Exampletown {number}"}
    return Court.objects.create(**place | names | values)


def judge(**values: Any) -> Judge:
    return Judge.objects.create(**{"slug": f"sample-{next(_number)}", "name": "T. E. Sample"} | values)


def spelling(
    record: Court | Judge, text: str = "T. E. Simple", **values: Any
) -> JudgeSpelling | CourtSpelling:
    given = {"spelling": text, "language": "en", "basis": Basis.STATED} | values
    if isinstance(record, Judge):
        return JudgeSpelling.objects.create(judge=record, **given)
    return CourtSpelling.objects.create(court=record, **given)


def provision(article: str = "18.8", part: str = "", **values: Any) -> Provision:
    return Provision.objects.create(article=article, part=part, **values)


def source(**values: Any) -> Source:
    number = next(_number)
    return Source.objects.create(**{"slug": f"sample-{number}", "title": f"Sample source {number}"} | values)


def series(**values: Any) -> Series:
    place = {} if "source" in values else {"source": source()}
    return Series.objects.create(**place | {"number": 9000 + next(_number)} | values)


def official_series(**values: Any) -> OfficialSeries:
    number = next(_number)
    given = {
        "slug": f"sample-numbers-{number}",
        "order": 900,
        "subject": "expulsion",
        "title_en": "Sample numbers",
    }
    return OfficialSeries.objects.create(**given | {"counts_en": "Invented decisions"} | values)


def official_value(series: OfficialSeries, year: int = 2019, **values: Any) -> OfficialValue:
    period = {"starts": date(year, 1, 1), "ends": date(year, 12, 31)}
    return OfficialValue.objects.create(series=series, **period | {"citation": "A sample office"} | values)


def story(
    status: str = Status.PUBLISHED,
    *,
    way: Withdrawal = Withdrawal.OPEN,
    text: str = "Goes away.",
    **values: Any,
) -> Story:
    """A story with one event that has come to `status` by the actions."""
    reviewer = account("reviewer", Role.REVIEWER, team=team())
    number = next(_number)
    given = {
        "slug": f"sample-story-{number}",
        "title_en": f"Sample {number}",
        "order": 900,
        "summary_en": "Invented.",
    }
    made = Story.objects.create(**given | {"source": values.pop("source", None) or source()} | values)
    StoryEvent.objects.create(
        story=made, position=1, on=date(2017, 2, 9), precision="day", kind="life", text_en=text
    )
    if status in (Status.PUBLISHED, Status.WITHDRAWN):
        made = stories.publish(story=made, by=reviewer, now=NOW)
    if status == Status.WITHDRAWN:
        made = stories.withdraw(story=made, by=reviewer, now=NOW, way=way, reason="A sample reason.")
    return made


def removal_request(text: str = "A sample request.", *, now: datetime = NOW, **said: Any) -> RemovalRequest:
    """A request as the public form sends it."""
    given = {"sender": RequestFrom.OTHER, "about": "", "contact": "sample@cases.example"} | said
    return removal.receive(text=text, now=now, **given)


def ruling(
    status: str = Status.PUBLISHED,
    *,
    by: User | None = None,
    readings: Sequence[rulings.Reading] = (),
    confirmed: Collection[str] = (),
    way: Withdrawal = Withdrawal.OPEN,
    now: datetime = NOW,
    **values: Any,
) -> Ruling:
    """A ruling that has come to `status` by the actions: entered `by` a lawyer, published by the reviewer."""
    author = by or account("lawyer", Role.LAWYER, team=team())
    reviewer = account("reviewer", Role.REVIEWER, team=team())
    given = {
        "decided_on": date(2019, 4, 18),
        "publication_basis": PublicationBasis.COURT_PUBLICATION,
    } | values
    given |= {name: build() for name, build in (("court", court), ("source", source)) if name not in given}
    made = rulings.enter(
        by=author, now=now, team=author.team or team(), values=given, readings=readings, confirmed=confirmed
    )
    if status in (Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN):
        made = workflow.submit(ruling=made, by=author, now=now)
    if status in (Status.PUBLISHED, Status.WITHDRAWN):
        overrule = ["open-appeal"]
        made = workflow.publish(
            ruling=made, by=reviewer, now=now, overrule=overrule, reason="A sample reason."
        )
    if status == Status.WITHDRAWN:
        made = workflow.withdraw(ruling=made, by=reviewer, now=now, way=way, reason="A sample reason.")
    return made


def event(
    ruling: Ruling,
    kind: str = EventKind.COPY_RECEIVED,
    on: str = "2019-05-06",
    *,
    by: User | None = None,
    public: bool = False,
    now: datetime = NOW,
    confirmed: Collection[str] = (),
    **values: Any,
) -> Event:
    """What happened after the ruling, recorded by who entered it; `public` by the reviewer."""
    happening = Happening(kind=EventKind(kind), on=dates.parse(on) if on else None, **values)
    made = proceedings.add(
        ruling=ruling, by=by or ruling.entered_by, now=now, happening=happening, key=f"{next(_number):032x}",
        confirmed=confirmed,
    )  # fmt: skip
    if public:
        reviewer = account("reviewer", Role.REVIEWER, team=team())
        made = proceedings.set_public(
            event=made, by=reviewer, now=now, version=made.version, public=True, reason="A sample reason.",
            confirmed=("event-tells", "too-early", "open-appeal", "in-detention"),
        )  # fmt: skip
    return made


def term(kind: str = "appeal", **values: Any) -> Term:
    given = {"length": 10, "unit": "day", "valid_from": date(2002, 7, 1), "legal_source": "CAO Art. 30.3"}
    return Term.objects.get_or_create(kind=kind, defaults=given | values)[0]


def day_off(day: date = date(2026, 1, 1)) -> CalendarDay:
    return CalendarDay.objects.get_or_create(day=day)[0]


def person(
    name: str = "Sam Pel Invented",
    *spellings: str,
    by: User,
    ruling: Ruling | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Respondent:
    return identity.add(
        pseudonym=pseudonyms.new(),
        identity=Identity(name=name, spellings=spellings, **values),
        by=by,
        now=now,
        ruling=ruling,
        another=True,
    )


def paper(
    ruling: Ruling,
    *,
    by: User,
    name: str = "ruling.txt",
    content: bytes = b"A sample paper.",
    now: datetime = NOW,
) -> Document:
    return documents.add(ruling=ruling, by=by, now=now, name=name, content=content).document
