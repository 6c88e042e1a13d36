"""The commands that write files for whoever runs or designs the service."""

import os
from pathlib import Path
from typing import Annotated

import typer

from service import preview as samples
from service.cli.program import Failure, cli, out, settings_of
from service.errors import Unavailable
from service.languages import LANGUAGES
from service.storage import NothingToCopy, back_up, dump_command


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Copy the database, also while the service runs; the key is not in the copy."""
    settings = settings_of()
    if command := dump_command(settings.database, file):
        text = f"A PostgreSQL database is copied by its own program: {command}"
        raise Failure(os.EX_UNAVAILABLE, text)
    if file.exists() and not force:
        raise Failure(os.EX_CANTCREAT, f"{file} is there already. Name another, or add --force.")
    try:
        back_up(settings.database, file)
    except NothingToCopy as error:
        text = "There is no database yet. Check ALLIANCE_DATA_DIR, or ALLIANCE_DATABASE_URL."
        raise Failure(os.EX_NOINPUT, text) from error
    except Unavailable as error:
        text = f"The database cannot be copied: {error.__cause__ or error}."
        raise Failure(os.EX_UNAVAILABLE, text) from error
    except OSError as error:
        raise Failure(os.EX_CANTCREAT, f"{file} cannot be written: {error.strerror}.") from error
    key = "ALLIANCE_SECRET_KEY" if settings.secret_key else str(settings.data_dir / "secret_key")
    out.print(f"Copied to {file}. Nobody can read it without the key: keep {key} too, elsewhere.")


@cli.command()
def preview(
    directory: Annotated[
        Path | None, typer.Argument(help="Where the files go; made if need be.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help=f"One language alone: {', '.join(LANGUAGES)}.")
    ] = None,
) -> None:
    """Write every page and every mail, with invented people, as files to look at."""
    if language and language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise Failure(os.EX_USAGE, f"“{language}” is not spoken here: choose one of {known}.")
    if directory is None:
        out.print("Name a folder, as in: alliance preview samples")
        out.print("Or start the demo and open /preview: alliance demo")
        return
    spoken = [language] if language else list(LANGUAGES)
    try:
        count = samples.write(directory, spoken, settings_of())
    except OSError as error:
        text = f"{error.filename or directory} cannot be written: {error.strerror}."
        raise Failure(os.EX_CANTCREAT, text) from error
    out.print(f"Wrote {count} files. Open {samples.begin(directory, spoken)}")
