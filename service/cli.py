"""The program `alliance`. Exit codes are those of sysexits.h."""

import asyncio
import json
import os
import socket
import sys
import tomllib
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from service import demo as demonstration
from service.alliance import read_plan
from service.app import App
from service.clock import Clock, system_clock
from service.doctor import findings, mailed
from service.errors import AllianceError, Closed, InvalidInput, NotFound, Unavailable
from service.incoming import NotAMessage
from service.logs import set_up_logs
from service.settings import Settings
from service.storage import WrongKeyError
from service.workflow import Work, closing, erasing, outgoing, showing, starting, verifying

OK = os.EX_OK
"""The codes in use: USAGE 64, DATAERR 65, NOINPUT 66, UNAVAILABLE 69, CANTCREAT 73,
TEMPFAIL 75, CONFIG 78."""

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


def main() -> None:
    """Runs the program; whatever goes wrong is one clear line and the right exit code."""
    try:
        code = cli(standalone_mode=False)
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        _complain(f"{str(error) or 'Name a command.'} See: alliance --help")
        code = os.EX_USAGE
    except Failure as failure:
        _complain(str(failure))
        code = failure.code
    except KeyboardInterrupt:
        code = OK
    sys.exit(code if isinstance(code, int) else OK)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen.")] = None,
    port: Annotated[int | None, typer.Option(help="Where to listen.")] = None,
) -> None:
    """Run web, worker and inbox in one process."""
    settings = _settings(host=host, port=port)
    with _app(settings) as app, _listening(settings) as listening:
        out.print(f"Serving on {settings.public_url}")
        if settings.smtp_url is None:
            out.print(f"No SMTP_URL is set: mail stays here, at {settings.public_url}/mailbox")
        with suppress(asyncio.CancelledError):
            _run(app.serve(listening))


@cli.command()
def work(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due at the present clock, then exit.")
    ] = False,
) -> None:
    """Run the worker and the inbox, without the web."""
    with _app() as app:
        if once:
            app.work_once()
            return
        _run(app.work())


