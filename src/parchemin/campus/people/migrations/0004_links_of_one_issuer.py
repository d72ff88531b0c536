"""A link to the school's directory is kept under its issuer and its subject.

Links were kept under the subject alone, and made for any address that a directory mentioned. Those made for an address
that was vouched for are kept; the others are removed: their person signs in by other means and links again.
"""

import hashlib
from typing import Any

from django.apps.registry import Apps
from django.db import migrations


def keep_those_vouched_for(apps: Apps, schema_editor: Any) -> None:
    links = apps.get_model("socialaccount", "SocialAccount")
    for link in links.objects.all():
        told = link.extra_data if isinstance(link.extra_data, dict) else {}
        signed, beside = told.get("id_token") or {}, told.get("userinfo") or {}
        claims = beside or signed
        good = isinstance(signed.get("iss"), str) and isinstance(signed.get("sub"), str)
        if not good or claims.get("email_verified") is not True or claims.get("sub") != signed["sub"]:
            link.delete()
            continue
        link.uid = hashlib.sha256(f"{signed['iss']}\n{signed['sub']}".encode()).hexdigest()
        link.extra_data = {"iss": signed["iss"], "sub": signed["sub"], "email": str(claims.get("email", ""))}
        link.save()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_grants_end_once"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.RunPython(keep_those_vouched_for, migrations.RunPython.noop),
    ]
