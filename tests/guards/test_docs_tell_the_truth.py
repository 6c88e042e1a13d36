"""What the README and the examples say is what the program does."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service import emails
from service.alliance import read_plan
from service.alliance.reading import FIELDS
from service.cli import cli
from service.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BEFORE_THE_EXAMPLES = datetime(2026, 11, 1, tzinfo=UTC)


def settings_table():
    rows = re.findall(r"^\| `(ALLIANCE_\w+)` \| (.*?) \| (.+?) \|$", README, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_every_setting_stands_in_the_readme_with_its_default():
    table = settings_table()
    assert set(table) == {f"ALLIANCE_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default, meaning = table[f"ALLIANCE_{name.upper()}"]
        expected = "" if field.default in {None, ""} else f"`{field.default}`"
        assert default.strip() == expected, name
        assert meaning == field.description, name


def test_no_settings_but_these_are_named_anywhere():
    known = {f"ALLIANCE_{name.upper()}" for name in Settings.model_fields}
    for path in (ROOT / "README.md", *sorted((ROOT / "deploy").glob("*.*"))):
        if path.is_file() and path.suffix not in {".png", ".jpg", ".webp"}:
            named = set(re.findall(r"ALLIANCE_[A-Z_]+", path.read_text("utf-8")))
            assert named <= known, path.name


def test_every_command_stands_in_the_readme():
    names = {c.name or c.callback.__name__ for c in cli.registered_commands}
    assert len(names) >= 10
    told = set(re.findall(r"`alliance (\w+)", README))
    assert names <= told
    assert told <= names, "and none that does not exist"


def example_in_readme():
    return re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1]


@pytest.mark.parametrize("source", ["README", "deploy"])
def test_the_examples_can_be_started(source):
    text = (
        example_in_readme()
        if source == "README"
        else (ROOT / "deploy/alliance.toml").read_text("utf-8")
    )
    plan = read_plan(tomllib.loads(text), now=BEFORE_THE_EXAMPLES)
    assert plan.coach
    assert plan.organiser_takes_part
    assert len(plan.taking_part) >= 2


def test_the_examples_explain_every_field():
    text = (ROOT / "deploy/alliance.toml").read_text("utf-8")
    given = tomllib.loads(text)
    assert given == tomllib.loads(example_in_readme()), "they are one and the same"
    for table, fields in FIELDS.items():
        part = given if not table else given[table]
        row = part[0] if isinstance(part, list) else part
        missing = set(fields.split()) - set(row)
        # Zone and language of the organiser and coach are the alliance's unless they say more.
        assert missing <= ({"time_zone", "language"} if table in {"organiser", "coach"} else set())


def test_every_folder_of_mail_templates_is_a_message_and_the_other_way_round():
    folders = {p.name for p in (ROOT / "email_templates").iterdir() if not p.name.startswith("_")}
    assert folders == set(emails.kinds())
    for folder in folders:
        files = {p.name for p in (ROOT / "email_templates" / folder).iterdir()}
        assert files == {"subject.txt", "body.txt", "body.html"}, folder


def test_what_the_readme_points_to_is_there():
    for target in re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:|#|mailto:)([^)]+)\)", README):
        assert (ROOT / target.split("#")[0]).exists(), target


def test_the_makefile_has_what_the_readme_calls():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"(?:`|^)make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
