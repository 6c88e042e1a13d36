"""The commands that run the service, and look after it."""

import json
import os
import sys
import traceback
from typing import Annotated

import typer

from service import demo as demonstration
from service.app import App
from service.cli.program import (
    JSON,
    OK,
    Failure,
    cli,
    installation,
    listening_on,
    out,
    private_files,
    run,
    settings_of,
)
from service.doctor import findings, mailed
from service.errors import NotFound
from service.incoming import NotAMessage
from service.settings import NO_WAY_OUT, Settings
from service.workflow import outgoing

_RELAY_RESTS = (
    "The mail server cannot be used now: mail waits, and is tried again by the next work. "
    "See why with: alliance doctor"
)

_MISTAKE = "That is a mistake of ours. The mail is to come again; please report these lines."


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen.")] = None,
    port: Annotated[int | None, typer.Option(help="Where to listen.")] = None,
) -> None:
    """Run web, worker and inbox in one process."""
    settings = settings_of(host=host, port=port)
    _require_way_out(settings)
    with installation(settings) as app, listening_on(settings) as listening:
        out.print(f"Serving on {settings.public_url}")
        if settings.keeps_mail:
            out.print(f"No SMTP_URL is set: mail stays here, at {settings.public_url}/mailbox")
        run(app.serve(listening))


@cli.command()
def work(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due at the present clock, then exit.")
    ] = False,
) -> None:
    """Run the worker and the inbox, without the web."""
    settings = settings_of()
    _require_way_out(settings)
    with installation(settings) as app:
        if once:
            app.work_once()
            if app.delivery.relay_rests:
                raise Failure(os.EX_TEMPFAIL, _RELAY_RESTS)
            return
        run(app.work())


@cli.command()
def receive(
    to: Annotated[
        list[str] | None, typer.Option("--to", help="An envelope recipient; may be repeated.")
    ] = None,
) -> None:
    """Take one raw message from standard input: exit 0 taken, 75 try again, 65 not a message."""
    raw = sys.stdin.buffer.read()
    try:
        with installation() as app:
            outcome = app.receive(raw, tuple(to or ()))
    except NotAMessage as error:
        raise Failure(os.EX_DATAERR, str(error)) from error
    except Failure as failure:
        raise Failure(os.EX_TEMPFAIL, str(failure)) from failure
    except Exception as error:  # a mistake of ours is no reason to bounce a mail
        traceback.print_exc()
        raise Failure(os.EX_TEMPFAIL, _MISTAKE) from error
    out.print(outcome if outcome is not None else "known already")


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8000,
) -> None:
    """Run a throw-away service with invented people and a local mailbox."""
    clock = demonstration.DemoClock()
    with (
        demonstration.throw_away(port) as settings,
        installation(settings, clock) as app,
        listening_on(settings) as listening,
    ):
        out.print(demonstration.invite(app, clock))
        run(app.serve(listening))


@cli.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    with installation():
        out.print("The database is up to date.")


@cli.command()
def doctor(
    mail: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Also send a test mail there.")
    ] = None,
) -> None:
    """Check settings, database, mail server and inbox; exit 0 when all is well."""
    settings = settings_of()
    worst = OK
    with private_files():
        for finding in (*findings(settings), *([mailed(settings, mail)] if mail else [])):
            out.print(f"{'ok  ' if finding.well else 'FIX '} {finding.what}")
            worst = worst if finding.well else os.EX_CONFIG
    raise typer.Exit(worst)


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
    with installation() as app:
        if resend:
            _resend(app, resend)
            return
        with app.office.read() as work_:
            rows = outgoing.outbox_rows(work_, everything=everything)
    if as_json:
        out.print_json(json.dumps(rows))
        return
    out.print("\n".join(map(outgoing.as_line, rows)) or "Nothing waits, and nothing came back.")


def _require_way_out(settings: Settings) -> None:
    if settings.mail_goes_nowhere:
        raise Failure(os.EX_CONFIG, NO_WAY_OUT)


def _resend(app: App, mail_id: str) -> None:
    try:
        with app.office.write() as work_:
            mail = outgoing.send_again(work_, mail_id)
    except NotFound as error:
        text = f"There is no mail {mail_id}. See them with: alliance outbox"
        raise Failure(os.EX_DATAERR, text) from error
    out.print(f"The mail to {mail.recipient} leaves with the next work.")
