"""SQLite puts a row in the place of another without a word to what guards changes: that is refused as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSED = """CREATE TRIGGER trail_no_replace BEFORE INSERT ON trail_entry
    WHEN EXISTS (SELECT 1 FROM trail_entry WHERE number = NEW.number OR digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"""


def refuse_replacing(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias == "default" and editor.connection.vendor == "sqlite":
        editor.execute(REFUSED)


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_acts_at_an_employer")]
    operations = [migrations.RunPython(refuse_replacing, migrations.RunPython.noop)]
