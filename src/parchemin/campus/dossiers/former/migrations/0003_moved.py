"""Nothing is left here: dossiers and texts have taken over the tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("rulings", "0002_draft"),
        ("texts", "0001_initial"),
        ("assessment", "0002_dossiers"),
        ("awards", "0002_dossiers"),
        ("enrolment", "0003_dossiers"),
        ("jury", "0003_dossiers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Draft"),
                migrations.DeleteModel("Declaration"),
                migrations.DeleteModel("Dossier"),
            ]
        ),
    ]
