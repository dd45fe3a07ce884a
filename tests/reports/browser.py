"""A real browser for tests: Chromium without a window, driven through the DevTools protocol over two pipes.

It has no network where the machine allows to take it away (``unshare --net``): a page must need none.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ANSWER_S = 30.0
"""How long an answer may take; a machine may be busy."""

_READ, _WRITE = 3, 4
"""The file descriptors that ``--remote-debugging-pipe`` reads commands from and writes answers to."""

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=MediaRouter,DialMediaRouteProvider",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


def why_not() -> str | None:
    """Say what is missing for a browser; None where there is one."""
    return None if shutil.which("chromium") else "chromium is not installed"


class Page:
    """One page of a browser, and what it complained of: ``complaints`` are script errors, broken policies and logs."""

    def __init__(self, pipes: _Pipes) -> None:
        self._pipes = pipes
        target = pipes.ask("Target.createTarget", url="about:blank")["targetId"]
        pipes.session = pipes.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            pipes.ask(f"{domain}.enable")

    def open(self, file: Path, fragment: str = "") -> None:
        """Load a file."""
        self._pipes.events.clear()
        self._pipes.ask("Page.navigate", url=file.as_uri() + fragment)
        self._pipes.wait("Page.loadEventFired")

    @property
    def complaints(self) -> list[str]:
        """What went wrong since the page was opened."""
        self.run("0")
        wrong = (
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        )
        return [json.dumps(each) for each in self._pipes.events if each["method"] in wrong]

    @property
    def requests(self) -> list[str]:
        """What was asked of the network or the disk since the page was opened."""
        self.run("0")
        sent = [each for each in self._pipes.events if each["method"] == "Network.requestWillBeSent"]
        return [each["params"]["request"]["url"] for each in sent]

    def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever the script says
        """Evaluate an expression as the console would; a promise is waited for."""
        answer = self._pipes.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._pipes.ask("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        """Press and release a key."""
        for kind in ("rawKeyDown", "char", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "char" else {}
            if kind != "char" or text:
                self._pipes.ask(
                    "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text
                )

    def look(self, *, width: int, height: int = 800, scheme: str = "light", medium: str = "") -> None:
        """Change the size of the window, the colour scheme and the medium."""
        self._pipes.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._pipes.ask("Emulation.setEmulatedMedia", media=medium, features=features)

    def without_scripts(self, *, disabled: bool) -> None:
        """Let pages that are opened from now on run no script of their own."""
        self._pipes.ask("Emulation.setScriptExecutionDisabled", value=disabled)

    def screenshot(self, file: Path) -> None:
        """Write the whole page as PNG."""
        answer = self._pipes.ask("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self) -> bytes:
        """Print the page."""
        return base64.b64decode(self._pipes.ask("Page.printToPDF", printBackground=False)["data"])


class _Pipes:
    """Commands, answers and events: JSON objects that end with a zero octet."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._rest = b""
        self._number = 0
        self.session: str | None = None
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Send a command and wait for its answer."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session is not None:
            command["sessionId"] = self.session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result

    def wait(self, method: str) -> None:
        """Wait for an event."""
        while not any(each["method"] == method for each in self.events):
            self._next()

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + ANSWER_S
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], max(end - time.monotonic(), 0))
            assert ready, "the browser does not answer"
            octets = os.read(self._answers, 1 << 16)
            assert octets, "the browser has ended"
            self._rest += octets
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.events.append(message)
        return message


@contextlib.contextmanager
def page(profile: Path) -> Iterator[Page]:
    """Start a browser with a profile of its own and yield its page."""
    theirs_in, commands = _high(os.pipe())
    answers, theirs_out = _high(os.pipe())

    def place() -> None:
        os.dup2(theirs_in, _READ)
        os.dup2(theirs_out, _WRITE)

    alone = ["unshare", "--net"] if os.geteuid() == 0 and shutil.which("unshare") else []
    process = subprocess.Popen(
        [*alone, "chromium", *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(_READ, _WRITE),
        preexec_fn=place,  # noqa: PLW1509 - nothing else gives a process these two numbers
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Page(_Pipes(commands, answers))
    finally:
        # A browser whose pipe ends goes with all its processes.
        os.close(commands)
        os.close(answers)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _high(pair: tuple[int, int]) -> tuple[int, int]:
    """Move two file descriptors out of the way of the browser's."""
    moved = tuple(fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in pair)
    for each in pair:
        os.close(each)
    return moved[0], moved[1]
