from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from decisions import tasks
from decisions.actions import imports
from decisions.actions.refusals import Conflict, Doubtful, Refused
from decisions.models import ImportBatch, Source, Team, User
from decisions.queries import imports as queries
from decisions.tables.incoming import LARGEST, Unusable
from decisions.vocabulary import ImportChoice, ImportOutcome

_MOST_PRINTED = 50


class Command(BaseCommand):
    help = (
        "Show what a table of rulings (CSV or XLSX) would do; --apply does it (docs/importing.md). Columns are matched "
        "as they were the last time at /desk/imports/, else by their names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, help="user name of the administrator in whose name it is done"
        )
        parser.add_argument("--apply", action="store_true", help="apply the rows that need no decision")
        parser.add_argument(
            "--create", action="store_true", help="create courts, judges, sources and series we lack"
        )
        parser.add_argument("--team", help="team of new rulings; the administrator's own by default")
        parser.add_argument("--source", help="address (slug) of the source of rows that name none")
        parser.add_argument("--submit", action="store_true", help="hand new rulings to the reviewers")
        parser.add_argument(
            "--reason", default="", help="public reason, where published rulings are corrected"
        )

    def handle(self, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        batch: ImportBatch | None = None
        try:
            batch = self._checked(by, options)
            if options["create"]:
                batch = self._created(batch, by)
            self._print(batch)
            if options["apply"]:
                self._apply(batch, by, options["reason"])
        except PermissionDenied as error:
            raise CommandError(f"{by.username} is no administrator, and may not import.") from error
        except (Refused, Unusable, Doubtful) as error:
            sentence = queries.unusable(error) if isinstance(error, Unusable) else str(error)
            raise CommandError(sentence) from error
        finally:
            self._tidy(batch, by)

    def _checked(self, by: User, options: dict[str, Any]) -> ImportBatch:
        path: Path = options["file"]
        try:
            with open(path, "rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        source = _source(options["source"])
        team = _team(options["team"]) if options["team"] or by.team is None else by.team
        batch = imports.upload(content=content, name=path.name, by=by, now=timezone.now())
        batch = imports.match(
            batch=batch,
            mapping=batch.mapping,
            team=team,
            source=source,
            submits=options["submit"],
            by=by,
            now=timezone.now(),
        )
        tasks.check(batch, by)
        batch.refresh_from_db()
        return batch

    def _created(self, batch: ImportBatch, by: User) -> ImportBatch:
        decisions = [
            imports.Decision(name=name, choice=ImportChoice.CREATE, region=region)
            for name, region in queries.proposals(batch)
        ]
        if decisions:
            imports.decide(batch=batch, decisions=decisions, by=by, now=timezone.now())
            tasks.check(batch, by)
            batch.refresh_from_db()
        return batch

    def _print(self, batch: ImportBatch) -> None:
        for column in queries.unmatched(batch):
            self.stdout.write(f"not imported: column {column}")
        for tally in queries.tallies(batch):
            self.stdout.write(f"{tally.rows:>8} {tally.label}")
        for name, _region in queries.proposals(batch)[:_MOST_PRINTED]:
            self.stdout.write(f"not known: {name.get_kind_display()} {queries.called(name)}")
        for outcome in (ImportOutcome.ERROR, ImportOutcome.DUPLICATE, ImportOutcome.UPDATE):
            for one in queries.shown(queries.rows(batch, outcome=outcome)[:_MOST_PRINTED], batch):
                self.stdout.write(f"line {one.row.number}: {outcome.label}{_words(one)}")

    def _apply(self, batch: ImportBatch, by: User, reason: str) -> None:
        imports.request_apply(batch=batch, reason=reason, by=by, now=timezone.now())
        try:
            tasks.apply(batch, by)
        except Conflict as error:
            raise CommandError("Something has changed meanwhile. Nothing was applied.") from error
        except DatabaseError as error:  # its own words would repeat a row's
            reasons = tasks.sentences(error)
            imports.give_up(batch=batch, by=by, now=timezone.now(), reasons=reasons)
            raise CommandError(" ".join(reasons)) from None
        applied = batch.rows.filter(applied=True).count()
        self.stdout.write(f"{applied} rows applied. Undo: /desk/imports/{batch.key}/")

    def _tidy(self, batch: ImportBatch | None, by: User) -> None:
        """What was only looked at is not kept."""
        if batch is not None:
            batch.refresh_from_db()
        if batch is not None and batch.applied_at is None:
            imports.discard(batch=batch, by=by, now=timezone.now())


def _team(name: str | None) -> Team:
    found = Team.objects.filter(name=name).first() if name else Team.objects.order_by("pk").first()
    if found is None:
        raise CommandError(f"There is no team {name or ''}".rstrip() + ".")
    return found


def _source(slug: str | None) -> Source | None:
    found = Source.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise CommandError(f"There is no source {slug}.")
    return found


def _words(one: queries.Shown) -> str:
    said = [
        ": ".join(filter(None, (" ".join(filter(None, (fault.label, fault.place))), fault.sentence)))
        for fault in one.faults
    ]
    said += [f"{label}: {before} → {after}" for label, before, after in one.changes]
    if one.row.resembles:
        said.append(str(one.row.resembles))
    return "; ".join(["", *said])
