# SPDX-License-Identifier: MIT
"""Others append to files while the script edits them, and none of their lines is lost."""

from __future__ import annotations

import re
import signal

import pytest

from tests.addon.owner import HOME, SCRIPT, Owner
from tests.addon.world import wait_for

SETTINGS = "/jffs/addons/custom_settings.txt"
# What neighbours append to: each is there before us, with a line of its own.
FOREIGN = {
    "/jffs/scripts/services-start": ("#!/bin/sh\necho mine\n", 0o755),
    "/jffs/scripts/wan-event": ("#!/bin/sh\n", 0o755),
    "/jffs/scripts/service-event": ("#!/bin/sh\necho mine", 0o755),
    SETTINGS: ("other 1\n", 0o644),
}
# Appends `line N` to each in turn, a little faster than we can look, until it is told to stop.
WRITER = f"""
n=0
while [ ! -f /tmp/enough ]; do
    for file in {" ".join(FOREIGN)}; do
        n=$((n + 1))
        echo "line $n" >>$file
        echo $n >/tmp/written
        usleep 4000
    done
done"""
# Opens a file for appending and only then, {wait} later, writes to it.
SLOW = "while [ ! -f /tmp/enough ]; do { usleep %d; echo late; echo >>/tmp/slow; } >>%s; done"


def lines_of(router: Owner, pattern: str) -> list[str]:
    """The matching lines of all foreign files."""
    text = "".join(router.read(file) + "\n" for file in FOREIGN)
    return re.findall(rf"(?m)^.*{pattern}", text)


@pytest.fixture
def crowded(new_world, release) -> Owner:
    world = new_world()
    for file, (text, mode) in FOREIGN.items():
        world.write(file, text, mode)
    return Owner(world, release).boot()


def test_no_line_of_a_writer_is_lost(crowded: Owner) -> None:
    """2,000 lines during 50 installations and removals."""
    writer = crowded.start("/bin/sh", "-c", WRITER)
    assert wait_for(lambda: (crowded.inside / "tmp/written").exists())
    for number in range(50):
        done = crowded.run("/tmp/wan53-release/wan53.sh", "install")
        assert done.exit == 0, (number, done.text)
        done = crowded.run(SCRIPT, "uninstall", text="y\n")
        assert done.exit == 0, (number, done.text)
    assert wait_for(lambda: int(crowded.read("/tmp/written") or 0) >= 2000, 60)
    (crowded.inside / "tmp/enough").touch()
    writer.wait(10)
    written = int(crowded.read("/tmp/written"))
    found = sorted(int(line.split()[-1]) for line in lines_of(crowded, r"line \d+$"))
    lost = set(range(1, written + 1)) - set(found)
    print(f"{written} lines of a writer during 50 installations and removals: {len(lost)} lost")
    assert (len(lost), len(found)) == (0, written), f"of {written}: {sorted(lost)[:20]}"
    for file, (text, mode) in FOREIGN.items():
        assert crowded.read(file).startswith(text), file
        assert (crowded.jffs / file.removeprefix("/jffs/")).stat().st_mode & 0o777 == mode
    assert "wan53" not in "".join(crowded.read(file) for file in FOREIGN)


@pytest.mark.parametrize("file", FOREIGN)
def test_who_opened_it_before_us_may_write_after(crowded: Owner, file: str) -> None:
    writer = crowded.start("/bin/sh", "-c", SLOW % (150_000, file))
    for _ in range(3):
        assert crowded.run("/tmp/wan53-release/wan53.sh", "install").exit == 0
        crowded.configure()
        assert crowded.run(SCRIPT, "startup").exit == 0
        assert crowded.run(SCRIPT, "uninstall", text="y\n").exit == 0
    (crowded.inside / "tmp/enough").touch()
    writer.wait(10)
    written = len(crowded.read("/tmp/slow"))
    assert (len(lines_of(crowded, "late$")), written > 3) == (written, True)


