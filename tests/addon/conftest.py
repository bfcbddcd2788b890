# SPDX-License-Identifier: MIT
"""Routers with and without wan53, and a release to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.addon.owner import Owner
from tests.addon.release import FIRST, Key, Release, serve
from tests.addon.world import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without namespaces of its own the script would work on this machine's files."""
    shard, shards = map(int, os.environ.get("WAN53_SHARD", "1/1").split("/"))
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    elsewhere = [item for item in items if item not in here]
    items[:] = elsewhere + here[shard - 1 :: shards]
    for item in here:
        if os.environ.get("WAN53_NAMESPACE") != "yes":
            item.add_marker(pytest.mark.skip(reason="namespaces are not allowed here"))


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory: flash is written and thrown away a thousand times here."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


@pytest.fixture
def tmp_path(memory: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def key(memory: Path) -> Key:
    return Key(memory)


@pytest.fixture(scope="session")
def release(memory: Path, key: Key) -> Release:
    """The first version; not to be changed."""
    return Release(memory / "release", FIRST, key)


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes routers that are not booted yet; all are switched off at the end."""
    with ExitStack() as stack:
        count = 0

        def make(**options) -> World:
            nonlocal count
            count += 1
            world = World(tmp_path / f"world{count}", **options)
            stack.callback(world.__exit__)
            return world

        yield make


@pytest.fixture
def router(new_world, release: Release) -> Owner:
    """Fresh from the factory, booted; the release lies unpacked in /tmp/wan53-release."""
    return Owner(new_world(), release).boot()


@pytest.fixture(scope="session")
def installed_flash(memory: Path, release: Release) -> Path:
    """What an installation leaves on flash."""
    folder = memory / "installed"
    with World(folder / "world") as world:
        owner = Owner(world, release)
        owner.unpack(release)
        done = owner.install()
        assert done.exit == 0, done.text
    return folder / "world/jffs"


@pytest.fixture
def installed(new_world, release: Release, installed_flash: Path) -> Owner:
    """Installed before, and booted since."""
    owner = Owner(new_world(), release)
    owner.world.boot()
    owner.before, owner.menu_before = owner.flash(), owner.menu()
    subprocess.run(["cp", "-a", f"{installed_flash}/.", owner.jffs], check=True)
    owner.hook("services-start")
    owner.unpack(release)
    return owner


@pytest.fixture
def site(tmp_path: Path):
    """A download folder and its address."""
    folder = tmp_path / "site"
    folder.mkdir()
    with serve(folder) as address:
        yield folder, address


@pytest.fixture
def running(installed: Owner, site) -> Owner:
    """Installed, configured, with a daemon, and with its eye on the site."""
    installed.environment["WAN53_BASE"] = site[1]
    installed.configure()
    assert installed.script("startup").exit == 0
    assert len(installed.daemons()) == 1
    return installed
