"""What is installed from the wheel needs nothing of the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel's content, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_an_alliance_starts_from_any_directory(installed, tmp_path):
    plan = (ROOT / "deploy" / "alliance.toml").read_text("utf-8").replace("2027-", "2190-")
    (tmp_path / "plan.toml").write_text(plan, "utf-8")

    def alliance(*words):
        return subprocess.run(
            [sys.executable, "-P", "-m", "service", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    where = "import service; print(service.__file__)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", where],
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert found.startswith(str(installed))
    assert "Opening the second shop" in alliance("start", "plan.toml")
    alliance("work", "--once")
    [alliance_id] = [
        line.split()[0] for line in alliance("list").splitlines() if "gathering" in line
    ]
    shown = alliance("show", alliance_id)
    assert "Ben Okafor <ben@example.org>  participant  sent" in shown


def test_the_wheel_carries_pages_mails_and_migrations(installed):
    for name in (
        "service/email_templates/form_invitation/body.html",
        "service/web/templates/form.html",
        "service/web/static/style.css",
        "service/storage/migrations/env.py",
        "service/question_sets/work.toml",
        "service/rendering/agreement.typ",
    ):
        assert (installed / name).is_file(), name
