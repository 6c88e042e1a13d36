"""The database: SQLite or PostgreSQL, one code for both, sealed at rest."""

from service.storage.alliances import Erased
from service.storage.backups import NothingToCopy, back_up, dump_command
from service.storage.memory import Inbound, Note
from service.storage.seal import WrongKeyError
from service.storage.store import Store, Transaction
from service.storage.upgrades import is_current, migrate

__all__ = [
    "Erased",
    "Inbound",
    "Note",
    "NothingToCopy",
    "Store",
    "Transaction",
    "WrongKeyError",
    "back_up",
    "dump_command",
    "is_current",
    "migrate",
]
