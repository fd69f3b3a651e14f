"""Servers that tests talk to, and how they come onto this machine.

Debian 12 has all of them but Asterisk. Its packages of Debian 11 run there, unpacked into a folder
of their own; they are fetched by a configuration of apt of our own, from the mirror that this
machine uses anyway. Nothing of the system's configuration is changed.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = {
    "postfix": "/usr/sbin/postfix",
    "dovecot-imapd": "/usr/lib/dovecot/imap",
    "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
    "kannel": "/usr/sbin/bearerbox",
    "sip-tester": "/usr/bin/sipp",
    "espeak-ng": "/usr/bin/espeak-ng",
    "sox": "/usr/bin/sox",
}
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "heedful-peers"
ASTERISK = CACHE / "asterisk"
PACKAGES = ["asterisk", "asterisk-modules", "asterisk-config", "libssl1.1", "liburiparser1"]
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def missing_packages() -> list[str]:
    return [name for name, program in PROGRAMS.items() if not Path(program).exists()]


def asterisk_command(settings: Path) -> tuple[list[str], dict[str, str]]:
    """How Asterisk is started in the foreground, and in which environment."""
    libraries = [ASTERISK / "usr/lib", *(ASTERISK / "usr/lib").glob("*-linux-gnu")]
    program = ASTERISK / "usr/sbin/asterisk"
    environ = {"LD_LIBRARY_PATH": ":".join(str(one) for one in libraries)}
    return [str(program), "-f", "-C", str(settings)], environ


def fetch_asterisk() -> bool:
    """Unpack Asterisk into the cache, unless it is there; say whether it is."""
    if ASTERISK.is_dir():
        return True
    mirror = _mirror()
    if mirror is None or not shutil.which("dpkg"):
        return False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        options = _own_apt(folder, mirror)
        for command in (["update", "-qq"], ["download", "-qq", *PACKAGES]):
            ran = subprocess.run(["apt-get", *options, *command], cwd=folder, check=False)
            if ran.returncode != 0:
                return False
        part = CACHE / f"asterisk.{os.getpid()}"
        part.mkdir(parents=True)
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, part], check=True)
        part.rename(ASTERISK)
    return True


def _own_apt(folder: Path, mirror: str) -> list[str]:
    """Options that make apt look at Debian 11 alone, in folders of its own."""
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    (folder / "sources.list").write_text(
        f"deb [signed-by={KEYRING}] {mirror} bullseye main\n"
        f"deb [signed-by={KEYRING}] {mirror.rstrip('/')}-security bullseye-security main\n"
    )
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def _mirror() -> str | None:
    """The mirror of Debian that this machine uses."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    return next((one for one in told.split() if one.rstrip("/").endswith("/debian")), None)
