"""What was left of the sign-in of people whom the clock erased: their addresses, their links, their second factors."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations

ERASED = "@erased.invalid"
SIGN_IN = (("account", "EmailAddress"), ("mfa", "Authenticator"), ("socialaccount", "SocialAccount"))


def remove(apps: Apps, schema_editor: Any) -> None:
    for app, name in SIGN_IN:
        apps.get_model(app, name).objects.filter(user__email__endswith=ERASED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_schools_stand"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.RunPython(remove, migrations.RunPython.noop),
    ]
