"""Rules 34 to 49: what an answer that came by mail changes, and what it never changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.itip import (
    RSVP,
    PartStat,
    apply_reply,
    cancel_event,
    end,
    move_occurrence,
    needs_answer,
    partstat,
    raised,
    read_reply,
    renewed,
    reschedule,
    whose,
)
from tests.calendar.reader import wall

LATER = datetime(2026, 9, 2, 12, tzinfo=UTC)
SECOND = datetime(2026, 11, 10, 13, tzinfo=UTC)


def reply(event, *lines, method="REPLY", uid=None, attendee="ATTENDEE;PARTSTAT=ACCEPTED"):
    """Our own writing of a plain reply from Ada, with more lines in its VEVENT."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            f"UID:{uid or event.uid}",
            f"{attendee}:mailto:ada@example.org",
            *(
                lines
                if any("DTSTAMP" in line for line in lines)
                else (*lines, "DTSTAMP:20260901T090000Z")
            ),
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def applied(event, ics, rsvps=(), now=LATER):
    """The answers after each part of a reply, and the codes."""
    known, codes = {(r.person, r.occurrence): r for r in rsvps}, []
    for part in read_reply(ics):
        decision = apply_reply(tuple(known.values()), part, person="ada", event=event, now=now)
        codes.append(decision.code)
        if decision.rsvp:
            known[decision.rsvp.person, decision.rsvp.occurrence] = decision.rsvp
    return tuple(known.values()), codes


def test_no_number_of_carriage_returns_takes_long(talk):
    began = process_time()
    ics = reply(talk, "SUMMARY:" + "\r" * 500_000)
    assert [part.uid for part in read_reply(ics)] == [talk.uid]
    assert process_time() - began < 10


def test_rule_38_one_answer_changes_and_nothing_else(talk):
    ics = reply(talk, "SUMMARY:Accepted: Something else", "LOCATION:Elsewhere", "SEQUENCE:0")
    others = (
        RSVP(event=talk.uid, person="ben", partstat=PartStat.DECLINED, sequence=0, stamp=LATER),
    )
    after, codes = applied(talk, ics, others)
    assert codes == ["applied"]
    assert {(r.person, r.partstat) for r in after} == {("ben", "DECLINED"), ("ada", "ACCEPTED")}
    assert partstat(talk, after, "ada") == PartStat.ACCEPTED


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID:20261110T130000Z",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261110T140000",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20261110T140000",
        'RECURRENCE-ID;TZID="W. Europe Standard Time":20261110T140000',
        "RECURRENCE-ID;TZID=/mozilla.org/20070129_1/Europe/Berlin:20261110T140000",
        "RECURRENCE-ID;TZID=America/New_York:20261110T080000",
        "RECURRENCE-ID;VALUE=DATE:20261110",
        "RECURRENCE-ID:20261110T140000",
    ],
)
def test_rule_35_and_39_an_occurrence_is_found_by_its_instant(series, line):
    ics = reply(series, line, "RRULE:FREQ=WEEKLY;INTERVAL=4", "SEQUENCE:0")
    ((said,), codes) = applied(series, ics)
    assert codes == ["applied"]
    assert said.occurrence == SECOND
    assert partstat(series, [said], "ada", SECOND) == PartStat.ACCEPTED
    assert partstat(series, [said], "ada") == PartStat.NEEDS_ACTION


def test_rule_35_the_zone_that_the_reply_itself_defines(series):
    lines = """\
BEGIN:VTIMEZONE
TZID:Benutzerdefiniert
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT"""
    zone = lines.replace("\n", "\r\n")
    for original, instant in (
        ("20261013T140000", datetime(2026, 10, 13, 12, tzinfo=UTC)),
        ("20261110T140000", SECOND),
    ):
        ics = reply(series, f"RECURRENCE-ID;TZID=Benutzerdefiniert:{original}")
        (part,) = read_reply(ics.replace("BEGIN:VEVENT", zone))
        assert part.recurrence == instant


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID:20261111T130000Z",
        "RECURRENCE-ID:20990101T130000Z",
        "RECURRENCE-ID:99991231T235959Z",
        "RECURRENCE-ID:nonsense",
        "RECURRENCE-ID;TZID=Nowhere/Land:20261110T130000",
        "RECURRENCE-ID;VALUE=DATE:20261111",
    ],
)
def test_rule_39_an_unknown_occurrence_never_answers_for_the_series(series, line):
    assert applied(series, reply(series, line)) == ((), ["unknown"])


