"""A whole service on a virtual clock, its mail in a sink, and people who read and press."""

import email
import email.policy
import html
import re
from dataclasses import dataclass
from email.message import EmailMessage

from icalendar import Calendar
from starlette.testclient import TestClient

from service.app import App
from service.settings import Settings

BASE = "http://testserver"


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self):
        return str(self.message["Subject"])

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()

    @property
    def calendar(self):
        """The invitation in it, or None."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return Calendar.from_ical(part.get_payload(decode=True))
        return None

    @property
    def sender(self):
        return self.message["From"].addresses[0].addr_spec

    @property
    def pdf(self):
        parts = [p for p in self.message.walk() if p.get_content_type() == "application/pdf"]
        return parts[0].get_payload(decode=True) if parts else None

    def link(self, prefix="p"):
        """The path of the first personal link of that kind."""
        found = re.search(rf"{BASE}(/{prefix}/[^\s>)]+)", self.text)
        assert found, f"no /{prefix}/ link in:\n{self.text}"
        return found[1]


class Stage:
    """`clock` is the time; `pass_until` lets it pass, with all that falls due on the way."""

    def __init__(self, url, sink, now, folder, **settings):
        self.now = now
        self.sink = sink
        self.app = App(
            Settings(
                _env_file=None,
                base_url=BASE,
                database_url=url,
                data_dir=folder,
                smtp_url=sink.url,
                mail_from="alliance@service.example.org",
                secret_key="only for tests, as it is known",
                **settings,
            ),
            clock=lambda: self.now,
        )
        self.app.migrate()
        self.web = TestClient(self.app.site, base_url=BASE, follow_redirects=True)
        self.weeks = []
        self._read = 0

    def close(self):
        self.web.close()
        self.app.close()

    def work(self):
        """What is due now is done; the mails that this brought, oldest first.

        Coaches' weekly mails are apart, in `weeks`.
        """
        self.app.work_once()
        fresh = [_mail(to, raw) for to, raw in self.sink.mails[self._read :]]
        self._read = len(self.sink.mails)
        self.weeks += [m for m in fresh if m.subject.startswith("Your week")]
        return [m for m in fresh if not m.subject.startswith("Your week")]

    def pass_until(self, moment, step):
        """Time goes on in steps; all mails of the way."""
        mails = []
        while self.now < moment:
            self.now = min(self.now + step, moment)
            mails += self.work()
        return mails

    def get(self, path):
        page = self.web.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}\n{page.text[:2000]}"
        return page

    def post(self, path, fields, *, on=None, status=200):
        """Sends a form of the page `on`, with that page's own token."""
        page = self.get(on or path)
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token, f"no form on {on or path}"
        answer = self.web.post(path, data={"form_token": html.unescape(token[1]), **fields})
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:3000]}"
        return answer


def _mail(to, raw):
    parsed = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    return Mail(to=to, message=parsed)
