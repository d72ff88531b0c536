"""Names of models, one concept each: nothing changes in the tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_contact")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Question", "GuideQuestion"),
                migrations.AlterModelTable("GuideQuestion", "catalogue_question"),
            ]
        ),
    ]
