"""Where the command begins: ``dnssd-validator``, and ``python -m validator``."""

from __future__ import annotations

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line. Ctrl-C while it is imported ends the process by the signal, without a traceback."""
    # A shell that starts a command in the background has it ignore Ctrl-C: that stays.
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if listens:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from validator.cli.main import run as run_main

    run_main(listens=listens)


if __name__ == "__main__":
    run()
