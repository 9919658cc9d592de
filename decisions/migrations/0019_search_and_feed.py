"""The rules of words changed, so `load_report` or `rebuild_search` writes them anew; indexes for the feed."""

from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("decisions", "SearchText").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0018_invitations"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("public_id"), descending=True),
                condition=models.Q(("published_at__isnull", False), ("status", "published")),
                name="ruling_last_published_at",
            ),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(
                models.OrderBy(models.F("corrected_at"), descending=True),
                models.OrderBy(models.F("public_id"), descending=True),
                condition=models.Q(("corrected_at__isnull", False), ("status", "published")),
                name="ruling_last_corrected_at",
            ),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(
                models.OrderBy(models.F("withdrawn_at"), descending=True),
                models.OrderBy(models.F("public_id"), descending=True),
                condition=models.Q(("status", "withdrawn"), ("withdrawn_at__isnull", False)),
                name="ruling_last_withdrawn_at",
            ),
        ),
    ]
