"""The program `alliance`. Exit codes are those of sysexits.h."""

import os
import sys
import traceback

import typer

from service.cli import alliances, keeping, running
from service.cli.program import OK, Failure, cli, complain

__all__ = ["alliances", "cli", "keeping", "main", "running"]


def main() -> None:
    """Runs the program; whatever goes wrong is one clear line and the right exit code."""
    try:
        code = cli(standalone_mode=False)
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        complain(f"{str(error) or 'Name a command.'} See: alliance --help")
        code = os.EX_USAGE
    except Failure as failure:
        complain(str(failure))
        code = failure.code
    except KeyboardInterrupt:
        code = OK
    except Exception as error:  # noqa: BLE001 - a mistake of ours: what it was, and one line
        traceback.print_exc()
        complain(f"That is a mistake of ours ({type(error).__name__}). Please report these lines.")
        code = os.EX_SOFTWARE
    sys.exit(code if isinstance(code, int) else OK)
