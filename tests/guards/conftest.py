from datetime import UTC, datetime

import pytest

from tests.delivery.sink import running_sink
from tests.flow.stage import Stage
from tests.guards.company import gathered

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def stage(database_url, tmp_path):
    with running_sink() as sink:
        stage = Stage(database_url, sink, MONDAY, tmp_path)
        yield stage
        stage.close()


@pytest.fixture
def company(stage):
    return gathered(stage)
