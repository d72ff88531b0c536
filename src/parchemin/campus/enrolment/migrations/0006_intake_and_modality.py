"""A registration says with which intake and how somebody studies that year: until now, with that of their entry."""

import django.db.models.deletion
from django.db import migrations, models

OF_THEIR_ENTRY = """
alter table enrolment_registration disable trigger enrolment_registration_no_update;
update enrolment_registration r set intake_id = d.intake_id from dossiers_dossier d where d.id = r.dossier_id;
alter table enrolment_registration enable trigger enrolment_registration_no_update;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_names"),
        ("dossiers", "0001_initial"),
        ("enrolment", "0005_no_content"),
    ]

    operations = [
        migrations.AddField(
            "registration",
            "intake",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="catalogue.intake",
            ),
        ),
        migrations.AddField("registration", "modality", models.CharField(blank=True, default="", max_length=60)),
        migrations.RunSQL([OF_THEIR_ENTRY, "set constraints all immediate"], migrations.RunSQL.noop),
        migrations.AlterField(
            "registration",
            "intake",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="catalogue.intake"
            ),
        ),
        migrations.AlterField("registration", "modality", models.CharField(blank=True, max_length=60)),
    ]
