"""A jury that is called may be moved, to another day or place; from its opening on, its row stands for ever."""

from django.db import migrations

from parchemin.campus.jury.seals import JURY_MOVES


class Migration(migrations.Migration):
    dependencies = [
        ("jury", "0006_keptfile"),
    ]

    operations = [
        JURY_MOVES,
    ]
