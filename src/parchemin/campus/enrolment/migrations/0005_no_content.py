"""A list holds its content no more: its file does."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0004_keptfile")]

    operations = [
        migrations.RemoveField(model_name="studentlist", name="content"),
        migrations.AlterField(
            model_name="studentlist",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.keptfile"
            ),
        ),
    ]