def test_rule_36_a_reply_needs_hardly_anything(talk):
    ics = f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{talk.uid}\nATTENDEE;PARTSTAT=TENTATIVE:mailto:ada@example.org\n"
    ((said,), codes) = applied(talk, ics)
    assert (said.partstat, codes) == (PartStat.TENTATIVE, ["applied"])


@pytest.mark.parametrize(
    "given",
    [
        "MAILTO:Ada@Example.ORG",
        "mailto:ada%40example.org",
        "Mailto: <ada@example.org>",
        "ada@example.org",
    ],
)
def test_rule_37_the_whole_address_in_any_case(talk, given):
    (part,) = read_reply(reply(talk).replace("mailto:ada@example.org", given))
    assert part.attendee == "ada@example.org"
    assert whose(part, address="Ada@example.org", sender="x@y.org", proven=True) == "own"


@pytest.mark.parametrize(
    "given", ["mailto:xada@example.org", "mailto:ada@example.org.evil.example"]
)
def test_rule_37_and_45_never_a_part_of_an_address(talk, given):
    (part,) = read_reply(reply(talk).replace("mailto:ada@example.org", given))
    assert whose(part, address="ada@example.org", sender="ada@example.org", proven=True) == "guest"


def test_rule_40_each_part_on_its_own(series):
    whole = reply(series, "SEQUENCE:0")
    declined = reply(
        series, "RECURRENCE-ID:20261110T130000Z", attendee="ATTENDEE;PARTSTAT=DECLINED"
    )
    inner = declined.split("METHOD:REPLY\r\n")[1].split("END:VCALENDAR")[0]
    after, codes = applied(series, whole.replace("END:VCALENDAR", inner + "END:VCALENDAR"))
    assert codes == ["applied", "applied"]
    assert partstat(series, after, "ada") == PartStat.ACCEPTED
    assert partstat(series, after, "ada", SECOND) == PartStat.DECLINED


def test_rule_41_sequence_before_stamp(talk):
    event = raised(raised(talk, LATER), LATER)
    older = reply(
        event, "SEQUENCE:1", "DTSTAMP:20260901T230000Z", attendee="ATTENDEE;PARTSTAT=DECLINED"
    )
    newer = reply(event, "SEQUENCE:2", "DTSTAMP:20260901T100000Z")
    for order in ([older, newer], [newer, older]):
        rsvps = ()
        for ics in order:
            rsvps, codes = applied(event, ics, rsvps)
        assert partstat(event, rsvps, "ada") == PartStat.ACCEPTED
    assert codes == ["outdated"]


