"""The commands about alliances, and the people in them."""

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from service.cli.program import JSON, Failure, cli, installation, known_alliance, out
from service.errors import Closed, InvalidInput, NotFound
from service.workflow import Work, closing, erasing, showing, starting, verifying


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
    with installation() as app:
        try:
            with app.office.write() as begun:
                alliance = starting.begin(begun, starting.planned(begun, given))
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
    with installation() as app, app.office.read() as work_:
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
    with installation() as app, app.office.read() as work_:
        alliance = known_alliance(work_.tx.alliance, alliance_id)
        whole = showing.whole(work_, alliance, with_answers=with_answers)
    if as_json:
        out.print_json(json.dumps(whole, ensure_ascii=False))
    else:
        out.print(showing.as_text(whole))


@cli.command()
def close(
    alliance_id: Annotated[str, typer.Argument(metavar="ID")],
    why: Annotated[str, typer.Option(help="A word to everybody.")] = "",
) -> None:
    """Close an alliance: calendars end, a last mail goes to everybody, nothing after it."""
    with installation() as app:
        with app.office.write() as work_:
            before = known_alliance(lambda i: work_.tx.alliance(i, lock=True), alliance_id)
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
    with installation() as app, app.office.read() as work_:
        if email:
            content = erasing.export_person(work_, email)
        else:
            alliance = known_alliance(work_.tx.alliance, alliance_id or "")
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
    with installation() as app:
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


def _erased(work_: Work, alliance_id: str, email: str | None) -> list[str]:
    """What was erased, and what remains, a line each."""
    if not email:
        gone = known_alliance(lambda i: erasing.erase_alliance_now(work_, i), alliance_id)
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
