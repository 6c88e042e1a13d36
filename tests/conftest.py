"""What all tests share: the cast, the clock, and a store on each kind of database."""

import shutil
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from service.alliance import Alliance, Occasion, Phase, Progress, Round
from service.itip import Event, Purpose
from service.participants import Person
from service.questions import Kind, Question
from service.rhythm import Rhythm
from service.storage import Store, migrate
from tests.databases import running_postgresql

# The same examples each time: a change is judged by what it changes, not by luck.
# `make long` looks for new ones (`--hypothesis-profile=explore`).
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("steady")

KEY = b"a key for tests alone, never for people"
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def ada():
    return Person(
        id="ada",
        name="Ada",
        email="ada@example.org",
        takes_part=True,
        organises=True,
        time_zone="Europe/London",
        joined_at=NOW,
    )


@pytest.fixture
def ben():
    return Person(
        id="ben",
        name="Ben",
        email="ben@example.org",
        takes_part=True,
        description="team lead",
        time_zone="Europe/Berlin",
        joined_at=NOW,
    )


@pytest.fixture
def cleo():
    return Person(
        id="cleo",
        name="Cleo",
        email="cleo@example.org",
        coaches=True,
        time_zone="Europe/Paris",
        joined_at=NOW,
    )


@pytest.fixture
def dana():
    """A stranger: in no alliance with the others."""
    return Person(
        id="dana",
        name="Dana",
        email="dana@example.org",
        takes_part=True,
        time_zone="UTC",
        joined_at=NOW,
    )


@pytest.fixture
def alliance(ada, ben, cleo):
    """Ada and Ben, with Cleo as coach, just begun."""
    return Alliance(
        id="garden",
        title="The walled garden",
        time_zone="Europe/London",
        language="en",
        phase=Phase.GATHERING,
        question_set="designed-alliance",
        question_set_version=1,
        people=(ada, ben, cleo),
        rhythm=Rhythm(unit="week", interval=4),
        review_minutes=45,
        events=(
            Event(
                uid="conversation@garden",
                purpose=Purpose.CONVERSATION,
                starts=datetime(2026, 9, 15, 14, 0),
                time_zone="Europe/London",
                minutes=60,
                place="The bench",
                changed_at=NOW,
            ),
        ),
        rounds=(
            Round(
                number=0,
                occasion=Occasion.FIRST,
                questions=(
                    Question(
                        key="purpose",
                        section="roles",
                        text="Why do you work together?",
                        kind=Kind.POINTS,
                    ),
                ),
                opened_at=NOW,
                replies_due=datetime(2026, 9, 12, 17, 0, tzinfo=UTC),
                progress=(Progress(person="ada"), Progress(person="ben")),
            ),
        ),
        started_at=NOW,
        due=datetime(2026, 9, 5, 8, 0, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def postgresql():
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("migrated") / "alliance.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of a migrated, empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "alliance.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql")
        url = server.clone()
        yield url
        server.drop(url)


@pytest.fixture
def store(database_url):
    store = Store(database_url, KEY)
    yield store
    store.close()
