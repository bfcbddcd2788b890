# SPDX-License-Identifier: MIT
"""The stand-in for the router's web server keeps the firmware's limits."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.page.httpd import Firmware, Httpd, read_settings, write_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "custom_settings.txt"


@pytest.mark.parametrize(
    ("posted", "read"),
    [
        ({"a": "1", "b": "2"}, {"a": "1", "b": "2"}),
        ({"a": "one two"}, {"a": "one"}),
        ({"a": "", "b": "2"}, {"b": "2"}),
        ({"n" * 40: "1"}, {"n" * 29: "1"}),
        ({"a": "v" * 3500}, {"a": "v" * 2999}),
    ],
)
def test_what_is_written_is_read_with_the_limits(file: Path, posted: dict, read: dict) -> None:
    write_settings(file, json.dumps(posted))
    assert read_settings(file) == read


def test_what_is_no_json_changes_nothing(file: Path) -> None:
    write_settings(file, '{"a": "1"}')
    write_settings(file, '{"b": "2"')
    assert read_settings(file) == {"a": "1"}


def test_a_post_rewrites_the_settings_and_starts_services(tmp_path: Path, file: Path) -> None:
    started: list[str] = []
    page = tmp_path / "x.asp"
    page.write_text('<% nvram_get("a"); %> <% get_custom_settings(); %> <% unknown_call(1); %>')
    with Httpd(Firmware(nvram={"a": "b"}, service=started.append), page, tmp_path, file) as httpd:
        body = {"action_script": "start_addon_settings;start_x_apply", "amng_custom": '{"k":"v"}'}
        httpd.start_apply(urlencode(body).encode())
        for _ in range(100):
            if len(started) == 2:
                break
            time.sleep(0.01)
        assert started == ["addon_settings", "x_apply"]
        assert httpd.get("/user1.asp")[2] == 'b {"k": "v"} <% unknown_call(1); %>'
        # What lies behind 8 KB is lost.
        body["amng_custom"] = json.dumps({"long": "v" * 2999, "more": "v" * 2999, "z": "v" * 2999})
        httpd.start_apply(urlencode(body).encode())
        assert read_settings(file) == {"k": "v"}
        assert httpd.get("/ext/../x.asp")[0] == 404
