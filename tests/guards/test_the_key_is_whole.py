"""The key that everything is sealed with is there whole, or not at all."""

import threading

import pytest
from pydantic import ValidationError

from service.settings import Settings


def settings(folder, **more):
    return Settings(_env_file=None, data_dir=folder, **more)


def test_two_that_begin_at_once_have_the_same_key(tmp_path):
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        go = threading.Barrier(4)
        keys = []

        def make(folder=folder, go=go, keys=keys):
            go.wait()
            keys.append(settings(folder).key())

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys) == 4
        assert len(set(keys)) == 1
        assert [p.name for p in folder.iterdir()] == ["secret_key"]
        assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_empty_or_cut_key_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("", "ascii")
    with pytest.raises(ValueError, match="holds no whole key"):
        settings(tmp_path).key()
    with pytest.raises(ValidationError):
        settings(tmp_path, secret_key="x")


@pytest.mark.parametrize(
    "host, base, keeps",
    [
        ("127.0.0.1", "http://localhost:8000", True),
        ("::1", "http://127.0.0.1:8000", True),
        ("0.0.0.0", "http://localhost:8000", False),  # noqa: S104 - what must not be
        ("127.0.0.1", "https://alliance.example.org", False),
    ],
)
def test_the_open_mailbox_is_for_this_machine_alone(tmp_path, host, base, keeps):
    assert settings(tmp_path, host=host, base_url=base).keeps_mail is keeps
