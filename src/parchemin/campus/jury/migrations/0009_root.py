"""A jury judges those of one root: until now, always those who study."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_names"),
        ("jury", "0008_awaited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="jury",
            name="root",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="jury",
            constraint=models.CheckConstraint(
                condition=models.Q(("root", ""), ("stage", ""), _connector="OR"), name="years_of_study_are_of_students"
            ),
        ),
    ]
