"""A case says when it was written as every record does; its averages to four decimals are called what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jury", "0003_dossiers")]

    operations = [
        migrations.RenameField("case", "drawn_at", "at"),
        migrations.RenameField("case", "heights", "rounded"),
    ]
