"""A form's mail, and replies to it as people and their programs write them."""

from datetime import UTC, datetime

from service.participants import Person
from service.questions import Kind, Question
from service.replying import numbered

NEEDS = "What do you need from each other?"
TRUST = "How high is the trust between you now?"
HELP = "What do you appreciate in this person?"


def question(key, kind, text, **more):
    return Question(key=key, section="s", kind=kind, text=text, **more)


def person(name):
    came = datetime(2026, 9, 1, tzinfo=UTC)
    email = f"{name}@example.org"
    return Person(id=name.lower(), name=name, email=email, time_zone="UTC", joined_at=came)


ADA, BEN, EVE = person("Ada"), person("Ben"), person("Eve")
QUESTIONS = (
    question("purpose", Kind.POINTS, "Why do you work together?"),
    question("needs", Kind.POINTS, NEEDS),
    question("trust", Kind.SCALE, TRUST),
    question("goals", Kind.GOALS, "What do you want to reach?"),
    question("help", Kind.POINTS, HELP, per_person=True),
    question(
        "rule",
        Kind.CHOICE,
        "Does it serve you?",
        options=(("keep", "Keep"), ("change", "Change"), ("retire", "Let it go")),
    ),
    question("more", Kind.TEXT, "What else?"),
)
ITEMS = numbered(QUESTIONS, (ADA, BEN), "ben", "en")
HEAD = """Hello Ben,

Ada asks you to think for a moment about “The walled garden”: how you would
like to be with one another, before you talk about it together.

See the questions:
https://alliance.example.org/p/abcdef/form/0
"""
FOOT = """--
Designed Alliance
You get this because Ada named you as a participant of “The walled garden”."""
ASKS = [f"[{i.number}] {i.text}" + (f"\n    {i.hint}" if i.hint else "") for i in ITEMS]
MAIL = "\n\n".join([HEAD, *ASKS, FOOT])
OUTLOOK = (
    "From: Designed Alliance <alliance@example.org>\nSent: Monday, 7 September 2026 10:00\n"
    "To: Ben <ben@example.org>\nSubject: Ada invites you\n\n"
)


def quote(text, mark="> "):
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def inline(answers, mark):
    """Our mail with answers typed beneath the numbers."""
    parts = [quote(HEAD, mark)]
    for item, asks in zip(ITEMS, ASKS, strict=True):
        parts += [quote(asks, mark), *([answers[item.number]] if item.number in answers else [])]
    return "\n\n".join([*parts, quote(FOOT, mark)])


ABOVE = [
    "1. Good soil\nEarly peas\n2. Rest\n3. 7, because you listen\n",
    "1) Good soil\n   Early peas\n2) Rest\n3) 7/10 because you listen\n",
    "[1] Good soil\n- Early peas\n\n[2]\nRest\n\n[3]\n7\nbecause you listen",
    "1: Good soil\n\nEarly peas\n2: Rest\n3: 7 – because you listen",
    "Hi Ada,\n\n1. Good soil\nEarly peas\n2. Rest\n3. 7 because you listen\n\nBest regards\nBen",
    "1. Good soil\nEarly peas\n2. Rest\n3. 7 because you listen\n\nBen",
]
BELOW = {
    "nothing": "",
    "Gmail": "\n\nOn Mon, 7 Sept 2026 at 10:00, Designed Alliance <\nalliance@example.org> wrote:\n\n"
    + quote(MAIL),
    "Thunderbird, German": "\n\nAm 07.09.26 um 10:00 schrieb Designed Alliance:\n" + quote(MAIL),
    "Gmail, French": "\n\nLe lun. 7 sept. 2026 à 10:00, Designed Alliance <alliance@example.org> a\nécrit :\n\n"
    + quote(MAIL),
    "Gmail, Spanish": "\n\nEl lun, 7 sept 2026 a las 10:00, Designed Alliance (<alliance@example.org>)\nescribió:\n\n"
    + quote(MAIL),
    "Gmail, Polish": "\n\npon., 7 wrz 2026 o 10:00 Designed Alliance <alliance@example.org> napisał(a):\n\n"
    + quote(MAIL),
    "Gmail, Japanese": "\n\n2026年9月7日(月) 10:00 Designed Alliance <alliance@example.org>:\n\n"
    + quote(MAIL),
    "Outlook": "\n\n________________________________\n" + OUTLOOK + MAIL,
    "Outlook, German": "\n\nVon: Designed Alliance <alliance@example.org>\nGesendet: Montag, 7. September 2026 10:00\nAn: Ben\nBetreff: Ada lädt ein\n\n"
    + MAIL,
    "old Outlook": "\n\n-----Original Message-----\n" + OUTLOOK + MAIL,
    "phone": "\n\nSent from my iPhone\n\n> On 7 Sep 2026, at 10:00, Designed Alliance <alliance@example.org> wrote:\n> \n"
    + quote(MAIL),
}
