"""A paper is for some intakes and modalities, or for whoever is left: until now, each for everybody."""

import django.db.models.deletion
from django.db import migrations, models

PLACE = "programme_id, year, unit, slot, name"
FOR_EVERYBODY = f"""
insert into assessment_paperaudience (paper_id, {PLACE}, intake_id, modality)
select id, {PLACE}, null, '' from assessment_paper;
set constraints all immediate;
"""
WHERE_ITS_PAPER_STANDS = f"""
alter table assessment_paperaudience add constraint an_audience_where_its_paper_stands
    foreign key (paper_id, {PLACE}) references assessment_paper (id, {PLACE}) deferrable initially deferred;
"""
FOR_SOMEBODY = """
create function assessment_paper_is_for_somebody() returns trigger language plpgsql as $$
declare
    concerned uuid := case when tg_table_name = 'assessment_paper' then (to_jsonb(new) ->> 'id')::uuid
                           else (to_jsonb(old) ->> 'paper_id')::uuid end;
begin
    if exists (select 1 from assessment_paper p where p.id = concerned)
        and not exists (select 1 from assessment_paperaudience a where a.paper_id = concerned)
    then
        raise exception 'a paper is for somebody' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger assessment_paper_for_somebody after insert on assessment_paper
    deferrable initially deferred for each row execute function assessment_paper_is_for_somebody();
create constraint trigger assessment_paperaudience_for_somebody after update or delete on assessment_paperaudience
    deferrable initially deferred for each row execute function assessment_paper_is_for_somebody();
"""
FOR_NOBODY = """
drop trigger assessment_paper_for_somebody on assessment_paper;
drop trigger assessment_paperaudience_for_somebody on assessment_paperaudience;
drop function assessment_paper_is_for_somebody();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0003_keptfile"),
        ("catalogue", "0004_names"),
    ]

    operations = [
        migrations.AlterModelOptions("paper", {"ordering": ("unit", "slot", "name", "made_at", "id")}),
        migrations.CreateModel(
            name="PaperAudience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=120)),
                ("slot", models.CharField(blank=True, max_length=120)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("modality", models.CharField(blank=True, max_length=60)),
                (
                    "intake",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.intake"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audiences", to="assessment.paper"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.programme"
                    ),
                ),
            ],
            options={"ordering": ("intake__starts", "intake__name", "modality")},
        ),
        migrations.AddConstraint(
            "paperaudience",
            models.UniqueConstraint(
                fields=("programme", "year", "unit", "slot", "name", "intake", "modality"),
                name="one_paper_an_audience",
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint("paper", "one_paper_a_name"),
        migrations.AddConstraint(
            "paper",
            models.UniqueConstraint(
                fields=("id", "programme", "year", "unit", "slot", "name"), name="a_paper_at_its_place"
            ),
        ),
        migrations.RunSQL(FOR_EVERYBODY, migrations.RunSQL.noop),
        migrations.RunSQL(
            WHERE_ITS_PAPER_STANDS,
            "alter table assessment_paperaudience drop constraint an_audience_where_its_paper_stands",
        ),
        migrations.RunSQL(FOR_SOMEBODY, FOR_NOBODY),
    ]
