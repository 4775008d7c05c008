"""Two stores. Answers to surveys stand in one of their own, so that nobody who reads people can read answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

ANSWERS = "answers"
IN_ANSWERS = frozenset({"answers"})
"""Labels of the applications whose tables stand in the store of answers."""


def store_of(label: str) -> str:
    """Return the store in which an application keeps its tables."""
    return ANSWERS if label in IN_ANSWERS else "default"


class Stores:
    """Django's router: each table in one store, and no relation between the two."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:  # noqa: ANN401 - Django passes what it likes
        """Return the store that a table is read from."""
        return store_of(model._meta.app_label)  # noqa: SLF001 - Django's public name begins so

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **_hints: Any) -> bool:  # noqa: ANN401 - as above, Django's own
        """Return whether two rows may refer to each other: only within one store."""
        labels = {row._meta.app_label for row in (one, other)}  # noqa: SLF001 - Django's public name begins so
        return len({store_of(label) for label in labels}) == 1

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:  # noqa: ANN401 - as above, Django's own
        """Return whether an application makes its tables in this store."""
        return db == store_of(app_label)
