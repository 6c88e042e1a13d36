"""What changes about a meeting reaches every calendar, and what calendars say comes back."""

import tomllib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from icalendar import Calendar

from service.alliance import read_plan
from service.workflow import starting
from tests.flow.test_from_start_to_close import START, fill

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Shop:
    """Ada's and Ben's alliance on a stage; Ada organises."""

    def __init__(self, stage):
        self.stage = stage
        with stage.app.office.write() as work:
            plan = read_plan(tomllib.loads(START), now=stage.now)
            self.id = starting.begin(work, plan).id
        mails = stage.work()
        self.organiser = next(m for m in mails if m.subject.startswith("Under way")).link("o")
        self.homes = {
            m.to[:3]: "/".join(m.link("p").split("/")[:3])
            for m in mails
            if "/p/" in m.text and not m.calendar
        }
        self.invitations = {m.to[:3]: m for m in mails if m.calendar}

    def until_reviews(self):
        """The conversation is over and the series is in everybody's calendar."""
        mails = self.stage.pass_until(datetime(2026, 9, 21, 10, 30, tzinfo=UTC), 12 * HOUR)
        self.invitations = {m.to[:3]: m for m in mails if m.calendar}
        return self

    def alliance(self):
        with self.stage.app.office.read() as work:
            return work.tx.alliance(self.id)

    def act(self, path, fields, **more):
        self.stage.post(f"{self.organiser}{path}", fields, on=self.organiser, **more)
        return self.stage.work()

    def says(self, who, **said):
        """What `words` writes has arrived; the mails that it brought."""
        self.stage.app.receive(self.words(who, **said))
        return self.stage.work()

    def words(
        self, who, *, method="REPLY", sender=None, attendee=None, partstat="ACCEPTED", **props
    ):
        """A calendar's message about the invitation that `who` was last sent."""
        invitation = self.invitations[who]
        address = attendee or f"{who}@example.org"
        event = invitation.calendar.events[0]
        lines = {
            "UID": event["UID"],
            "DTSTAMP": f"{self.stage.now:%Y%m%dT%H%M%SZ}",
            "SEQUENCE": event["SEQUENCE"],
            f"ATTENDEE;PARTSTAT={partstat}": f"mailto:{address}",
            **props,
        }
        body = "".join(f"{name}:{value}\r\n" for name, value in lines.items())
        ics = (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nMETHOD:{method}\r\n"
            f"BEGIN:VEVENT\r\n{body}END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        message = EmailMessage(policy=SMTP)
        message["From"] = sender or f"{who}@example.org"
        message["To"] = invitation.sender
        message["Subject"] = "An answer"
        message["Message-ID"] = f"<{len(body)}.{self.stage.now.timestamp()}@example.org>"
        message.set_content("See the calendar.")
        params = {"method": method, "charset": "UTF-8"}
        message.add_alternative(ics.encode(), "text", "calendar", params=params)
        return message.as_bytes()


@pytest.fixture
def shop(stage):
    return Shop(stage)


def starts(mail):
    return [(e.get("RECURRENCE-ID"), e.DTSTART) for e in mail.calendar.events]


def test_one_review_is_moved_and_one_left_out(shop):
    shop.until_reviews()
    first, second = (datetime(2026, m, d, h, tzinfo=UTC) for m, d, h in ((10, 19, 9), (11, 16, 10)))
    moved = shop.act(
        "/review",
        {
            "original": first.isoformat(),
            "review_date": "2026-10-20",
            "review_time": "15:00",
            "review_minutes": "45",
        },
    )
    assert sorted(m.to for m in moved) == ["ada@example.org", "ben@example.org"]
    [event] = moved[0].calendar.events
    assert event["RECURRENCE-ID"].dt == first
    assert datetime(2026, 10, 20, 14, tzinfo=UTC) == event.DTSTART
    assert "One review has another time" in moved[0].text

    skipped = shop.act("/review", {"original": second.isoformat(), "action": "skip"})
    assert len(skipped) == 2
    assert {m.calendar["METHOD"] for m in skipped} <= {"CANCEL", "REQUEST"}
    forms = shop.stage.pass_until(datetime(2026, 10, 16, tzinfo=UTC), 12 * HOUR)
    assert {m.subject.split(":")[0] for m in forms} == {"Before your review"}
    asked = shop.alliance().current_round
    assert asked.occurrence == datetime(2026, 10, 20, 14, tzinfo=UTC)
    shop.stage.pass_until(datetime(2026, 12, 1, tzinfo=UTC), DAY)
    assert shop.alliance().current_round.number == 1, "the one left out was never opened"


def test_the_rhythm_changes_and_past_reviews_stay(shop):
    shop.until_reviews()
    shop.stage.pass_until(datetime(2026, 10, 21, tzinfo=UTC), DAY)
    mails = shop.act(
        "/rhythm",
        {
            "every": "month",
            "rhythm_date": "2026-11-02",
            "rhythm_time": "09:00",
            "rhythm_minutes": "20",
        },
    )
    to_ben = [m.calendar.events[0] for m in mails if m.to == "ben@example.org"]
    old, new = sorted(to_ben, key=lambda e: "UNTIL" not in e["RRULE"])
    assert old["RRULE"]["UNTIL"] == [datetime(2026, 10, 19, 9, tzinfo=UTC)]
    assert new["RRULE"].to_ical().decode() == "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO"
    assert old["UID"] != new["UID"]


def test_the_reviews_rest_and_go_on_by_themselves(shop):
    shop.until_reviews()
    shop.stage.pass_until(datetime(2026, 10, 21, tzinfo=UTC), DAY)
    rest = shop.act("/pause", {"until": "2026-12-01"})
    assert len(rest) == 2
    assert all("UNTIL" in m.calendar.events[0]["RRULE"] for m in rest)
    quiet = shop.stage.pass_until(datetime(2026, 11, 30, tzinfo=UTC), DAY)
    assert quiet == []
    woken = shop.stage.pass_until(datetime(2026, 12, 2, tzinfo=UTC), 6 * HOUR)
    assert {m.to for m in woken if m.calendar} == {"ada@example.org", "ben@example.org"}
    assert shop.alliance().pause is None
    forms = shop.stage.pass_until(datetime(2026, 12, 13, tzinfo=UTC), DAY)
    assert {m.subject.split(":")[0] for m in forms} >= {"Before your review"}


def test_somebody_joins_and_somebody_leaves(shop):
    joined = shop.act("/people", {"new_name": "Eve", "new_email": "eve@example.org"})
    to_eve = [m for m in joined if m.to == "eve@example.org"]
    assert len(to_eve) == 2, "her questions and her invitation"
    others = [m for m in joined if m.to != "eve@example.org" and m.calendar]
    assert all("eve@example.org" in m.calendar.to_ical().decode() for m in others)
    eve = next(p for p in shop.alliance().people if p.name == "Eve")
    shop.stage.now += HOUR
    gone = shop.act("/people", {"action": "remove", "person": eve.id})
    [to_eve] = [m for m in gone if m.to == "eve@example.org" and m.calendar]
    assert to_eve.calendar["METHOD"] == "CANCEL"
    assert "STATUS" not in to_eve.calendar.events[0], "the event goes on without her"
    others = [m for m in gone if m.to != "eve@example.org" and m.calendar]
    assert {m.calendar["METHOD"] for m in others} == {"REQUEST"}
    assert all("eve@example.org" not in m.calendar.to_ical().decode() for m in others)


def test_a_calendars_counter_proposal_is_taken_for_all(shop):
    told = shop.says(
        "ben",
        method="COUNTER",
        partstat="TENTATIVE",
        DTSTART="20260922T130000Z",
        DTEND="20260922T140000Z",
        COMMENT="I fetch the children at two.",
    )
    assert [m.to for m in told] == ["ada@example.org"]
    assert "I fetch the children" in told[0].text
    [proposal] = shop.alliance().proposals
    assert shop.alliance().conversation_at == datetime(2026, 9, 21, 9, tzinfo=UTC), "unchanged yet"
    moved = shop.act("/proposal", {"proposal": proposal.id, "answer": "accept"})
    assert sorted(m.to for m in moved) == ["ada@example.org", "ben@example.org"]
    for mail in moved:
        event = mail.calendar.events[0]
        assert event["SEQUENCE"] == 1
        assert datetime(2026, 9, 22, 13, tzinfo=UTC) == event.DTSTART


def test_whoever_sends_a_crowd_in_their_place_floods_nobody(shop):
    crowd = ",".join(f'"mailto:d{n}@example.org"' for n in range(40))
    told = shop.says("ben", partstat=f"DELEGATED;DELEGATED-TO={crowd}")
    assert len(shop.alliance().guests) == len(told) == 3


def test_a_time_that_nobody_can_mean_is_no_proposal(shop):
    shop.says("ben", method="COUNTER", DTSTART="99991231T235900Z")
    assert shop.alliance().proposals == ()
    dates = {"date": "9999-12-31", "time": "23:59", "minutes": "60", "place": ""}
    dates |= {"due_date": "2026-09-18", "due_time": "10:00"}
    shop.act("/dates", dates, status=422)


def test_a_declined_counter_proposal_is_answered_as_one(shop):
    shop.says("ben", method="COUNTER", DTSTART="20260922T130000Z", DTEND="20260922T140000Z")
    [proposal] = shop.alliance().proposals
    [answer] = shop.act("/proposal", {"proposal": proposal.id, "answer": "decline"})
    assert answer.to == "ben@example.org"
    assert answer.calendar["METHOD"] == "DECLINECOUNTER"
    assert answer.calendar.events[0]["SEQUENCE"] == proposal.sequence
    assert shop.alliance().conversation.sequence == 0


def test_another_time_is_proposed_on_the_page(shop):
    page = shop.homes["ben"]
    uid = shop.alliance().conversation.uid
    fields = {"event": uid, "date": "2026-09-22", "time": "16:00", "comment": "Later, please"}
    shop.stage.post(f"{page}/propose-time", fields, on=page)
    [told] = shop.stage.work()
    assert "16:00 (Europe/Berlin)" in told.text or "15:00 (Europe/London)" in told.text
    [proposal] = shop.alliance().proposals
    assert proposal.starts == datetime(2026, 9, 22, 14, tzinfo=UTC), "in Ben's own zone"
    late = {"event": uid, "date": "2020-01-01", "time": "16:00", "comment": "Kept words"}
    answer = shop.stage.post(f"{page}/propose-time", late, on=page, status=422)
    assert "Kept words" in answer.text


def test_a_proposal_leaves_the_page_once_its_time_is_past(shop):
    stage, uid = shop.stage, shop.alliance().conversation.uid

    def propose(day, **more):
        fields = {"event": uid, "date": day, "time": "16:00", **more}
        page = shop.homes["ben"]
        stage.post(f"{page}/propose-time", fields, on=page)
        stage.work()
        return 'id="proposals"' in stage.get(shop.organiser).text

    assert propose("2026-09-19")
    stage.pass_until(datetime(2026, 9, 19, 15, tzinfo=UTC), timedelta(hours=6))
    assert 'id="proposals"' not in stage.get(shop.organiser).text, "the time proposed is past"
    assert propose("2026-09-25")
    shop.until_reviews()
    assert 'id="proposals"' not in stage.get(shop.organiser).text, "the talk has taken place"


def test_a_proposal_for_a_review_that_is_left_out_leaves_the_page(shop):
    shop.until_reviews()
    original = datetime(2026, 11, 16, 10, tzinfo=UTC).isoformat()
    page, uid = shop.homes["ben"], shop.alliance().reviews.uid
    fields = {"event": uid, "occurrence": original, "date": "2026-11-18", "time": "16:00"}
    shop.stage.post(f"{page}/propose-time", fields, on=page)
    assert 'id="proposals"' in shop.stage.get(shop.organiser).text
    shop.act("/review", {"original": original, "action": "skip"})
    assert 'id="proposals"' not in shop.stage.get(shop.organiser).text


def test_an_answer_from_an_unknown_address_waits_for_the_organiser(shop):
    told = shop.says("ben", sender="ben@home.example.org", attendee="ben@home.example.org")
    assert [m.to for m in told] == ["ada@example.org"]
    assert "Is this Ben?" in told[0].subject
    assert shop.alliance().rsvps == ()
    assert "ben@home.example.org" in shop.stage.get(shop.organiser).text
    [guest] = shop.alliance().guests
    shop.act("/guest", {"guest": guest.id, "answer": "yes"})
    [said] = shop.alliance().rsvps
    assert said.partstat == "ACCEPTED"
    assert shop.alliance().guests == ()


def test_one_review_alone_is_declined_by_mail_and_on_the_page(shop):
    shop.until_reviews()
    shop.says("ben", partstat="DECLINED", **{"RECURRENCE-ID": "20261116T100000Z"})
    page = shop.homes["ada"]
    uid = shop.alliance().reviews.uid
    later = "2026-11-16T10:00:00+00:00"
    told = shop.stage.post(
        f"{page}/rsvp", {"event": uid, "occurrence": later, "partstat": "TENTATIVE"}, on=page
    )
    assert "perhaps" in shop.stage.get(shop.organiser).text
    assert "cannot come" in told.text
    by_occurrence = {(r.person, r.occurrence) for r in shop.alliance().rsvps}
    assert {o for _p, o in by_occurrence} == {datetime(2026, 11, 16, 10, tzinfo=UTC)}


def test_when_nobody_comes_the_organiser_is_offered_other_times(shop):
    shop.says("ben", partstat="DECLINED")
    told = shop.says("ada", partstat="DECLINED")
    assert [m.subject.split(":")[0] for m in told] == ["Nobody can come"]
    assert told[0].to == "ada@example.org"
    assert "22 September" in told[0].text


def test_a_feed_shows_when_and_never_what_until_it_is_stopped(shop):
    page = shop.homes["ben"]
    made = shop.stage.post(f"{page}/feed", {}, on=f"{page}/calendar").text
    path = made.split("webcal://testserver", 1)[1].split('"', 1)[0]
    feed = shop.stage.web.get(path)
    calendar = Calendar.from_ical(feed.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in feed.text
    again = shop.stage.web.get(path, headers={"If-None-Match": feed.headers["ETag"]})
    assert again.status_code == 304
    assert shop.stage.web.get(path.replace("/feed/", "/p/").removesuffix(".ics")).status_code == 404
    shop.stage.post(f"{page}/feed", {"action": "end"}, on=f"{page}/calendar")
    assert shop.stage.web.get(path).status_code == 410


def test_the_coachs_feed_holds_every_alliance(stage):
    one, other = Shop(stage), Shop(stage)
    fill(stage, f"{one.homes['ada']}/form/0", purpose="A")
    fill(stage, f"{one.homes['ben']}/form/0", purpose="B")
    summary = next(m for m in stage.work() if m.to == "cleo@example.org")
    coach = "/".join(summary.link("c").split("/")[:3])
    made = stage.post(f"{coach}/feed", {}, on=f"{coach}/calendar").text
    path = made.split("webcal://testserver", 1)[1].split('"', 1)[0]
    uids = {str(e["UID"]) for e in Calendar.from_ical(stage.web.get(path).content).events}
    assert uids == {one.alliance().conversation.uid, other.alliance().conversation.uid}


def test_a_review_moved_before_is_spoken_of_where_it_stands(shop):
    shop.until_reviews()
    original = datetime(2026, 11, 16, 10, tzinfo=UTC).isoformat()

    def move(day, time):
        fields = {"review_date": day, "review_time": time, "review_minutes": "30"}
        return shop.act("/review", {"original": original, **fields})

    move("2026-11-17", "15:00")
    page, uid = shop.homes["ben"], shop.alliance().reviews.uid
    shop.stage.post(
        f"{page}/propose-time",
        {"event": uid, "occurrence": original, "date": "2026-11-18", "time": "16:00"},
        on=page,
    )
    [told] = shop.stage.work()
    assert "17 November" in told.text
    assert "16 November" not in told.text
    asked = shop.stage.get(shop.organiser).text.split('id="proposals"')[1].split("</section>")[0]
    assert "17 November" in asked
    assert "16 November" not in asked
    again = move("2026-11-19", "15:00")
    assert all("17 November" in m.text and "16 November" not in m.text for m in again)
    gone = shop.act("/review", {"original": original, "action": "skip"})
    assert all("19 November" in m.text and "16 November" not in m.text for m in gone)


def test_the_organisers_page_asks_about_the_conversation_while_it_lies_ahead(shop):
    assert "Conversation:" in shop.stage.get(shop.organiser).text
    shop.until_reviews()
    assert "Conversation:" not in shop.stage.get(shop.organiser).text