answers = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 3),
        st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"]),
        st.sampled_from(["", "RECURRENCE-ID:20261110T130000Z"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answers=answers)
def test_rule_41_every_order_of_arrival_ends_alike(series, answers):
    event = raised(raised(raised(series, LATER), LATER), LATER)
    letters = [
        read_reply(
            reply(
                event,
                f"SEQUENCE:{sequence}",
                f"DTSTAMP:20260901T0{hour}0000Z",
                *([line] if line else []),
                attendee=f"ATTENDEE;PARTSTAT={state}",
            )
        )[0]
        for sequence, hour, state, line in answers
    ]
    ends = set()
    for order in permutations(letters):
        known = {}
        for part in order:
            decision = apply_reply(
                tuple(known.values()), part, person="ada", event=event, now=LATER
            )
            if decision.rsvp:
                known[decision.rsvp.occurrence] = decision.rsvp
        ends.add(frozenset(known.values()))
    assert len(ends) == 1


def test_rule_42_an_older_answer_confirms_no_newer_time(talk):
    moved = reschedule(talk, starts=wall("2026-09-17 09:00"), minutes=60, place="", now=LATER)
    assert needs_answer(talk, moved)
    assert applied(moved, reply(moved, "SEQUENCE:0")) == ((), ["stale"])
    before = RSVP(event=talk.uid, person="ada", partstat=PartStat.ACCEPTED, sequence=0, stamp=LATER)
    assert partstat(talk, [before], "ada") == PartStat.ACCEPTED
    assert partstat(moved, [before], "ada") == PartStat.NEEDS_ACTION


def test_rule_42_a_moved_review_alone_asks_again(series):
    before = RSVP(
        event=series.uid, person="ada", partstat=PartStat.ACCEPTED, sequence=0, stamp=LATER
    )
    moved = move_occurrence(
        series,
        original=wall("2026-11-10 14:00"),
        starts=wall("2026-11-12 14:00"),
        minutes=30,
        now=LATER,
    )
    assert not needs_answer(series, moved)
    assert partstat(moved, [before], "ada") == PartStat.ACCEPTED
    assert partstat(moved, [before], "ada", SECOND) == PartStat.NEEDS_ACTION
    stale = reply(moved, "SEQUENCE:0", "RECURRENCE-ID:20261110T130000Z")
    assert applied(moved, stale)[1] == ["stale"]
    assert applied(moved, reply(moved, "SEQUENCE:0"))[1] == ["applied"]


@pytest.mark.parametrize(
    "line, sequence",
    [
        ("X-NONE:1", 0),
        ("SEQUENCE:many", 0),
        ("SEQUENCE:99999999999999", 0),
        ("SEQUENCE:-3", 0),
        ("SEQUENCE:12", 12),
    ],
)
def test_rule_43_any_sequence_is_survived(talk, line, sequence):
    (part,) = read_reply(reply(talk, line))
    assert part.sequence == sequence
    ((said,), codes) = applied(talk, reply(talk, line))
    assert (said.sequence, codes) == (0, ["applied"])


def test_rule_43_a_sequence_above_ours_shuts_out_no_later_answer(talk):
    rsvps, _ = applied(talk, reply(talk, "SEQUENCE:40", "DTSTAMP:20991231T000000Z"))
    event = renewed(talk, LATER)
    later = LATER + timedelta(hours=1)
    stamp = f"DTSTAMP:{later:%Y%m%dT%H%M%SZ}"
    after, codes = applied(
        event,
        reply(event, "SEQUENCE:0", stamp, attendee="ATTENDEE;PARTSTAT=DECLINED"),
        rsvps,
        later,
    )
    assert codes == ["applied"]
    assert partstat(event, after, "ada") == PartStat.DECLINED


def test_rule_44_a_stranger_cannot_answer_for_an_attendee(talk):
    (part,) = read_reply(reply(talk))
    assert whose(part, address="ada@example.org", sender="dana@example.org", proven=False) == "held"
    assert whose(part, address="ada@example.org", sender="ADA@example.org", proven=False) == "own"


def test_rule_45_several_attendees_are_only_echoed(talk):
    ics = reply(talk).replace(
        "END:VEVENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.org\r\nEND:VEVENT"
    )
    own, echoed = read_reply(ics)
    seen = [
        whose(part, address="ada@example.org", sender="ada@example.org", proven=True, alone=False)
        for part in (own, echoed)
    ]
    assert seen == ["own", "echo"]


def test_rule_46_a_delegate_is_named(talk):
    line = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Dana@example.org"'
    (part,) = read_reply(reply(talk, attendee=line))
    assert part.delegated_to == ("dana@example.org",)
    ((said,), _codes) = applied(talk, reply(talk, attendee=line))
    assert said.partstat == PartStat.DELEGATED


def test_rule_35_a_zone_of_nonsense_hurts_nobody(series):
    zone = [
        *("BEGIN:VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:20000101T000000"),
        *("TZOFFSETTO:+0100", f"RRULE:FREQ=YEARLY;BYMONTH={'1' * 5000}"),
        *("END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT"),
    ]
    ics = reply(series, "RECURRENCE-ID;TZID=Odd:20261013T140000")
    read_reply(ics.replace("BEGIN:VEVENT", "\r\n".join(zone)))


@pytest.mark.parametrize(
    "value",
    ["ATTENDEE", "ATTENDEE;PARTSTAT=MAYBE", "ATTENDEE;PARTSTAT=", "ATTENDEE;PARTSTAT=IN-PROCESS"],
)
def test_rule_47_other_states_are_ignored(talk, value):
    assert applied(talk, reply(talk, "SUMMARY:Accepted: x", attendee=value)) == ((), ["unreadable"])


def test_rule_48_after_the_end_nothing_changes(talk, series):
    cancelled = cancel_event(talk, LATER)
    assert applied(cancelled, reply(cancelled, "SEQUENCE:1")) == ((), ["closed"])
    over = end(series, datetime(2026, 11, 12, tzinfo=UTC))
    late = datetime(2026, 11, 13, tzinfo=UTC)
    assert applied(over, reply(over, "SEQUENCE:1"), now=late) == ((), ["closed"])


def test_rule_49_a_proposal_changes_nothing(series):
    ics = reply(
        series,
        "RECURRENCE-ID:20261110T130000Z",
        "DTSTART;TZID=W. Europe Standard Time:20261111T100000",
        "DTEND;TZID=W. Europe Standard Time:20261111T103000",
        "COMMENT:Wednesday suits me better\\, if you can",
        method="COUNTER",
        attendee="ATTENDEE;PARTSTAT=TENTATIVE",
    )
    (part,) = read_reply(ics)
    assert part.proposed_start == datetime(2026, 11, 11, 9, tzinfo=UTC)
    assert part.proposed_end == datetime(2026, 11, 11, 9, 30, tzinfo=UTC)
    assert part.comment == "Wednesday suits me better, if you can"
    assert applied(series, ics) == ((), ["proposal"])


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "REFRESH"])
def test_nothing_but_an_answer_says_anything(talk, method):
    assert read_reply(reply(talk, method=method)) == ()