@cli.command()
def start(
    file: Annotated[Path, typer.Argument(help="A TOML file; see the README.")],
    *,
    as_json: JSON = False,
) -> None:
    """Start the alliance that FILE describes; its mails leave with the next work."""
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Failure(os.EX_NOINPUT, f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(os.EX_DATAERR, f"{file} is no TOML: {error}. Mend that place.") from error
    with _app() as app:
        try:
            with app.office.write() as begun:
                limit = app.settings.max_participants
                alliance = starting.begin(begun, read_plan(given, now=begun.now, limit=limit))
        except InvalidInput as error:
            lines = "\n".join(f"  {p.field}: {p.advice}" for p in error.problems)
            raise Failure(os.EX_DATAERR, f"{file} cannot be used yet:\n{lines}") from error
    if as_json:
        out.print_json(json.dumps({"id": alliance.id, "title": alliance.title}))
    else:
        out.print(f"Started “{alliance.title}”: {alliance.id}")


@cli.command("list")
def list_alliances(*, as_json: JSON = False) -> None:
    """List all alliances."""
    with _app() as app, app.office.read() as work_:
        rows = [showing.headline(a, work_.now) for a in work_.tx.alliances()]
    if as_json:
        out.print_json(json.dumps(rows))
        return
    for row in rows:
        replied = f"{row['replied']} of {row['participants']} replied"
        line = (
            f"{row['id']}  {row['state']:<9}  {replied}  {row['next'] or '–':<25}  {row['title']}"
        )
        out.print(line)
    if not rows:
        out.print("There is no alliance yet. Begin with: alliance start FILE")


@cli.command()
def show(
    alliance_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_json: JSON = False,
    with_answers: Annotated[
        bool, typer.Option("--with-answers", help="Include what people wrote.")
    ] = False,
) -> None:
    """Show one alliance: people, events, agreement, reviews."""
    with _app() as app, app.office.read() as work_:
        alliance = _alliance(work_.tx.alliance, alliance_id)
        whole = showing.whole(work_, alliance, with_answers=with_answers)
    if as_json:
        out.print_json(json.dumps(whole, ensure_ascii=False))
    else:
        out.print(showing.as_text(whole))


@cli.command()
def receive(
    to: Annotated[
        list[str] | None, typer.Option("--to", help="An envelope recipient; may be repeated.")
    ] = None,
) -> None:
    """Take one raw message from standard input: exit 0 taken, 75 try again, 65 not a message."""
    raw = sys.stdin.buffer.read()
    try:
        with _app() as app:
            outcome = app.receive(raw, tuple(to or ()))
    except NotAMessage as error:
        raise Failure(os.EX_DATAERR, str(error)) from error
    except Failure as failure:
        raise Failure(os.EX_TEMPFAIL, str(failure)) from failure
    out.print(outcome if outcome is not None else "known already")


@cli.command()
def close(
    alliance_id: Annotated[str, typer.Argument(metavar="ID")],
    why: Annotated[str, typer.Option(help="A word to everybody.")] = "",
) -> None:
    """Close an alliance: calendars end, a last mail goes to everybody, nothing after it."""
    with _app() as app:
        with app.office.write() as work_:
            before = _alliance(lambda i: work_.tx.alliance(i, lock=True), alliance_id)
            try:
                closing.close(work_, before, by=None, why=why)
            except Closed as error:
                raise Failure(os.EX_DATAERR, "It is closed already.") from error
        out.print(
            f"Closed “{before.title}”. The last mails leave with the next work.", markup=False
        )


@cli.command()
def export(
    alliance_id: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    format_: Annotated[
        showing.Format, typer.Option("--format", help="What to write.")
    ] = showing.Format.MD,
    email: Annotated[
        str | None, typer.Option(help="Instead: all that is one person’s, as JSON.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; default: standard output.")
    ] = None,
) -> None:
    """Write the agreement (md, html, pdf), the whole record (json) or the events (ics)."""
    _require_one(alliance_id, email)
    with _app() as app, app.office.read() as work_:
        if email:
            content = erasing.export_person(work_, email)
        else:
            alliance = _alliance(work_.tx.alliance, alliance_id or "")
            try:
                content = showing.exported(work_, alliance, format_)
            except NotFound as error:
                text = "There is no agreement yet: the answers have not been released."
                raise Failure(os.EX_DATAERR, text) from error
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Failure(os.EX_CANTCREAT, f"{output} cannot be written: {error.strerror}.") from error


@cli.command()
def erase(
    alliance_id: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    email: Annotated[
        str | None, typer.Option(help="Instead: one person, in every alliance.")
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Erase an alliance, or one person everywhere; says what remains, and why."""
    _require_one(alliance_id, email)
    with _app() as app:
        if not yes:
            typer.confirm(f"Erase {email or alliance_id} for good?", abort=True, err=True)
        with app.office.write() as work_:
            lines = _erased(work_, alliance_id or "", email)
        for line in lines:
            out.print(line)


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(help="What `alliance export --format json` wrote.")],
) -> None:
    """Check that a record's clauses, versions and signatures are untouched: exit 0, else 65."""
    try:
        verdicts = verifying.verified(file.read_bytes())
    except OSError as error:
        raise Failure(os.EX_NOINPUT, f"{file} cannot be read: {error.strerror}.") from error
    except verifying.NotARecord as error:
        raise Failure(os.EX_DATAERR, f"{file} cannot be verified. {error}") from error
    for verdict in verdicts:
        out.print(str(verdict))
    if not verdicts:
        out.print("Nothing has been proposed yet: there is no version to verify.")
    if any(verdict.problems for verdict in verdicts):
        raise typer.Exit(os.EX_DATAERR)


@cli.command()
def outbox(
    *,
    as_json: JSON = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Include what has been delivered or called off.")
    ] = False,
    resend: Annotated[
        str | None, typer.Option(metavar="ID", help="Let this mail wait again from now.")
    ] = None,
) -> None:
    """List the mails that have not arrived, and why; or send one again."""
    with _app() as app:
        if resend:
            _resend(app, resend)
            return
        with app.office.read() as work_:
            rows = outgoing.outbox_rows(work_, everything=everything)
    if as_json:
        out.print_json(json.dumps(rows))
        return
    out.print("\n".join(map(outgoing.as_line, rows)) or "Nothing waits, and nothing came back.")


@cli.command()
def doctor(
    mail: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Also send a test mail there.")
    ] = None,
) -> None:
    """Check settings, database, mail server and inbox; exit 0 when all is well."""
    settings = _settings()
    worst = OK
    for finding in (*findings(settings), *([mailed(settings, mail)] if mail else [])):
        out.print(f"{'ok  ' if finding.well else 'FIX '} {finding.what}")
        worst = worst if finding.well else os.EX_CONFIG
    raise typer.Exit(worst)


@cli.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    with _app():
        out.print("The database is up to date.")


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8000,
) -> None:
    """Run a throw-away service with invented people and a local mailbox."""
    clock = demonstration.DemoClock()
    with (
        demonstration.throw_away(port) as settings,
        _app(settings, clock) as app,
        _listening(settings) as listening,
    ):
        out.print(demonstration.invite(app, clock))
        with suppress(asyncio.CancelledError):
            _run(app.serve(listening))


