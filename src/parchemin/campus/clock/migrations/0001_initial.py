"""The table of what falls due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DueTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=300)),
                ("school", models.CharField(max_length=60)),
                ("programme", models.CharField(max_length=60)),
                ("due_at", models.DateTimeField()),
                ("payload", models.JSONField(default=dict)),
                ("written_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("acted", models.BooleanField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("retry_at", models.DateTimeField(null=True)),
                ("begun", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "ordering": ("due_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("failed_at", None), ("settled_at", None)),
                        fields=["due_at", "id"],
                        name="due_tasks_in_order",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="one_due_task_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at", None), ("failed_at", None), ("settled_at", None)),
                            models.Q(("cancelled_at", None), ("failed_at", None), ("settled_at__isnull", False)),
                            models.Q(("cancelled_at__isnull", False), ("failed_at", None), ("settled_at", None)),
                            models.Q(("cancelled_at", None), ("failed_at__isnull", False), ("settled_at", None)),
                            _connector="OR",
                        ),
                        name="a_due_task_ends_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acted", None), ("settled_at", None)),
                            models.Q(
                                ("acted__isnull", False),
                                ("settled_at__gte", models.F("due_at")),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_due_task_is_never_early",
                    ),
                ],
            },
        ),
    ]
