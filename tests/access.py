"""Who may go where and do what: one line for every door and every action. A door without a line fails a test.

The persons: a visitor, the lawyer who entered the rulings, a lawyer of another team (the stranger), the
reviewer, an administrator, and somebody whose account was switched off, who is a visitor to every door.
"""

from dataclasses import dataclass, replace
from enum import Enum

from decisions.vocabulary import Role

PERSONS = ("visitor", "lawyer", "stranger", "reviewer", "administrator", "switched_off")


class Answer(Enum):
    OPEN = "let in"  # a page, a form that needs more, a way on to another page
    LOGIN = "sent to log in"
    FORBIDDEN = "refused"
    NOT_FOUND = "told that there is no such page"


OPEN, LOGIN, FORBIDDEN, NOT_FOUND = Answer


@dataclass(frozen=True)
class Door:
    """What each person is answered. `record` is what the address names; `post` says that it takes POST only."""

    visitor: Answer
    lawyer: Answer
    stranger: Answer
    reviewer: Answer
    administrator: Answer
    record: str = ""
    post: bool = False

    def answer(self, person: str) -> Answer:
        return self.visitor if person == "switched_off" else getattr(self, person)

    def of(self, record: str) -> "Door":
        return replace(self, record=record)

    @property
    def posted(self) -> "Door":
        return replace(self, post=True)

    @property
    def own_team_only(self) -> "Door":
        """Other lawyers are told that there is nothing."""
        return replace(self, stranger=NOT_FOUND)


EVERYBODY = Door(OPEN, OPEN, OPEN, OPEN, OPEN)
NO_PAGE = Door(NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)
LOGGED_IN = Door(LOGIN, OPEN, OPEN, OPEN, OPEN)
LAWYERS = LOGGED_IN
REVIEWERS = Door(LOGIN, FORBIDDEN, FORBIDDEN, OPEN, OPEN)
ADMINISTRATORS = Door(LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)
NOBODY = Door(LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN)
# The login finds nobody to have begun one; who is logged in has nothing of the kind set up.
NOTHING_SET_UP = Door(LOGIN, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)
OWN_ENTRIES = Door(LOGIN, OPEN, OPEN, FORBIDDEN, FORBIDDEN)
NOT_THERE = Door(LOGIN, OPEN, NOT_FOUND, NOT_FOUND, NOT_FOUND)
STAFF_FIND_NOTHING = Door(LOGIN, FORBIDDEN, FORBIDDEN, NOT_FOUND, NOT_FOUND)


def admin_pages(model: str, *, see: Door, add: Door, change: Door, delete: Door) -> dict[str, Door]:
    """The pages that Django's administration makes for a model; without a record in the address it has none."""
    return {
        f"admin/decisions/{model}/": see,
        f"admin/decisions/{model}/add/": add,
        f"admin/decisions/{model}/<path:object_id>/history/": see.of(model),
        f"admin/decisions/{model}/<path:object_id>/change/": change.of(model),
        f"admin/decisions/{model}/<path:object_id>/delete/": delete.of(model),
        # An old address, which leads to the page of the record.
        f"admin/decisions/{model}/<path:object_id>/": REVIEWERS.of(model),
    }


def reference(model: str) -> dict[str, Door]:
    """Reviewers read reference data, administrators keep it."""
    return admin_pages(model, see=REVIEWERS, add=ADMINISTRATORS, change=REVIEWERS, delete=ADMINISTRATORS)


def names(kind: str) -> dict[str, Door]:
    """The desk's pages of judges or courts: reviewers keep their names and join what is one."""
    one = f"desk/{kind}s/<slug:slug>/"
    return {
        f"desk/{kind}s/": REVIEWERS,
        one: REVIEWERS.of(kind),
        f"{one}spellings/": REVIEWERS.of(kind).posted,
        f"{one}spellings/<number:number>/remove/": REVIEWERS.of(f"{kind}_spelling").posted,
        f"{one}merge/": REVIEWERS.of(kind).posted,
        f"{one}merges/<number:number>/undo/": REVIEWERS.of(f"{kind}_merge").posted,
    }


