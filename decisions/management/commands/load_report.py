from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from decisions.actions import corpus, search
from decisions.tables.lines import BrokenLine

HOME = Path(apps.get_app_config("decisions").path)


class Command(BaseCommand):
    help = (
        "Load the report's rulings and stories and the official numbers: add what is missing, correct what no "
        "person has edited, leave the rest alone and print what differs. A broken file loads nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--corpus", type=Path, default=HOME / "corpus", help="folder of the corpus files")
        parser.add_argument(
            "--reference",
            type=Path,
            default=HOME / "reference",
            help="folder of regions.csv, provisions.csv, terms.csv, calendar.csv and own_sources.csv",
        )

        parser.add_argument(
            "--official",
            type=Path,
            default=HOME / "official",
            help="folder of series.csv and values.csv, the official numbers",
        )

        parser.add_argument(
            "--stories", type=Path, default=HOME / "stories", help="folder of stories.csv and events.csv"
        )

    def handle(self, *, corpus: Path, reference: Path, official: Path, stories: Path, **options: Any) -> None:
        try:
            self._load(corpus, reference, official, stories)
        except BrokenLine as error:
            raise CommandError(f"Nothing was loaded. {error}") from error

    @transaction.atomic
    def _load(self, directory: Path, reference: Path, official: Path, stories: Path) -> None:
        now = timezone.now()
        for result in (
            corpus.load_reference(directory=reference, now=now),
            corpus.load(directory=directory, now=now),
            corpus.load_official(directory=official, now=now),
            corpus.load_stories(directory=stories, now=now),
        ):
            for sentence in result.left_alone:
                self.stdout.write(sentence)
            self.stdout.write(
                f"{result.added} records added, {result.corrected} corrected, {result.same} unchanged, "
                f"{len(result.left_alone)} left alone"
            )
        search.complete(now=now)  # of rulings that were published before there was a search