def test_a_file_that_comes_while_we_make_ours(router: Owner) -> None:
    """Neighbours make hook files, too, and go on to append to them."""
    maker = router.start(
        "/bin/sh", "-c",
        "cd /jffs/scripts; n=0; while [ ! -f /tmp/enough ]; do"
        " for f in services-start services-stop service-event wan-event dhcpc-event; do"
        " [ -f $f ] || { echo '#!/bin/sh' >>$f; chmod 755 $f; }; n=$((n + 1));"
        " echo \": line $n\" >>$f; echo $n >/tmp/written; usleep 1000; done; done",
    )  # fmt: skip
    for _ in range(10):
        # A file of theirs without its first line yet is left alone, and said so.
        router.run("/tmp/wan53-release/wan53.sh", "install")
        assert router.run(SCRIPT, "uninstall", text="y\n").exit == 0
    (router.inside / "tmp/enough").touch()
    maker.wait(10)
    written = int(router.read("/tmp/written"))
    found = sorted(
        int(number)
        for file in (router.jffs / "scripts").iterdir()
        for number in re.findall(r"(?m): line (\d+)$", file.read_text())
    )
    assert found == list(range(1, written + 1))


def test_who_never_lets_go_holds_us_up_for_seconds_only(crowded: Owner) -> None:
    holder = crowded.start("/bin/sh", "-c", f"sleep 60 >>{SETTINGS}")
    assert crowded.run("/tmp/wan53-release/wan53.sh", "install").exit == 0
    crowded.configure()
    done = crowded.run(SCRIPT, "startup")
    holder.kill()
    assert done.exit == 0 and done.seconds < 20
    assert "keeps the old one open" in crowded.read("/tmp/syslog.log")
    assert "wan53_conf" in crowded.settings() and crowded.settings()["other"] == "1"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_who_is_ended_meanwhile_has_lost_nothing(crowded: Owner, verb: str, end) -> None:
    name = "services-start"
    if verb == "uninstall":
        assert crowded.install().exit == 0
    script = f"{{ echo >/tmp/open; usleep 1500000; echo late; }} >>/jffs/scripts/{name}"
    writer = crowded.start("/bin/sh", "-c", script)
    assert wait_for(lambda: (crowded.inside / "tmp/open").exists())
    before = len(crowded.our_lines(name))
    ended = crowded.start("/tmp/wan53-release/wan53.sh", verb)
    assert wait_for(lambda: len(crowded.our_lines(name)) != before)
    for process, line in crowded.processes().items():
        if "wan53.sh" in line:
            crowded.shell(f"kill -{end} {process}")
    assert writer.wait(10) == 0
    ended.wait(30)
    crowded.settle()
    assert lines_of(crowded, "late$") == ["late"]
    assert crowded.install().exit == 0 and crowded.uninstall().exit == 0
    assert crowded.hook_text(name) == FOREIGN[f"/jffs/scripts/{name}"][0] + "late\n"


def test_two_of_us_at_once_lose_nothing(crowded: Owner) -> None:
    before = crowded.flash()
    for _ in range(5):
        both = [
            crowded.start("/tmp/wan53-release/wan53.sh", "install"),
            crowded.start("/tmp/wan53-release/wan53.sh", "install"),
        ]
        assert [process.wait(60) for process in both] == [0, 0]
        crowded.configure()
        both = [
            crowded.start(SCRIPT, "startup"),
            crowded.start(SCRIPT, "service_event", "start", "wan53_status"),
        ]
        assert [process.wait(60) for process in both] == [0, 0]
        crowded.settle()
        assert len(crowded.our_lines("services-start")) == 1
        both = [crowded.start(SCRIPT, "uninstall"), crowded.start(SCRIPT, "uninstall")]
        assert all(process.wait(60) == 0 for process in both)
        crowded.settle()
        assert crowded.flash() == before
        assert not (crowded.jffs / HOME.removeprefix("/jffs/")).exists()
