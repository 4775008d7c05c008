"""Names as a search compares them, beside the names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from weerklank.organisation.spelling import plain

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def spell(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    for place in apps.get_model("organisation", "Placement").objects.iterator(chunk_size=2000):
        place.spelled = plain(f"{place.name_nl} {place.name_en}")
        place.save(update_fields=["spelled"])


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [
        migrations.AddField("placement", "spelled", models.TextField(default="")),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
