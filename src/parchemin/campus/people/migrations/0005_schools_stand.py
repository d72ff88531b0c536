"""A school keeps its name: the journal of what it did bears it."""

from django.db import migrations

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0004_links_of_one_issuer")]

    operations = [append_only("people_school")]
