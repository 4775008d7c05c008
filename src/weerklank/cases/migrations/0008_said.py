"""Whether a message is words to be read, or lets somebody in, leaves one out or passes a name on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_identity_apart")]

    operations = [
        migrations.AddField(model_name="message", name="said", field=models.BooleanField(default=False)),
    ]
