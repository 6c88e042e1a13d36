from tests.guards.conftest import stage

__all__ = ["stage"]
