"""Use cases: each is one transaction that loads, lets the core decide, saves and queues mail."""

from service.workflow.office import Office
from service.workflow.work import Visit, Work, visit

__all__ = ["Office", "Visit", "Work", "visit"]
