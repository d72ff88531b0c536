"""A file may be set apart: studies interrupted, a person registered twice, a modality that is not said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jury", "0011_secret_votes")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="set_apart",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "examined"),
                    ("not_in_order", "registration not in order"),
                    ("unregistered", "not registered for the year"),
                    ("put_off", "put off by the jury"),
                    ("awaited", "marks not handed in"),
                    ("decided", "already decided"),
                    ("interrupted", "studies interrupted"),
                    ("twice", "registered twice"),
                    ("no_modality", "modality not said"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
