"""The content of a list that waits moves to the storage of files; of one that was imported, nothing was left."""

import secrets

import django.db.models.deletion
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import migrations, models

MEDIA = {"XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "CSV": "text/csv"}


def keep(apps, _schema):
    kept_files, lists = apps.get_model("common", "KeptFile"), apps.get_model("enrolment", "StudentList")
    for one in lists.objects.iterator(chunk_size=20):
        number, content = secrets.token_hex(16), bytes(one.content)
        key = f"{number[:2]}/{number}"
        if content:
            key = default_storage.save(key, ContentFile(content))
        one.file = kept_files.objects.create(
            key=key,
            name=one.name,
            media=MEDIA.get(one.kind, "application/octet-stream"),
            size=len(content) if content else None,
            sha256=one.sha256,
            kept_at=one.sent_at,
            destroyed_at=None if content else one.imported_at or one.sent_at,
        )
        one.save(update_fields=["file"])


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0003_dossiers"),
        ("common", "0002_keptfile"),
    ]

    operations = [
        migrations.AddField(
            model_name="studentlist",
            name="file",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.keptfile"
            ),
        ),
        migrations.RunPython(keep),
    ]
