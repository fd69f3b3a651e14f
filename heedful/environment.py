"""The settings a person may give, each read once, checked at the start and documented here.

`docs/operator-guide.md` lists the same names; a test compares the two.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from heedful.ops.home import home_folder

EXAMPLES = {
    "postgres": "name:password@host/heedful",
    "spark": "host:7077",
    "smtp": "name:password@mail.example.com:587",
}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class WrongSetting(ValueError):
    """A setting cannot be used; the sentence says which and what to write instead."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What Heedful was told from outside. Nothing is required to start."""

    home: Path
    database_url: str  # "" starts Heedful's own PostgreSQL
    secret_key: str  # "" uses the key kept in the data folder
    host: str
    port: int
    live_port: int
    live_url: str  # "" lets pages find the live port on the host they came from
    public_url: str  # "" takes the address the page was asked by
    allowed_hosts: tuple[str, ...]
    https: bool
    proxy_hops: int  # proxies of ours between customers and this process
    debug: bool
    max_upload_mb: int
    log_level: str
    language: str
    time_zone: str
    database_pool: int
    lake: str  # "" keeps it in the data folder
    lake_memory: str
    lake_threads: int
    engine: str  # "" counts in this process
    longest_question: int  # seconds after which a question is broken off
    api_rate: int  # requests a minute that one token may make
    ingest_rate: int  # answers a minute that one token may bring
    survey_rate: int  # forms a minute that one client may send to one address
    mail_url: str  # "" keeps mail of organisations without an account of their own
    mail_from: str
    allow_private_addresses: bool


def read(values: dict[str, str] | None = None) -> Environment:
    """Read the environment. Raises WrongSetting on the first value that cannot be used."""
    given = dict(os.environ) if values is None else values
    port = _number(given, "HEEDFUL_PORT", 8000, low=1, high=65535)
    return Environment(
        home=home_folder(given),
        database_url=_address(given, "DATABASE_URL", schemes=("postgres", "postgresql")),
        secret_key=given.get("HEEDFUL_SECRET_KEY", ""),
        host=given.get("HEEDFUL_HOST", "127.0.0.1"),
        port=port,
        live_port=_number(given, "HEEDFUL_LIVE_PORT", min(port + 1, 65535), low=1, high=65535),
        live_url=_address(given, "HEEDFUL_LIVE_URL", schemes=("http", "https")),
        public_url=_address(given, "HEEDFUL_PUBLIC_URL", schemes=("http", "https")),
        allowed_hosts=_words(given, "HEEDFUL_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        https=_flag(given, "HEEDFUL_HTTPS"),
        proxy_hops=_number(given, "HEEDFUL_PROXY_HOPS", 0, low=0, high=10),
        debug=_flag(given, "HEEDFUL_DEBUG"),
        max_upload_mb=_number(given, "HEEDFUL_MAX_UPLOAD_MB", 512, low=1, high=65536),
        log_level=_choice(given, "HEEDFUL_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR")),
        language=given.get("HEEDFUL_LANGUAGE", "en"),
        time_zone=given.get("HEEDFUL_TIME_ZONE", "UTC"),
        database_pool=_number(given, "HEEDFUL_DATABASE_POOL", 8, low=1, high=200),
        lake=given.get("HEEDFUL_LAKE", "").strip(),
        lake_memory=_memory(given, "HEEDFUL_LAKE_MEMORY", "2GB"),
        lake_threads=_number(given, "HEEDFUL_LAKE_THREADS", 2, low=1, high=1024),
        engine=_address(given, "HEEDFUL_ENGINE", schemes=("spark",)),
        longest_question=_number(given, "HEEDFUL_LONGEST_QUESTION", 120, low=1, high=86_400),
        api_rate=_number(given, "HEEDFUL_API_RATE", 600, low=1, high=1_000_000),
        ingest_rate=_number(given, "HEEDFUL_INGEST_RATE", 600_000, low=2_000, high=10**9),
        survey_rate=_number(given, "HEEDFUL_SURVEY_RATE", 300, low=1, high=1_000_000),
        mail_url=_address(given, "HEEDFUL_MAIL_URL", schemes=("smtp", "smtps")),
        mail_from=_mail_address(given, "HEEDFUL_MAIL_FROM", "heedful@localhost"),
        allow_private_addresses=_flag(given, "HEEDFUL_ALLOW_PRIVATE_ADDRESSES"),
    )


def _number(given: dict[str, str], name: str, default: int, *, low: int, high: int) -> int:
    text = given.get(name, "").strip() or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise WrongSetting(
            f"{name} is {text!r}; write a whole number from {low} to {high}, or leave it out for"
            f" {default}."
        )
    return int(text)


def _memory(given: dict[str, str], name: str, default: str) -> str:
    text = given.get(name, "").strip().upper().replace(" ", "") or default
    if not re.fullmatch(r"[1-9]\d*(MB|GB)", text):
        raise WrongSetting(f"{name} is {text!r}; write it as 512MB or 4GB.")
    return text


def _mail_address(given: dict[str, str], name: str, default: str) -> str:
    text = given.get(name, "").strip() or default
    if not re.fullmatch(r"[^@\s<>,\"]+@[^@\s<>,\"]+", text):
        raise WrongSetting(f"{name} is {text!r}; write a mail address such as heedful@example.com.")
    return text


def _flag(given: dict[str, str], name: str) -> bool:
    text = given.get(name, "").strip().lower()
    if text not in TRUE | FALSE:
        raise WrongSetting(f"{name} is {text!r}; write 1 for yes or 0 for no.")
    return text in TRUE


def _choice(given: dict[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The first choice is the default."""
    text = given.get(name, "").strip().upper() or choices[0]
    if text not in choices:
        raise WrongSetting(f"{name} is {text!r}; write one of {', '.join(choices)}.")
    return text


def _words(given: dict[str, str], name: str, default: str) -> tuple[str, ...]:
    text = given.get(name, "").strip() or default
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _address(given: dict[str, str], name: str, *, schemes: tuple[str, ...]) -> str:
    text = given.get(name, "").strip()
    if text and urlsplit(text).scheme not in schemes:
        raise WrongSetting(
            f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}, for"
            f" example {schemes[0]}://{EXAMPLES.get(schemes[0], 'heedful.example.com')}."
        )
    return text.rstrip("/") if name != "DATABASE_URL" else text
