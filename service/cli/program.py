"""What all commands stand on: the installation, its settings, and how they fail."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from service.app import App
from service.clock import Clock, system_clock
from service.errors import AllianceError, InvalidInput, NotFound, Unavailable
from service.incoming import NotAMessage
from service.logs import set_up_logs
from service.questions import load_sets
from service.settings import Settings
from service.storage import WrongKeyError

OK = os.EX_OK
"""The codes in use: USAGE 64, DATAERR 65, NOINPUT 66, UNAVAILABLE 69, SOFTWARE 70,
CANTCREAT 73, TEMPFAIL 75, CONFIG 78."""

JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

T = TypeVar("T")

cli = typer.Typer(
    help="Agree how you want to be while you work together, by mail and calendar.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# What people wrote is printed as they wrote it: no markup, no “:smile:” made a picture.
out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


class Failure(Exception):
    """One line that says what to do, and the exit code."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        super().__init__(text)


@contextmanager
def installation(settings: Settings | None = None, clock: Clock = system_clock) -> Generator[App]:
    """The installation, with an up-to-date database; its failures in one line each."""
    with private_files(), _installation(settings, clock) as app:
        yield app


@contextmanager
def private_files() -> Generator[None]:
    """What is written meanwhile is for its owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _installation(settings: Settings | None, clock: Clock) -> Generator[App]:
    settings = settings or settings_of()
    set_up_logs(settings)
    try:
        app = App(settings, clock)
    except OSError as error:
        where = error.filename or settings.data_dir
        text = f"{where} cannot be written: {error.strerror}. Set ALLIANCE_DATA_DIR to a folder."
        raise Failure(os.EX_CANTCREAT, text) from error
    except ValueError as error:
        raise Failure(os.EX_CONFIG, f"{error}.") from error
    try:
        load_sets(settings.question_sets)
    except InvalidInput as error:
        app.close()
        lines = "\n".join(f"  {line}" for line in str(error).splitlines())
        text = f"The folder of ALLIANCE_QUESTION_SETS cannot be used yet:\n{lines}"
        raise Failure(os.EX_CONFIG, text) from error
    try:
        _ = app.signer
    except (OSError, ValueError) as error:
        app.close()
        text = f"The key of ALLIANCE_DKIM_KEY cannot be used: {error}."
        raise Failure(os.EX_CONFIG, text) from error
    try:
        app.migrate()
        yield app
    except NotAMessage:
        raise
    except Unavailable as error:
        cause = str(error.__cause__ or error).splitlines()[0]
        text = f"The database cannot be used: {cause}. Check ALLIANCE_DATABASE_URL and its rights."
        raise Failure(os.EX_UNAVAILABLE, text) from error
    except WrongKeyError as error:
        text = (
            "The database was written with another secret key. Set ALLIANCE_SECRET_KEY to that "
            "one, or bring back its file in the data dir."
        )
        raise Failure(os.EX_CONFIG, text) from error
    except AllianceError as error:
        raise Failure(os.EX_DATAERR, str(error)) from error
    finally:
        app.close()


def settings_of(**given: Any) -> Settings:  # noqa: ANN401 - the options of a command
    """The settings, with a command’s options; what cannot be used is one line."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = (
            f"ALLIANCE_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise Failure(os.EX_CONFIG, "A setting cannot be used. " + "; ".join(lines)) from error


@contextmanager
def listening_on(settings: Settings) -> Generator[socket.socket]:
    """A socket that listens where the settings say; a port in use is one line."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listening:
        try:
            listening.bind((settings.host, settings.port))
        except OSError as error:
            text = (
                f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}. "
                "Choose another with --port, or ALLIANCE_PORT."
            )
            raise Failure(os.EX_UNAVAILABLE, text) from error
        yield listening


def run(running: Any) -> None:  # noqa: ANN401 - any coroutine
    """The coroutine has ended, or was told to by SIGTERM; what it cannot open is one line."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        with suppress(asyncio.CancelledError):
            asyncio.run(_ending_when_told(running))
    except (OSError, ValueError) as error:
        raise Failure(os.EX_CONFIG, f"{error}. Check ALLIANCE_INBOX_URL.") from error
    finally:
        signal.signal(signal.SIGTERM, before)


async def _ending_when_told(running: Any) -> None:  # noqa: ANN401 - any coroutine
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(running)
    # Not by the loop: uvicorn takes the signal for itself, and passes it on when it has ended.
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(task.cancel))
    await task


def known_alliance(load: Callable[[str], T], alliance_id: str) -> T:
    """What `load` finds by this id; an unknown one is one line."""
    try:
        return load(alliance_id)
    except NotFound as error:
        text = f"There is no alliance {alliance_id}. See them with: alliance list"
        raise Failure(os.EX_DATAERR, text) from error


def complain(text: str) -> None:
    """The one line on standard error."""
    print(f"alliance: {text}", file=sys.stderr)  # noqa: T201 - a program's own voice