DOORS: dict[str, Door] = {
    # Public
    "": EVERYBODY,
    "rulings/": EVERYBODY,
    "rulings.csv": EVERYBODY,
    "rulings.xlsx": EVERYBODY,
    "rulings.json": EVERYBODY,
    "rulings.parquet": EVERYBODY,
    "rulings/<public_id:public_id>/": EVERYBODY.of("published"),
    "summary/": EVERYBODY,
    "summary.csv": EVERYBODY,
    "pictures/": EVERYBODY,
    **{
        f"pictures/{name}.{ending}": EVERYBODY
        for name in ("map", "months", "panels", "people")
        for ending in ("svg", "png", "csv")
    },
    "regions/": EVERYBODY,
    "regions/<region:iso>/": EVERYBODY.of("region"),
    "regions/<region:iso>.csv": EVERYBODY.of("region"),
    "courts/": EVERYBODY,
    "courts/<slug:slug>/": EVERYBODY.of("court"),
    "courts/<slug:slug>.csv": EVERYBODY.of("court"),
    "judges/": EVERYBODY,
    "judges/<slug:slug>/": EVERYBODY.of("judge"),
    "judges/<slug:slug>.csv": EVERYBODY.of("judge"),
    "series/": EVERYBODY,
    "series/<number:number>/": EVERYBODY.of("series"),
    "statistics/": EVERYBODY,
    "statistics.csv": EVERYBODY,
    "statistics/<slug:slug>.svg": EVERYBODY.of("official_series"),
    "statistics/<slug:slug>.png": EVERYBODY.of("official_series"),
    "stories/": EVERYBODY,
    "stories/<slug:slug>/": EVERYBODY.of("story"),
    "releases/": EVERYBODY,
    "releases/<number:number>/": EVERYBODY.of("release"),
    "releases/<number:number>/<file_name:name>": EVERYBODY.of("release"),
    "cite/": EVERYBODY,
    "cite.bib": EVERYBODY,
    "cite.json": EVERYBODY,
    "about/": EVERYBODY,
    "about/codebook/": EVERYBODY,
    "about/law/": EVERYBODY,
    "about/privacy/": EVERYBODY,
    "about/removal/": EVERYBODY,
    "about/removal/sent/": EVERYBODY,
    "about/api/": EVERYBODY,
    "feeds/rulings.atom": EVERYBODY,
    "healthz/": EVERYBODY,
    "robots.txt": EVERYBODY,
    "sitemap.xml": EVERYBODY,
    "api/v1/": EVERYBODY,
    "api/v1/rulings/": EVERYBODY,
    "api/v1/rulings/<anything:public_id>/": EVERYBODY.of("published"),
    "api/v1/regions/": EVERYBODY,
    "api/v1/regions/<anything:iso>/": EVERYBODY.of("region"),
    "api/v1/courts/": EVERYBODY,
    "api/v1/courts/<anything:slug>/": EVERYBODY.of("court"),
    "api/v1/judges/": EVERYBODY,
    "api/v1/judges/<anything:slug>/": EVERYBODY.of("judge"),
    "api/v1/series/": EVERYBODY,
    "api/v1/series/<anything:number>/": EVERYBODY.of("series"),
    "api/v1/provisions/": EVERYBODY,
    "api/v1/sources/": EVERYBODY,
    "api/v1/summary/": EVERYBODY,
    "api/v1/statistics/": EVERYBODY,
    "api/v1/releases/": EVERYBODY,
    "api/v1/releases/<anything:number>/": EVERYBODY.of("release"),
    "api/v1/openapi.json": EVERYBODY,
    # Accounts
    "accounts/": LOGGED_IN,
    "accounts/login/": EVERYBODY,
    "accounts/logout/": LOGGED_IN,
    "accounts/password/": LOGGED_IN,
    "accounts/invitation/": EVERYBODY,  # who has no link is told so
    "accounts/confirm/": LOGGED_IN,
    "accounts/confirm/code/": LOGGED_IN,
    "accounts/confirm/key/": LOGGED_IN,
    "accounts/login/code/": LOGGED_IN,
    "accounts/app/add/": LOGGED_IN,
    "accounts/app/remove/": NOTHING_SET_UP,
    "accounts/recovery-codes/": NOTHING_SET_UP,
    "accounts/recovery-codes/new/": LOGGED_IN,
    "accounts/recovery-codes.txt": NOTHING_SET_UP,
    "accounts/keys/": LOGGED_IN,
    "accounts/keys/add/": LOGGED_IN,
    "accounts/keys/<int:pk>/": LOGGED_IN.of("key"),
    "accounts/keys/<int:pk>/remove/": LOGGED_IN.of("key"),
    # The desk
    "desk/": LAWYERS,
    "desk/rulings/": LAWYERS,
    "desk/series/new/": LAWYERS,
    "desk/kept/<kept_key:key>/": NOTHING_SET_UP.of("kept").posted,  # without a ticket
    "desk/kept/<kept_key:key>/discard/": LAWYERS.of("kept").posted,
    "desk/find/courts.json": LAWYERS,
    "desk/find/judges.json": LAWYERS,
    "desk/rulings/<public_id:public_id>/edit/": LAWYERS.own_team_only.of("draft"),
    "desk/queue/": LAWYERS,
    "desk/imports/": ADMINISTRATORS,
    "desk/imports/<file_key:key>/": ADMINISTRATORS.of("import"),
    "desk/imports/<file_key:key>/errors.csv": ADMINISTRATORS.of("import"),
    **{
        f"desk/imports/<file_key:key>/{step}/": ADMINISTRATORS.of("import").posted
        for step in ("match", "around", "names", "again", "rows", "apply", "undo", "stop", "discard")
    },
    **names("court"),
    **names("judge"),
    "desk/audit/": ADMINISTRATORS,
    "desk/audit.csv": ADMINISTRATORS.posted,
    "desk/exports/": REVIEWERS,
    "desk/users/": ADMINISTRATORS,
    "desk/users/invite/": ADMINISTRATORS.posted,
    "desk/users/<number:number>/": ADMINISTRATORS.of("user"),
    **{
        f"desk/users/<number:number>/{step}/": ADMINISTRATORS.of("user").posted
        for step in ("change", "identities", "link", "second-factor", "sessions", "lock", "unlock")
    },
    "desk/releases/": ADMINISTRATORS,
    "desk/releases/make/": ADMINISTRATORS.posted,
    "desk/removals/": REVIEWERS,
    "desk/removals/<public_id:reference>/": REVIEWERS.of("removal"),
    "desk/removals/<public_id:reference>/close/": REVIEWERS.of("removal").posted,
    "desk/removals/<public_id:reference>/reopen/": REVIEWERS.of("removal").posted,
    "desk/stories/": REVIEWERS,
    "desk/stories/<slug:slug>/": REVIEWERS.of("story"),
    "desk/stories/<slug:slug>/publish/": REVIEWERS.of("story").posted,
    "desk/stories/<slug:slug>/withdraw/": REVIEWERS.of("story").posted,
    "desk/rulings/<public_id:public_id>/seen/": REVIEWERS.of("draft").posted,
    "desk/series/<number:number>/release/": REVIEWERS.of("series").posted,
    "desk/series/<number:number>/publish/": REVIEWERS.of("series").posted,
    "desk/series/<number:number>/send-back/": REVIEWERS.of("series").posted,
    "desk/rulings/<public_id:public_id>/": LAWYERS.own_team_only.of("draft"),
    "desk/rulings/<public_id:public_id>/history/": LAWYERS.own_team_only.of("draft"),
    "desk/rulings/<public_id:public_id>/correct/": REVIEWERS.of("published"),
    "desk/rulings/<public_id:public_id>/submit/": LAWYERS.own_team_only.of("draft").posted,
    "desk/rulings/<public_id:public_id>/discard/": LAWYERS.own_team_only.of("draft").posted,
    "desk/rulings/<public_id:public_id>/note/": LAWYERS.own_team_only.of("draft").posted,
    "desk/rulings/<public_id:public_id>/release/": LAWYERS.own_team_only.of("draft").posted,
    "desk/rulings/<public_id:public_id>/clear/": REVIEWERS.of("in_review").posted,
    "desk/rulings/<public_id:public_id>/send-back/": REVIEWERS.of("in_review").posted,
    "desk/rulings/<public_id:public_id>/publish/": REVIEWERS.of("in_review").posted,
    "desk/rulings/<public_id:public_id>/withdraw/": REVIEWERS.of("published").posted,
    "desk/rulings/<public_id:public_id>/withhold/": REVIEWERS.of("in_review").posted,
    "desk/rulings/<public_id:public_id>/purge/": REVIEWERS.of("in_review").posted,
    "desk/rulings/<public_id:public_id>/events/add/": LAWYERS.own_team_only.of("draft"),
    "desk/rulings/<public_id:public_id>/events/<number:number>/": LAWYERS.own_team_only.of("event"),
    "desk/rulings/<public_id:public_id>/events/<number:number>/remove/": LAWYERS.own_team_only.of(
        "event"
    ).posted,
    "desk/rulings/<public_id:public_id>/events/<number:number>/public/": REVIEWERS.of("event").posted,
    "desk/rulings/<public_id:public_id>/lapse/": LAWYERS.own_team_only.of("draft").posted,
    "desk/detention/": LAWYERS,
    "desk/deadlines.ics": LAWYERS,
    # The private side, for a lawyer's own entries: reviewers and administrators have no permission here
    "desk/people/": OWN_ENTRIES,
    "desk/people/new/": OWN_ENTRIES,
    "desk/people/<pseudonym:pseudonym>/": OWN_ENTRIES.own_team_only.of("person"),
    "desk/people/<pseudonym:pseudonym>/identity/": OWN_ENTRIES.own_team_only.of("person").posted,
    "desk/people/<pseudonym:pseudonym>/change/": OWN_ENTRIES.own_team_only.of("person").posted,
    "desk/people/<pseudonym:pseudonym>/remove/": OWN_ENTRIES.own_team_only.of("person").posted,
    "desk/rulings/<public_id:public_id>/person/": NOT_THERE.of("draft").posted,
    "desk/rulings/<public_id:public_id>/person/remove/": NOT_THERE.of("draft").posted,
    "desk/rulings/<public_id:public_id>/papers/": NOT_THERE.of("draft").posted,
    "desk/papers/<file_key:key>/": NOT_THERE.of("paper"),
    "desk/papers/<file_key:key>/delete/": NOT_THERE.of("paper").posted,
    # The administration
    "admin/": REVIEWERS,
    "admin/login/": replace(LOGGED_IN, lawyer=LOGIN, stranger=LOGIN, reviewer=LOGIN, administrator=LOGIN),
    "admin/logout/": replace(REVIEWERS, visitor=OPEN).posted,
    "admin/password_change/": REVIEWERS,
    "admin/password_change/done/": REVIEWERS,
    "admin/autocomplete/": NOBODY,  # without naming a field
    "admin/jsi18n/": REVIEWERS,
    "admin/r/<path:content_type_id>/<path:object_id>/": STAFF_FIND_NOTHING.of("nothing"),
    "admin/^(?P<app_label>decisions)/$": REVIEWERS.of("application"),
    "admin/(?P<url>.*)$": STAFF_FIND_NOTHING.of("nowhere"),
    **admin_pages("ruling", see=REVIEWERS, add=REVIEWERS, change=REVIEWERS, delete=NOBODY),
    **reference("region"),
    **reference("court"),
    **reference("judge"),
    **reference("provision"),
    **reference("source"),
    **reference("series"),
    **reference("officialseries"),
    **reference("story"),
    **reference("team"),
    **reference("term"),
    **reference("calendarday"),
}

