# SPDX-License-Identifier: MIT
"""Without HOME, and in a read-only tree with one writable folder, as containers run it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from wan53 import Wan53

ADDRESS = "198.51.101.7"
NOBODY = 65534
# Every mount below / becomes read-only but that of the folder $1; then the rest of the words run.
READ_ONLY = r"""
folder=$1; shift
mount --make-rprivate /
mount --bind "$folder" "$folder" || exit 99
awk '{ print $5 }' /proc/self/mountinfo | sort -r | while read -r place; do
    case $place in "$folder" | /proc* | /sys* | /dev*) continue ;; esac
    mount -o remount,bind,ro "$place" 2>/dev/null
done
! touch "$folder/../written" 2>/dev/null || exit 98
exec "$@"
"""


@pytest.fixture
def homeless(aws, wan53, tmp_path) -> Wan53:
    """Its environment has no HOME; -c and XDG_STATE_HOME say where all is."""

    class Homeless(Wan53):
        def variables(self, **extra: str) -> dict[str, str]:
            variables = super().variables(**extra)
            for name in ("HOME", "XDG_CONFIG_HOME", *self.unset):
                del variables[name]
            return variables

        unset: tuple[str, ...] = ()

        def command(self, *arguments: str) -> list[str]:
            return super().command("-c", str(self.config), *arguments)

    # Where another user may read it.
    bundle = tmp_path / "ca.pem"
    shutil.copy(aws.ca_file, bundle)
    return Homeless(tmp_path, wan53.environment | {"AWS_CA_BUNDLE": str(bundle)})


def user(*words: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *words)


def give_away(program: Wan53) -> None:
    """The folder and all in it, with a way to it, to a user without rights."""
    for name in ("state", "run"):
        (program.folder / name).mkdir(exist_ok=True)
    for path in [program.folder, *program.folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    for parent in program.folder.parents:
        if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o055 != 0o055:
            parent.chmod(parent.stat().st_mode | 0o055)


@pytest.mark.parametrize("unset", [(), ("XDG_RUNTIME_DIR",)], ids=["all given", "RAM not given"])
def test_without_a_home(aws, homeless, unset):
    if os.geteuid() == 0:
        give_away(homeless)
        homeless.launcher = user()
    homeless.unset = unset
    assert homeless.update("--force").outcomes == ["created"]
    assert aws.records(aws.zone_id)[0]["Values"] == [ADDRESS]
    status = homeless("status")
    assert (status.code, ADDRESS in status.out) == (0, True), status
    try:
        assert "started" in homeless("start").out
        assert "running" in homeless("status").out
    finally:
        assert "stopped" in homeless("stop").out


def test_what_is_missing_without_a_home_is_said(homeless):
    if os.geteuid() == 0:
        give_away(homeless)
        homeless.launcher = user()
    homeless.unset = ("XDG_STATE_HOME",)
    run = homeless("update")
    assert run.code == 2
    assert "HOME is not set" in run.err and "XDG_STATE_HOME" in run.err


@pytest.mark.parametrize("who", ["root", "a user"])
def test_a_read_only_tree_with_one_writable_folder(aws, homeless, who):
    if os.geteuid() != 0:
        pytest.skip("a read-only tree needs a mount namespace of root's")
    if who == "a user":
        give_away(homeless)
    folder = str(homeless.folder)
    homeless.environment |= {"XDG_STATE_HOME": folder, "XDG_RUNTIME_DIR": folder}
    script = """
        "$@" update --json || exit 1
        "$@" start || exit 1
        "$@" status
        "$@" doctor --self
        "$@" stop || exit 1
        "$@" update --if-due --ip 198.51.101.9
    """
    words = user("sh", "-c", script) if who == "a user" else ("sh", "-c", script)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", folder, *words, "sh", *homeless.command()],
        env=homeless.variables(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if done.returncode == 99:
        pytest.skip("this machine lets nobody mount")
    assert done.returncode == 0, done
    assert done.stderr == "", done
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.9"]
    assert "stopped" in done.stdout and "cannot" not in done.stdout, done
    for name in ("state.json", "history", "volatile.json"):
        assert (homeless.folder / "wan53" / name).exists(), name
