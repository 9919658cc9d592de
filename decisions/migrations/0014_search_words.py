"""What published rulings are found by. `manage.py rebuild_search` fills it; `load_report` does so by itself.

Whoever alters the table later must make the triggers again: SQLite drops them with the old table.
"""

import sqlite3

from django.db import migrations, models

POSTGRESQL = """
    ALTER TABLE decisions_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', court), 'A')
        || setweight(to_tsvector('simple', judge), 'B')
        || setweight(to_tsvector('simple', narrative), 'C')
        || setweight(to_tsvector('simple', notes), 'D')
    ) STORED;
    CREATE INDEX searchtext_vector ON decisions_searchtext USING gin (vector);
"""
# The words are made by us and apart by spaces: this tokenizer takes everything beyond ASCII as a part of a word.
SQLITE = [
    """
    CREATE VIRTUAL TABLE decisions_search USING fts5(
        court, judge, narrative, notes,
        content = 'decisions_searchtext', content_rowid = 'ruling_id', tokenize = 'ascii'
    )
    """,
    """
    CREATE TRIGGER decisions_searchtext_added AFTER INSERT ON decisions_searchtext BEGIN
        INSERT INTO decisions_search (rowid, court, judge, narrative, notes)
        VALUES (new.ruling_id, new.court, new.judge, new.narrative, new.notes);
    END
    """,
    """
    CREATE TRIGGER decisions_searchtext_removed AFTER DELETE ON decisions_searchtext BEGIN
        INSERT INTO decisions_search (decisions_search, rowid, court, judge, narrative, notes)
        VALUES ('delete', old.ruling_id, old.court, old.judge, old.narrative, old.notes);
    END
    """,
    """
    CREATE TRIGGER decisions_searchtext_changed AFTER UPDATE ON decisions_searchtext BEGIN
        INSERT INTO decisions_search (decisions_search, rowid, court, judge, narrative, notes)
        VALUES ('delete', old.ruling_id, old.court, old.judge, old.narrative, old.notes);
        INSERT INTO decisions_search (rowid, court, judge, narrative, notes)
        VALUES (new.ruling_id, new.court, new.judge, new.narrative, new.notes);
    END
    """,
]
# A deleted word leaves the pages of the index at once. Older libraries do not know it (actions/search.py).
SQLITE_SECURE = "INSERT INTO decisions_search (decisions_search, rank) VALUES ('secure-delete', 1)"


def index(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    secure = [SQLITE_SECURE] if sqlite3.sqlite_version_info >= (3, 42) else []
    for statement in [*SQLITE, *secure] if sqlite else [POSTGRESQL]:
        schema_editor.execute(statement)


def unindex(apps, schema_editor):
    """The triggers and the column go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE decisions_search")


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0013_stories"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="decisions.ruling",
                    ),
                ),
                ("court", models.TextField()),
                ("judge", models.TextField()),
                ("narrative", models.TextField()),
                ("notes", models.TextField()),
            ],
        ),
        migrations.RunPython(index, unindex),
    ]
