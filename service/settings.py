"""Settings, from environment variables beginning with ALLIANCE_ or a `.env` file."""

import os
import re
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, PositiveInt, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.colours import OWN, Accent, read_accent

MARKS = {".svg": "image/svg+xml", ".png": "image/png"}
"""The kinds of file that a mark may be."""
SHORTEST_KEY = 16
"""Characters that a secret key has at least; those that are made have 43."""
NO_WAY_OUT = (
    "No mail can leave: set ALLIANCE_SMTP_URL. Without it mail stays in a mailbox that whoever "
    "reaches the service may read, which is for trying it at http://127.0.0.1 alone."
)
"""What is said where `mail_goes_nowhere`."""
_POSTGRESQL = dict.fromkeys(("postgres", "postgresql", "postgresql+psycopg"), "postgresql+psycopg")
"""What people write before the `://`, and what SQLAlchemy wants there."""


class Settings(BaseSettings):
    """All that an admin can set. No settings at all must work."""

    model_config = SettingsConfigDict(
        env_prefix="ALLIANCE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    base_url: str | None = Field(
        None,
        description="Where people reach the service; every link begins so. "
        "Default: `http://` with the host and port below.",
    )
    host: str = Field("127.0.0.1", description="The address that `serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="The port that `serve` listens on.")
    data_dir: Path = Field(
        Path("var"), description="Where the database and the key are kept by default."
    )
    database_url: str | None = Field(
        None,
        description="`sqlite:///path` or `postgresql://…`; default: a SQLite file in the data dir.",
    )
    smtp_url: str | None = Field(
        None,
        description="`smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…:465`; "
        "default: the local mailbox at `/mailbox`, where the service is reached from its own "
        "machine alone.",
    )
    smtp_lanes: PositiveInt = Field(2, description="How many connections deliver mail at once.")
    smtp_per_minute: PositiveInt | None = Field(
        None, description="How many mails the mail server takes in a minute; empty: any number."
    )
    smtp_per_day: PositiveInt | None = Field(
        None, description="How many mails it takes in 24 hours; empty: any number."
    )
    smtp_timeout: float = Field(
        60.0, gt=0, description="How many seconds the mail server may take for one answer."
    )
    dkim_key: Path | None = Field(
        None,
        description="A file with an RSA private key (PEM): mails are signed with it (extra "
        "`dkim`). Only without a mail server that signs.",
    )
    dkim_selector: str = Field(
        "alliance", description="Under which name the key is published in the DNS."
    )
    mail_from: str = Field(
        "alliance@localhost.localdomain",
        description="The service's own address; people see it as sender, with a tag after a “+”.",
    )
    practice_name: str = Field(
        "Designed Alliance", description="Your practice's name, on pages and in mails."
    )
    accent: str = Field(
        OWN.light,
        description="Your practice's colour, on pages, in mails and on paper; dark enough to be "
        "read.",
    )
    mark: Path | None = Field(
        None, description="Your practice's mark on pages: an SVG or PNG file; default: ours."
    )
    question_sets: Path | None = Field(
        None,
        description="A folder with question sets of your own, one TOML file each, to choose from "
        "beside the built-in ones.",
    )
    inbox_url: str | None = Field(
        None,
        description="Where replies come in: `lmtp://host:port` to listen there, or "
        "`imaps://user:password@host/INBOX` to read a mailbox (extra `imap`).",
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=SHORTEST_KEY,
        description="Encrypts what people write and derives their secret addresses; "
        "default: made once and kept in the data dir.",
    )
    review_lead_days: PositiveInt = Field(
        5, description="How many days before a review its form is mailed."
    )
    erase_after_days: PositiveInt = Field(
        90, description="How many days after the close an alliance stays readable."
    )
    max_participants: PositiveInt = Field(
        200, description="How many may take part in one alliance."
    )
    allowed_organisers: str = Field(
        "",
        description="Addresses or @domains, by commas, that may start one on the web; empty: all.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="For people or for programs.")

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("give the whole address, such as https://alliance.example.org")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        scheme, _, rest = (url or "").partition("://")
        if scheme == "sqlite":
            known = rest.startswith("/") and rest[1:] not in {"", ":memory:"}
        else:
            known = scheme in _POSTGRESQL and not _no_port(url or "")
        if url and not known:
            raise ValueError("give it as sqlite:///path or postgresql://user:password@host/name")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _relay(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname or _no_port(url)):
            raise ValueError("give it as smtp://host:port or smtps://user:password@host:port")
        return url or None

    @field_validator("mail_from")
    @classmethod
    def _bare_address(cls, address: str) -> str:
        if not re.fullmatch(r"[^\s<>@,;:+\"]+@[^\s<>@,;:]+", address):
            raise ValueError("give a bare address without “+”, such as alliance@example.org")
        return address

    @field_validator("accent")
    @classmethod
    def _legible(cls, colour: str) -> str:
        return read_accent(colour).light

    @field_validator("mark")
    @classmethod
    def _picture(cls, path: Path | None) -> Path | None:
        if path and (path.suffix.lower() not in MARKS or not path.is_file()):
            raise ValueError("give the path of an SVG or PNG file that is there")
        return path

    @property
    def accents(self) -> Accent:
        """The practice's colour by day and in the dark."""
        return read_accent(self.accent)

    @property
    def public_url(self) -> str:
        """Where people reach the service, without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"

    @property
    def keeps_mail(self) -> bool:
        """Whether mail stays in the local mailbox, which whoever reaches the service may read."""
        return self.smtp_url is None and self._own_machine

    @property
    def mail_goes_nowhere(self) -> bool:
        """Whether there is neither a relay nor a mailbox that is safe to show."""
        return self.smtp_url is None and not self._own_machine

    @property
    def _own_machine(self) -> bool:
        return _is_loopback(self.host) and _is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy wants it."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.absolute() / 'alliance.sqlite3'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"{_POSTGRESQL.get(scheme, scheme)}://{rest}"

    def key(self) -> bytes:
        """The secret key; made and kept in the data dir the first time.

        It is there whole or not at all, whoever else makes one at the same moment.
        Raises OSError; ValueError for a file that holds no whole key.
        """
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self.data_dir, encoding="ascii") as fresh:
                fresh.write(secrets.token_urlsafe(32))
                fresh.flush()
                os.fsync(fresh.fileno())
                with suppress(FileExistsError):
                    os.link(fresh.name, path)
        key = path.read_text("ascii").strip()
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"{path} holds no whole key: bring it back from a copy, or remove it")
        return key.encode()


def _is_loopback(host: str) -> bool:
    """Whether the name or address is this machine's own, which no other reaches."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _no_port(url: str) -> bool:
    """Whether what stands for the port is none."""
    try:
        urlsplit(url).port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return True
    return False
