"""Logs for people or for programs. No token, address or answer stands in them."""

import logging
import re
import sys

import structlog

from service.settings import Settings

_SECRET = re.compile(
    r"(/(?:[poc]|start|silence/[^/\s]+/[^/\s]+)/)[A-Za-z0-9_-]{20,}|(\+)[a-z2-7]{26}(?=@)"
)


def set_up_logs(settings: Settings) -> None:
    """All logging goes to standard error in the form that is set; secrets are blotted out."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _blotted,
                renderer,
            ],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for noisy in ("uvicorn.error", "mail.log", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def blot_out(text: str) -> str:
    """The text without tokens of links and secret addresses."""
    return _SECRET.sub(lambda m: f"{m[1] or m[2]}…", text)


def _blotted(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {k: blot_out(v) if isinstance(v, str) else v for k, v in event.items()}
