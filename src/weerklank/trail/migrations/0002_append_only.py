"""The database itself refuses to change or remove an entry, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "the trail is append-only"
SQLITE = [
    f"CREATE TRIGGER trail_no_{act} BEFORE {act} ON trail_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
]
POSTGRESQL = [
    f"""CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_entry
        FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
]


def refuse_changes(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, migrations.RunPython.noop)]
