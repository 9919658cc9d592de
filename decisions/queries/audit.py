"""The audit for administrators: who did what, when, to what and why, under a filter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from decisions import policy
from decisions.models import (
    AuditEvent,
    CalendarDay,
    Court,
    CourtFormerName,
    CourtSpelling,
    Document,
    Event,
    ImportBatch,
    Judge,
    JudgePost,
    JudgeSpelling,
    OfficialSeries,
    OfficialValue,
    Provision,
    Region,
    Release,
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
from decisions.queries.history import DEEDS
from decisions.vocabulary import Text

# What stands out: by whole action, or by its kind before the dot.
NOTABLE: Mapping[str, Text] = {
    "respondent.read": _("identity read"),
    "respondent.find": _("identity found"),
    "document.read": _("paper read"),
    "removal.read": _("request read"),
    "ruling.export": _("export"),
    "audit.export": _("export"),
    "import": _("import"),
    "ruling.withdraw": _("withdrawal"),
    "story.withdraw": _("withdrawal"),
    "ruling.purge": _("purge"),
    "ruling.withhold": _("withheld"),
    "account.add": _("rights"),
    "account.change": _("rights"),
    "account.invite_administrator": _("rights"),
    "account.lock": _("lock"),
    "account.unlock": _("lock"),
    "account.grant_identities": _("right to identities"),
    "account.refuse_identities": _("right to identities"),
    "account.second_factor_removed": _("second factor"),
    "keys": _("keys"),
    "backup": _("backup"),
    "restore": _("backup"),
}
HEADER = ("number", "at", "who", "action", "kind", "record", "fields", "reason", "seal")
CHUNK = 2000

_WORDS: Mapping[str, Text] = {
    **DEEDS,
    "respondent.add": _("person recorded"),
    "respondent.change": _("identity changed"),
    "respondent.read": _("identity read"),
    "respondent.find": _("found by name"),
    "respondent.remove": _("person removed"),
    "document.read": _("paper read"),
    "removal.read": _("request read"),
    "removal.close": _("request closed"),
    "removal.reopen": _("request opened again"),
    "removal.clear": _("request emptied"),
    "reply.publish": _("reply published"),
    "reply.take_down": _("reply taken down"),
    "story.publish": _("published"),
    "story.withdraw": _("withdrawn"),
    "release.make": _("release made"),
    "release.rebuild": _("release made anew"),
    "release.hold_back": _("release held back"),
    "ruling.export": _("rulings taken out"),
    "audit.export": _("audit taken out"),
    "import.upload": _("table sent in"),
    "import.apply": _("table imported"),
    "import.undo": _("import undone"),
    "import.discard": _("table thrown away"),
    "ruling.discard": _("draft discarded"),
    "series.discard": _("went with its last draft"),
    "ruling.remove": _("taken away with its import"),
    "backup.make": _("backup made"),
    "restore.replace": _("put back from a backup"),
    "public_site.renew": _("program brought up to date"),
    "restore.protect": _("protected again after a restore"),
    "reference.add": _("added"),
    "reference.change": _("changed"),
    "reference.remove": _("removed"),
    "spelling.add": _("spelling added"),
    "spelling.remove": _("spelling removed"),
    "keys.rotate": _("keys changed"),
    "search.complete": _("search index completed"),
    "account.add": _("account made"),
    "account.invite": _("invited"),
    "account.invite_administrator": _("invited as administrator"),
    "account.link": _("new link made"),
    "account.change": _("account changed"),
    "account.lock": _("locked"),
    "account.unlock": _("unlocked"),
    "account.end_sessions": _("sessions ended"),
    "account.login": _("logged in"),
    "account.password": _("password changed"),
    "account.password_by_link": _("password chosen with the link"),
    "account.grant_identities": _("may read identities"),
    "account.refuse_identities": _("may no longer read identities"),
    "account.second_factor_removed": _("second factor taken away"),
    "account.totp_activated": _("app for codes set up"),
    "account.totp_deactivated": _("app for codes removed"),
    "account.webauthn_added": _("security key added"),
    "account.webauthn_removed": _("security key removed"),
    "account.recovery_codes_generated": _("recovery codes made"),
}
_KINDS: Mapping[str, Text] = {
    str(model._meta.model_name): model._meta.verbose_name or ""
    for model in (
        CalendarDay, Court, CourtFormerName, CourtSpelling, Document, Event, ImportBatch, Judge, JudgePost,
        JudgeSpelling, OfficialSeries, OfficialValue, Provision, Region, Release, RemovalRequest, Respondent,
        Ruling, Series, Source, Story, StoryEvent, Team, Term, User,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; None and empty are no condition. The days are those of UTC, both included."""

    who: str = ""
    action: str = ""
    kind: str = ""
    record: str = ""
    after: date | None = None
    before: date | None = None
    notable: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the page shows it; `notable` says why it stands out, `link` leads to a page of the record."""

    event: AuditEvent
    what: Text
    kind: Text
    notable: Text
    record: str
    link: str


def events(asked: Asked) -> QuerySet[AuditEvent]:
    """The newest first."""
    found = AuditEvent.objects.select_related("actor").order_by("-pk")
    if asked.who:
        found = found.filter(actor__username=asked.who)
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.kind:
        found = found.filter(target_type=asked.kind)
    if asked.record:
        found = found.filter(target=asked.record)
    if asked.after:
        found = found.filter(at__gte=_midnight(asked.after))
    if asked.before:
        found = found.filter(at__lt=_midnight(asked.before + timedelta(days=1)))
    return found.filter(_notable()) if asked.notable else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _notable() -> Q:
    found = Q()
    for name in NOTABLE:
        found |= Q(action=name) if "." in name else Q(action__startswith=f"{name}.")
    return found


def actions() -> list[tuple[str, Text]]:
    """Every action that there is, in words, in the order of their names. The table is too long to be asked for them."""
    return [(name, f"{name} · {_WORDS[name]}") for name in sorted(_WORDS)]


def kinds() -> list[tuple[str, str]]:
    """Every kind of record that something can be done to, in words."""
    return sorted(((name, str(label)) for name, label in _KINDS.items()), key=itemgetter(1))


def people() -> list[str]:
    return list(User.objects.order_by("username").values_list("username", flat=True))


def lines(page: Sequence[AuditEvent], *, reader: User) -> list[Line]:
    """The events of a page, each with the way to its record where this person may see it."""
    links = _links(page, reader)
    return [
        Line(
            event=event,
            what=_WORDS.get(event.action, event.action),
            kind=_KINDS.get(event.target_type, event.target_type),
            notable=NOTABLE.get(event.action, NOTABLE.get(event.action.partition(".")[0], "")),
            record=event.target[:8] if event.target_type == "importbatch" else event.target,
            link=links.get((event.target_type, event.target), ""),
        )
        for event in page
    ]


def _links(page: Iterable[AuditEvent], reader: User) -> dict[tuple[str, str], str]:
    named: dict[str, set[str]] = {}
    for event in page:
        named.setdefault(event.target_type, set()).add(event.target)
    rulings = policy.visible_rulings(reader).filter(public_id__in=named.get("ruling", ()))
    persons = policy.readable_respondents(reader).filter(pseudonym__in=named.get("respondent", ()))
    stories = policy.visible_stories(reader).filter(slug__in=named.get("story", ()))
    requests = RemovalRequest.objects.filter(reference__in=named.get("removalrequest", ()))
    users = User.objects.filter(username__in=named.get("user", ()))
    imports = ImportBatch.objects.filter(key__in=named.get("importbatch", ()))
    found = {
        ("ruling", "desk_ruling"): rulings.values_list("public_id", "public_id"),
        ("respondent", "desk_person"): persons.values_list("pseudonym", "pseudonym"),
        ("story", "desk_story"): stories.values_list("slug", "slug"),
        ("removalrequest", "desk_removal"): requests.values_list("reference", "reference"),
        ("importbatch", "desk_import"): imports.values_list("key", "key"),
        ("user", "desk_user"): users.values_list("username", "pk"),
    }
    return {
        (kind, name): reverse(door, args=[key])
        for (kind, door), rows in found.items()
        for name, key in (rows if kind in named else ())
    }


def rows(found: QuerySet[AuditEvent]) -> Iterator[list[str]]:
    """The events as cells, for a file. Memory does not grow with their number."""
    for event in found.iterator(chunk_size=CHUNK):
        yield [
            str(event.pk),
            event.at.astimezone(UTC).isoformat(),
            str(event.actor),
            event.action,
            event.target_type,
            event.target,
            ";".join(event.fields),
            event.reason,
            event.seal,
        ]