# Actions: the least role that may call them for a lawyer's ruling, or why nobody is asked.

PROGRAM = "a program's own step: who calls it has asked"
OWN = "about the caller's own account only"
OWN_RULING = "who entered the ruling or person, or has the permission: tests/actions/ tries each"
ANYBODY = "asked by people who have no account"

ACTIONS: dict[str, Role | str] = {
    "accounts.add": Role.ADMINISTRATOR,
    "accounts.change": Role.ADMINISTRATOR,
    "accounts.end_sessions": Role.ADMINISTRATOR,
    "accounts.hold_administrators": Role.ADMINISTRATOR,
    "accounts.lock": Role.ADMINISTRATOR,
    "accounts.note_administrators": PROGRAM,
    "accounts.note_login": OWN,
    "accounts.set_password": OWN,
    "accounts.set_reads_identities": Role.ADMINISTRATOR,
    "accounts.system_account": PROGRAM,
    "accounts.system_usernames": PROGRAM,
    "accounts.unlock": Role.ADMINISTRATOR,
    "audit.audit_head": PROGRAM,
    "audit.take": Role.ADMINISTRATOR,
    "audit.verify": PROGRAM,
    "backups.note": PROGRAM,
    "backups.restore": PROGRAM,
    "corpus.load": PROGRAM,
    "corpus.load_official": PROGRAM,
    "corpus.load_reference": PROGRAM,
    "corpus.load_stories": PROGRAM,
    "documents.add": OWN_RULING,
    "documents.clear_orphans": PROGRAM,
    "documents.read": OWN_RULING,
    "documents.remove": OWN_RULING,
    "drafts.discard": OWN_RULING,
    "drafts.discard_series": OWN_RULING,
    "erasure.purge": Role.REVIEWER,
    "erasure.withhold": Role.REVIEWER,
    "erasure.withhold_in_series": Role.REVIEWER,
    "exports.take": Role.REVIEWER,
    "identity.add": OWN_RULING,
    "identity.change": OWN_RULING,
    "identity.find": OWN_RULING,
    "identity.link": OWN_RULING,
    "identity.read": OWN_RULING,
    "identity.remove": OWN_RULING,
    "identity.unlink": OWN_RULING,
    "imports.apply": Role.ADMINISTRATOR,
    "imports.ask_again": Role.ADMINISTRATOR,
    "imports.check_again": Role.ADMINISTRATOR,
    "imports.checked": Role.ADMINISTRATOR,
    "imports.choose_around": Role.ADMINISTRATOR,
    "imports.clear_old": Role.ADMINISTRATOR,
    "imports.decide": Role.ADMINISTRATOR,
    "imports.discard": Role.ADMINISTRATOR,
    "imports.forget_files": Role.REVIEWER,
    "imports.forget_rows": Role.REVIEWER,
    "imports.give_up": Role.ADMINISTRATOR,
    "imports.mark_faulty": Role.ADMINISTRATOR,
    "imports.match": Role.ADMINISTRATOR,
    "imports.request_apply": Role.ADMINISTRATOR,
    "imports.request_undo": Role.ADMINISTRATOR,
    "imports.stage": Role.ADMINISTRATOR,
    "imports.tick": Role.ADMINISTRATOR,
    "imports.tick_all": Role.ADMINISTRATOR,
    "imports.undo": Role.ADMINISTRATOR,
    "imports.upload": Role.ADMINISTRATOR,
    "invitations.invite": Role.ADMINISTRATOR,
    "invitations.redeem": ANYBODY,
    "invitations.renew": Role.ADMINISTRATOR,
    "kept.clear_expired": PROGRAM,
    "kept.forget": OWN,
    "kept.keep": OWN,
    "kept.mark_saved": OWN,
    "keys.note_rotation": PROGRAM,
    "keys.reseal": PROGRAM,
    "keys.reseal_file": PROGRAM,
    "keys.respell": PROGRAM,
    "merges.merge_courts": Role.REVIEWER,
    "merges.merge_judges": Role.REVIEWER,
    "merges.undo": Role.REVIEWER,
    "notes.write": Role.LAWYER,
    "proceedings.add": Role.LAWYER,
    "proceedings.change": Role.LAWYER,
    "proceedings.lapse": Role.LAWYER,
    "proceedings.remove": Role.LAWYER,
    "proceedings.set_public": Role.REVIEWER,
    "reference.add": Role.ADMINISTRATOR,
    "reference.add_judge": Role.LAWYER,
    "reference.change": Role.ADMINISTRATOR,
    "reference.remove": Role.ADMINISTRATOR,
    "public_site.drop_views": PROGRAM,
    "public_site.make_copy": PROGRAM,
    "public_site.make_role": PROGRAM,
    "public_site.renew": PROGRAM,
    "releases.clear_away": PROGRAM,
    "releases.draft": Role.ADMINISTRATOR,
    "releases.hold_back": Role.REVIEWER,
    "releases.hold_back_passage": Role.REVIEWER,
    "releases.make": Role.ADMINISTRATOR,
    "releases.rebuild": Role.REVIEWER,
    "removal.clear_closed": PROGRAM,
    "removal.close": Role.REVIEWER,
    "removal.read": Role.REVIEWER,
    "removal.receive": ANYBODY,
    "removal.reopen": Role.REVIEWER,
    "reports.mark_seen": Role.REVIEWER,
    "rulings.correct": Role.REVIEWER,
    "rulings.enter": Role.LAWYER,
    "rulings.enter_all": Role.LAWYER,
    "rulings.revise": Role.LAWYER,
    "rulings.set_afterwards": Role.REVIEWER,
    "rulings.set_withheld": Role.REVIEWER,
    "search.complete": PROGRAM,
    "search.rebuild": PROGRAM,
    "search.refresh": PROGRAM,
    "search.refresh_named": PROGRAM,
    "second_factor.record": OWN,
    "second_factor.remove": Role.ADMINISTRATOR,
    "second_factor.use_code": OWN,
    "series.enter": Role.LAWYER,
    "series.release": Role.LAWYER,
    "series.report_duplicates": Role.LAWYER,
    "spellings.add": Role.REVIEWER,
    "spellings.remove": Role.REVIEWER,
    "stories.publish": Role.REVIEWER,
    "stories.withdraw": Role.REVIEWER,
    "throttling.forget": PROGRAM,
    "throttling.note_failure": PROGRAM,
    "workflow.clear": Role.REVIEWER,
    "workflow.clear_series": Role.REVIEWER,
    "workflow.publish": Role.REVIEWER,
    "workflow.publish_series": Role.REVIEWER,
    "workflow.send_back": Role.REVIEWER,
    "workflow.send_series_back": Role.REVIEWER,
    "workflow.submit": Role.LAWYER,
    "workflow.submit_series": Role.LAWYER,
    "workflow.withdraw": Role.REVIEWER,
}
