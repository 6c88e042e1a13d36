"""What all groups of rows share: the connection, the seal, and sealed JSON."""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from service.storage.seal import Seal

T = TypeVar("T")


class Rows:
    """Rows of one transaction. Nothing of SQLAlchemy leaves its methods."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    @property
    def _on_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _moment(self, query: Select[Any]) -> datetime | None:
        moment = self._connection.scalar(query)
        return moment if isinstance(moment, datetime) else None

    def _close(self, adapter: TypeAdapter[T], value: T, *place: str) -> bytes:
        return self._seal.close(adapter.dump_json(value), *place)

    def _open(self, adapter: TypeAdapter[T], sealed: bytes, *place: str) -> T:
        return adapter.validate_json(self._seal.open(sealed, *place))

    def _close_text(self, text: str, *place: str) -> bytes:
        return self._seal.close(text.encode(), *place)

    def _open_text(self, sealed: bytes, *place: str) -> str:
        return self._seal.open(sealed, *place).decode()

    def _put(
        self,
        table: Table,
        key: dict[str, Any],
        values: dict[str, Any] | None = None,
        *,
        only_new: dict[str, Any] | None = None,
    ) -> bool:
        """The row `key` holds `values`; without any, one that is there stays as it is.

        `only_new` is what a new row holds besides. Returns whether something was written.
        """
        # The two dialects spell INSERT … ON CONFLICT alike, but SQLAlchemy keeps them apart.
        dialect = postgresql if self._on_postgresql else sqlite
        insert = dialect.insert(table).values({**key, **(values or {}), **(only_new or {})})
        insert = (
            insert.on_conflict_do_update(index_elements=list(key), set_=values)
            if values is not None
            else insert.on_conflict_do_nothing(index_elements=list(key))
        )
        written = self._connection.execute(insert.returning(*table.primary_key))
        return written.first() is not None
