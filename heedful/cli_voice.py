"""The command of the telephone bridge."""

import os
import signal
import threading
from pathlib import Path

import click


@click.command("voice-bridge")
@click.option(
    "--url", required=True, help="The address of “A call comes in” on the account's page."
)
@click.option("--asterisk", default="127.0.0.1:4573", show_default=True, help="FastAGI.")
@click.option("--listen", default="127.0.0.1:4574", show_default=True, help="Heedful's own calls.")
@click.option(
    "--sounds",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where spoken words are kept; Asterisk must be able to read it.",
)
@click.option(
    "--spool",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Asterisk's folder for outgoing calls; without it no calls are made.",
)
@click.option(
    "--dial", default="PJSIP/{number}", show_default=True, help="How a number is dialled."
)
def voice_bridge(  # noqa: PLR0917 - one for each option.
    url: str, asterisk: str, listen: str, sounds: Path | None, spool: Path | None, dial: str
) -> None:
    """Let customers answer by your own telephone server (Asterisk)."""
    from heedful.ops.home import OperatorError, home_folder  # noqa: PLC0415 - for this one alone.
    from heedful.ops.voice.bridge import Bridge  # noqa: PLC0415 - as above.

    token = os.environ.get("HEEDFUL_VOICE_TOKEN", "").strip()
    if not token:
        raise OperatorError("Set HEEDFUL_VOICE_TOKEN to the auth token of the account.")
    if "/in/" not in url:
        raise OperatorError("--url is the address of “A call comes in” on the account's page.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    Bridge(
        url=url,
        token=token,
        sounds=(sounds or home_folder(os.environ) / "voice").absolute(),
        agi=_address(asterisk),
        http=_address(listen),
        spool=spool,
        dial=dial,
    ).run(stop)


def _address(text: str) -> tuple[str, int]:
    host, _mark, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise click.UsageError(f"{text!r} is no address; write it as 127.0.0.1:4573.")
    return host, int(port)
