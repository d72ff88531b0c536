"""A file may be set apart because studies are interrupted, or because its person is registered twice."""

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
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
