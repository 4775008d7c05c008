"""The salt of this installation is drawn here, once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LENGTH = 16


def draw(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Draw the salt in the store that holds the cases, and in no other."""
    if schema.connection.alias == "default":
        apps.get_model("cases", "Salt").objects.create(salt=secrets.token_bytes(LENGTH))


class Migration(migrations.Migration):
    """One row that never changes."""

    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
