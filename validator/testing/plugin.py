"""The pytest plugin: the fixture ``dnssd``, the mark of the same name, and files of expectations (``*.dnssd.yaml``).

pytest imports this module in every run, also of tests that do not use the plugin. Therefore the module imports nothing
but pytest until a test asks for more.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from validator.testing import Dnssd
    from validator.testing.collect import ExpectationFile

SUFFIXES = (".dnssd.yaml", ".dnssd.yml")
"""The endings of the file names of files of expectations."""

_MARK = (
    "dnssd(target, profile, rules, set, select, ignore, fail_on): by what the fixture dnssd judges in this test; "
    "target, profile and rules are one or several, set maps the names of ${NAME} in rules to values"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("dnssd", "announcements of DNS-SD (dnssd-validator)")
    group.addoption(
        "--dnssd-target",
        action="append",
        default=[],
        metavar="TARGET",
        help="judge by the limits of this stack or medium too, such as lwip; repeatable",
    )
    group.addoption(
        "--dnssd-rules", action="append", default=[], metavar="PATH", help="rule files of your own; repeatable"
    )
    group.addoption(
        "--dnssd-set", action="append", default=[], metavar="NAME=VALUE", help="fill in ${NAME} in rules; repeatable"
    )
    group.addoption(
        "--dnssd-config",
        metavar="FILE",
        help="configuration of dnssd-validator; without it the nearest from the rootdir upwards",
    )
    group.addoption("--dnssd-isolated", action="store_true", help="use no configuration of dnssd-validator")
    parser.addini("dnssd_rules", "rule files of your own, relative to this file", type="paths", default=[])
    parser.addini("dnssd_target", "stacks or media by whose limits to judge", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line("markers", _MARK)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ExpectationFile | None:
    """Collect files of expectations."""
    if not file_path.name.endswith(SUFFIXES):
        return None
    from validator.testing.collect import ExpectationFile

    collected: ExpectationFile = ExpectationFile.from_parent(parent, path=file_path)
    return collected


@pytest.fixture
def dnssd(request: pytest.FixtureRequest) -> Dnssd:
    """Read, browse and judge announcements. The type for annotations is ``validator.testing.Dnssd``."""
    from validator.testing import Dnssd
    from validator.testing.settings import settings_of

    settings, folder = settings_of(request.config), request.path.parent
    for mark in reversed(list(request.node.iter_markers("dnssd"))):
        if mark.args:
            raise TypeError("the mark dnssd takes keywords only, such as target='lwip'")
        settings = settings.marked(mark.kwargs, folder)
    return Dnssd(folder, settings)
