"""A real IMAP server: Dovecot, installed where we may and started for the test run."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

USER, PASSWORD = "alliance", "secret words"


def dovecot():
    """The program, installed from Debian's packages where it is missing and we are root."""
    found = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["/usr/bin/apt-get", "update"], env=environment, check=False, **quiet)
        install = ["/usr/bin/apt-get", "install", "-y", "dovecot-imapd"]
        subprocess.run(install, env=environment, check=False, **quiet)
        found = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if found is None:
        pytest.skip("NO DOVECOT: reading a mailbox is not tested here; install dovecot-imapd")
    return found


@contextmanager
def running_dovecot(folder):
    """The port of a server whose one mailbox is a Maildir below `folder`."""
    program = dovecot()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _configure(folder, port)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, "-F", "-c", str(folder / "dovecot.conf")], stdout=log, stderr=log
        )
        try:
            _await(port, folder)
            yield port
        finally:
            server.terminate()
            server.wait(10)


def _configure(folder, port):
    as_root = os.geteuid() == 0
    user = "nobody" if as_root else os.environ.get("USER", "nobody")
    home = folder / "home"
    for name in ("cur", "new", "tmp"):
        (home / "Maildir" / name).mkdir(parents=True)
    if as_root:
        for path in (home, *home.rglob("*")):
            shutil.chown(path, user, "nogroup")
        for path in (folder, *folder.parents):
            if path.owner() == "root" and path.stat().st_mode & 0o777 == 0o700:
                path.chmod(0o755)
    (folder / "users").write_text(
        f"{USER}:{{PLAIN}}{PASSWORD}:{'65534:65534' if as_root else ''}::{home}::\n"
    )
    (folder / "dovecot.conf").write_text(
        f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/Maildir
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {"nogroup" if as_root else user}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""
    )


def _await(port, folder):
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError((folder / "log").read_text())
