"""In which order what makes a term longer was noted: of one day, nothing else tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_said")]

    operations = [
        migrations.AddField(
            model_name="termnote", name="number", field=models.PositiveIntegerField(default=0)
        ),
    ]
