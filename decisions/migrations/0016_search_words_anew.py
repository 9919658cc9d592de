"""The rules of words changed: what rulings are found by is written anew by `load_report` or `rebuild_search`."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("decisions", "SearchText").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0014_search_words"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