@contextmanager
def _app(settings: Settings | None = None, clock: Clock = system_clock) -> Generator[App]:
    """The installation, with an up-to-date database; its failures in one line each."""
    settings = settings or _settings()
    set_up_logs(settings)
    try:
        app = App(settings, clock)
    except OSError as error:
        where = error.filename or settings.data_dir
        text = f"{where} cannot be written: {error.strerror}. Set ALLIANCE_DATA_DIR to a folder."
        raise Failure(os.EX_CANTCREAT, text) from error
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


def _settings(**given: Any) -> Settings:  # noqa: ANN401 - the options of a command
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = (
            f"ALLIANCE_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise Failure(os.EX_CONFIG, "A setting cannot be used. " + "; ".join(lines)) from error


@contextmanager
def _listening(settings: Settings) -> Generator[socket.socket]:
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


def _run(running: Any) -> None:  # noqa: ANN401 - any coroutine
    try:
        asyncio.run(running)
    except (OSError, ValueError) as error:
        raise Failure(os.EX_CONFIG, f"{error}. Check ALLIANCE_INBOX_URL.") from error


def _alliance(load: Callable[[str], T], alliance_id: str) -> T:
    try:
        return load(alliance_id)
    except NotFound as error:
        text = f"There is no alliance {alliance_id}. See them with: alliance list"
        raise Failure(os.EX_DATAERR, text) from error


def _resend(app: App, mail_id: str) -> None:
    try:
        with app.office.write() as work_:
            mail = outgoing.send_again(work_, mail_id)
    except NotFound as error:
        text = f"There is no mail {mail_id}. See them with: alliance outbox"
        raise Failure(os.EX_DATAERR, text) from error
    out.print(f"The mail to {mail.recipient} leaves with the next work.")


def _erased(work_: Work, alliance_id: str, email: str | None) -> list[str]:
    """What was erased, and what remains, a line each."""
    if not email:
        gone = _alliance(lambda i: erasing.erase_alliance_now(work_, i), alliance_id)
        return [f"Erased: {sum(n for _, n in gone.rows)} rows; {gone.left} are left."]
    told = erasing.erase_person(work_, email)
    if not told:
        return ["Nobody has this address here."]
    return [
        *(f"{t.title}: {'erased' if t.whole else 'remains'}: {t.text}." for t in told),
        "If this address wanted no mail, that is kept, as a hash alone.",
    ]


def _require_one(alliance_id: str | None, email: str | None) -> None:
    if bool(alliance_id) == bool(email):
        raise Failure(os.EX_USAGE, "Give either the ID of an alliance or --email.")


def _complain(text: str) -> None:
    print(f"alliance: {text}", file=sys.stderr)  # noqa: T201 - a program's own voice
