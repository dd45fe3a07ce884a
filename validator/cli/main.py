"""The command ``dnssd-validator`` and the meaning of its exit status.

0  nothing at or above --fail-on
1  findings
2  the command, its rules or its input could not be used
3  there was nothing to judge
"""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from validator.cli.config import ConfiguringGroup
from validator.display.printable import printable
from validator.errors import UsageError
from validator.version import __version__

OK, FINDINGS, UNUSABLE, NOTHING = 0, 1, 2, 3
PROGRAM, COMPLETE = "dnssd-validator", "_DNSSD_VALIDATOR_COMPLETE"
"""The name of the command, and the variable by which a shell asks it for completions."""

_FULL = (errno.ENOSPC, errno.EIO, errno.EFBIG)
"""What is wrong with a disk that takes no more."""

INTERRUPTED = 130
"""What shells expect of a command that Ctrl-C ended."""

TERMINATED = 143
"""What shells expect of a command that SIGTERM ended."""

COMMANDS = {
    "check": ("validator.cli.commands.check", "check"),
    "browse": ("validator.cli.commands.browse", "browse"),
    "diff": ("validator.cli.commands.diff", "diff"),
    "compile": ("validator.cli.commands.compile", "compile_"),
    "announce": ("validator.cli.commands.announce", "announce"),
    "rules": ("validator.cli.commands.rules", "rules"),
    "init": ("validator.cli.commands.init", "init"),
    "explain": ("validator.cli.commands.explain", "explain"),
    "completion": ("validator.cli.commands.completion", "completion"),
}
"""The module and the function of every command. A module is imported when its command is called."""


class LazyGroup(ConfiguringGroup):
    """A group that imports the module of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command; None where there is no command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name=PROGRAM)
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback where the tool itself fails.")
def main() -> None:
    """Validate DNS-SD TXT records against IANA's registry notes and RFC 6763/6762/6335.

    \b
    Exit status:
      0  nothing at or above --fail-on
      1  findings
      2  the command, its rules or its input could not be used
      3  there was nothing to judge
    """  # noqa: D301 - \b keeps click from wrapping the table


def run(*, listens: bool = True) -> NoReturn:
    """Run the command line and leave with its exit status; never with a traceback unless --debug asks for it.

    ``listens``: Ctrl-C ends the run. Where the shell has the command ignore it, it does not.
    """
    if listens:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # The process would end where it stands, and leave what it had begun to write. Who started it may have it ignored.
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _come_again
    # A run makes many objects, none in cycles: to look for cycles more often takes a tenth of the run's time.
    gc.set_threshold(500_000)
    # A stream may be closed before the command begins: a report that would go to standard output is refused (sinks.py).
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as above
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The same octets on every system, whatever its locale says; what is no text at all is shown as an escape.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    status = _status()
    # Else Python looks at every object once more before it ends: an eighth of the time that a small file takes.
    gc.freeze()
    sys.exit(status)


def _come_again(swallowed: sys.UnraisableHookArgs) -> None:
    """Let a signal come again that reached Python in a callback of its own (of an import), where nothing can end."""
    handlers = {KeyboardInterrupt: signal.default_int_handler, SystemExit: _terminate}
    handler = handlers.get(swallowed.exc_type)
    if handler is None or not hasattr(signal, "setitimer"):
        sys.__unraisablehook__(swallowed)
        return
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.001)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


def _status() -> int:
    try:
        result = _called()
        # A short report stands in the buffer until here: what Python finds when it ends has no word and status 120.
        sys.stdout.flush()
    except click.ClickException as error:
        _say(error.format_message(), error.ctx if isinstance(error, click.UsageError) else None)
    except UsageError as error:
        _say(str(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        if _nobody_reads(error):
            # The reader (head, a pager) has seen enough. Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return UNUSABLE
        if "--debug" in sys.argv:
            raise
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # as above
            _say(f"standard output cannot be written: {error.strerror}")
            return UNUSABLE
        notes = "; ".join(getattr(error, "__notes__", ()))
        where = f" ({notes})" if notes else ""
        _say(f"internal error{where}: {type(error).__name__}: {error}; this is a fault of the tool, --debug shows more")
    else:
        return result if isinstance(result, int) else OK
    return UNUSABLE


def _called() -> object:
    try:
        return main.main(standalone_mode=False, complete_var=COMPLETE)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())  # the help: many lines
        return UNUSABLE


def _nobody_reads(error: Exception) -> bool:
    """Tell whether standard output is a pipe that is closed.

    On Windows C says of it that an argument is invalid (CPython's issue 79935); what else is invalid there is an error
    of Windows or names its file.
    """
    if os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL:
        return getattr(error, "winerror", None) is None and error.filename is None
    return isinstance(error, BrokenPipeError)


def _say(message: str, ctx: click.Context | None = None) -> None:
    usage = f"{ctx.get_usage()}\n" if ctx is not None else ""
    click.echo(f"{usage}error: {printable(message)}", err=True)
