"""What the tables of records have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models


@models.ForeignKey.register_lookup
@models.BigAutoField.register_lookup
class Among(models.Lookup[Any]):
    """`dossier__among=keys`: one array instead of a placeholder a key, which thousands make slow to write."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        keys: Sequence[int] = self.rhs
        return [int(key) for key in keys]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s)", (*params, self.rhs)