def test_rule_33_the_same_answer_twice_is_one(talk):
    ics = reply(talk, "SEQUENCE:0")
    assert len(read_reply(ics + ics)) == 1
    rsvps, _ = applied(talk, ics)
    assert applied(talk, ics, rsvps) == (rsvps, ["duplicate"])


def test_a_button_on_the_page_is_older_than_a_later_mail_and_newer_than_an_earlier_one(talk):
    event = raised(talk, LATER)
    pressed = RSVP(
        event=event.uid, person="ada", partstat=PartStat.DECLINED, sequence=1, stamp=LATER
    )
    now = LATER + timedelta(hours=2)
    for stamp, code in (("20260902T130000Z", "applied"), ("20260902T110000Z", "outdated")):
        assert applied(event, reply(event, f"DTSTAMP:{stamp}"), (pressed,), now)[1] == [code]


def test_an_answer_to_another_event_is_unknown(talk, series):
    (part,) = read_reply(reply(series))
    assert apply_reply((), part, person="ada", event=talk, now=LATER).code == "unknown"


@pytest.mark.parametrize(
    "broken",
    [
        lambda ics: "\ufeff" + ics,
        lambda ics: ics.encode("utf-8-sig"),
        lambda ics: ics.encode("utf-16"),
        lambda ics: ics.replace("\r\n", "\r\r\n"),
        lambda ics: ics.replace("\r\n", "\r"),
        lambda ics: ics.replace("\r\n", "\n"),
        lambda ics: ics.replace("BEGIN:VEVENT", "nonsense\r\n;:=\r\nBEGIN:VEVENT"),
        lambda ics: ics.replace("END:VEVENT\r\nEND:VCALENDAR\r\n", ""),
        lambda ics: ics.replace("mailto:", "mai\r\n lto:"),
        lambda ics: ics.lower(),
    ],
)
def test_spoiled_text_is_read_all_the_same(talk, broken):
    (part,) = read_reply(broken(reply(talk, "SEQUENCE:0")))
    assert (part.uid, part.partstat, part.attendee) == (talk.uid, "ACCEPTED", "ada@example.org")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_replies_never_raise(series, data):
    raw = bytearray(
        reply(series, "RECURRENCE-ID;TZID=Europe/Berlin:20261110T140000", "SEQUENCE:1").encode()
    )
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    for part in read_reply(bytes(raw)):
        apply_reply((), part, person="ada", event=series, now=LATER)


def test_a_moved_review_is_found_by_its_original_start(series):
    moved = move_occurrence(
        series,
        original=wall("2026-11-10 14:00"),
        starts=wall("2026-11-12 14:00"),
        minutes=30,
        now=LATER,
    )
    ics = reply(moved, "RECURRENCE-ID:20261110T130000Z", "SEQUENCE:1")
    ((said,), _codes) = applied(moved, ics)
    assert said.occurrence == SECOND
    assert applied(replace(moved, skipped=(wall("2026-11-10 14:00"),), moved=()), ics)[1] == [
        "unknown"
    ]
