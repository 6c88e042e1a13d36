"""Where work begins: the store, the settings, the key and the clock, together."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from service.clock import Clock
from service.settings import Settings
from service.storage import Store
from service.workflow.work import Work


@dataclass(frozen=True, kw_only=True)
class Office:
    """Built once, by `app`. Edges ask it for one `Work` for each request, duty or message."""

    settings: Settings
    key: bytes
    store: Store
    clock: Clock
    woken: Callable[[], None] = lambda: None
    """Called after each commit: there may be mail to deliver."""

    @contextmanager
    def write(self, now: datetime | None = None) -> Generator[Work]:
        """Work that is committed as a whole at the end, or not at all."""
        with self.store.write() as tx:
            yield Work(tx=tx, settings=self.settings, key=self.key, now=now or self.clock())
        self.woken()

    @contextmanager
    def read(self) -> Generator[Work]:
        """Work that changes nothing."""
        with self.store.read() as tx:
            yield Work(tx=tx, settings=self.settings, key=self.key, now=self.clock())
