"""Whether an installation is well: each thing looked at, and what to do about it."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aiosmtplib import SMTPException

from service.app import App
from service.delivery import Signer, build_client
from service.errors import InvalidInput, Unavailable, advice_in
from service.inbox import Mailbox, check
from service.outbox import Attempt, Outcome
from service.participants import clean_email
from service.questions import load_sets
from service.settings import NO_WAY_OUT, Settings
from service.storage import is_current


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at, in a line that says what to do when it is not well."""

    well: bool
    what: str


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything worth a look, one by one, as it is found."""
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _folder,
        _database,
        _question_sets,
        _address,
        _relay,
        _signature,
        _inbox,
    )
    for look in looks:
        yield look(settings)


def mailed(settings: Settings, address: str) -> Finding:
    """Whether the mail server has taken a test mail to that address, and what it said."""
    try:
        attempt = asyncio.run(_send(settings, clean_email(address)))
    except ValueError as error:
        return Finding(well=False, what=f"no test mail: {advice_in(error)}")
    except (OSError, Unavailable) as error:
        return Finding(well=False, what=f"the test mail cannot be made ({error})")
    if attempt.outcome == Outcome.SENT:
        return Finding(well=True, what=f"a test mail to {address} is on its way: {attempt.answer}")
    return Finding(well=False, what=f"the test mail to {address} was refused: {attempt.answer}")


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        settings.key()
    except OSError as error:
        what = f"{folder} cannot be written ({error.strerror}): set ALLIANCE_DATA_DIR"
        return Finding(well=False, what=what)
    except ValueError as error:
        return Finding(well=False, what=str(error))
    return Finding(well=True, what=f"{folder} can be written; the key is there")


def _database(settings: Settings) -> Finding:
    try:
        current = is_current(settings.database)
    except (Unavailable, OSError) as error:
        cause = str(error.__cause__ or error).splitlines()[0]
        what = f"the database cannot be used ({cause}): check ALLIANCE_DATABASE_URL"
        return Finding(well=False, what=what)
    shape = "is up to date" if current else "is brought up to date as the service starts"
    return Finding(well=True, what=f"the database answers and {shape}")


def _question_sets(settings: Settings) -> Finding:
    try:
        sets = load_sets(settings.question_sets)
    except InvalidInput as error:
        what = f"ALLIANCE_QUESTION_SETS: {'; '.join(str(error).splitlines())}"
        return Finding(well=False, what=what)
    return Finding(well=True, what=f"question sets to choose from: {', '.join(sets)}")


def _address(settings: Settings) -> Finding:
    if settings.smtp_url and settings.mail_from.endswith("localdomain"):
        what = "ALLIANCE_MAIL_FROM is not set: give the address that mail is sent from"
        return Finding(well=False, what=what)
    if settings.smtp_url and "127.0.0.1" in settings.public_url:
        what = "ALLIANCE_BASE_URL is not set: people would get links to this machine only"
        return Finding(well=False, what=what)
    return Finding(well=True, what=f"links begin with {settings.public_url}")


def _relay(settings: Settings) -> Finding:
    if settings.mail_goes_nowhere:
        return Finding(well=False, what=NO_WAY_OUT)
    if settings.smtp_url is None:
        return Finding(well=True, what=f"mail stays here, at {settings.public_url}/mailbox")
    try:
        asyncio.run(_greet(settings.smtp_url))
    except (OSError, SMTPException, ValueError) as error:
        what = f"the mail server cannot be used ({error}): check ALLIANCE_SMTP_URL"
        return Finding(well=False, what=what)
    return Finding(well=True, what="the mail server takes mail from us")


def _signature(settings: Settings) -> Finding:
    if settings.dkim_key is None:
        return Finding(well=True, what="mails are not signed here: let the mail server do it")
    domain = settings.mail_from.rpartition("@")[2]
    try:
        pem = settings.dkim_key.read_bytes()
        name, text = Signer(domain, settings.dkim_selector, pem).record
    except (OSError, ValueError) as error:
        return Finding(
            well=False, what=f"mails cannot be signed ({error}): check ALLIANCE_DKIM_KEY"
        )
    return Finding(well=True, what=f"mails are signed; the DNS must have {name} TXT “{text}”")


def _inbox(settings: Settings) -> Finding:
    if settings.inbox_url is None:
        what = "no ALLIANCE_INBOX_URL: replies by mail come in by alliance receive only"
        return Finding(well=True, what=what)
    try:
        check(settings.inbox_url)
        if not settings.inbox_url.startswith("lmtp"):
            Mailbox(settings.inbox_url, lambda _raw, _to: None).look()
    except (OSError, ValueError) as error:
        return Finding(well=False, what=f"the inbox cannot be used: {error}")
    return Finding(well=True, what="replies are taken in")


async def _send(settings: Settings, address: str) -> Attempt:
    app = App(settings)
    try:
        app.migrate()
        return await app.check_mail(address)
    finally:
        app.close()


async def _greet(url: str) -> None:
    client = build_client(url)
    async with client:
        await client.noop()
