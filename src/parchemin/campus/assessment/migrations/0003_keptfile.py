"""The document of a request has a row of its own: its name and digest move there, and a request points to it."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
insert into common_keptfile (key, name, media, sha256, kept_at)
select document, document_name,
    case when document like '%.pdf' then 'application/pdf'
         when document like '%.png' then 'image/png'
         when document like '%.jpg' or document like '%.jpeg' then 'image/jpeg'
         else 'application/octet-stream' end,
    document_digest, at
from assessment_absencerequest
where document <> ''
on conflict (key) do nothing;
"""
# A request without a document said '', and points to nothing now: the one time its guard is put aside.
NONE_IS_NULL = """
alter table assessment_absencerequest disable trigger assessment_absencerequest_no_update;
update assessment_absencerequest set document = null where document = '';
alter table assessment_absencerequest enable trigger assessment_absencerequest_no_update;
"""
NULL_IS_NONE = """
alter table assessment_absencerequest disable trigger assessment_absencerequest_no_update;
update assessment_absencerequest r set document = coalesce(r.document, ''),
    document_name = coalesce(k.name, ''), document_digest = coalesce(k.sha256, '')
from assessment_absencerequest s left join common_keptfile k on k.key = s.document
where s.id = r.id;
alter table assessment_absencerequest enable trigger assessment_absencerequest_no_update;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_dossiers"),
        ("common", "0002_keptfile"),
    ]

    operations = [
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="absencerequest",
            name="document",
            field=models.CharField(blank=True, max_length=300, null=True),
        ),
        migrations.RunSQL(NONE_IS_NULL, NULL_IS_NONE),
        migrations.RemoveField(model_name="absencerequest", name="document_name"),
        migrations.RemoveField(model_name="absencerequest", name="document_digest"),
        migrations.AlterField(
            model_name="absencerequest",
            name="document",
            field=models.OneToOneField(
                db_column="document",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.keptfile",
            ),
        ),
    ]
