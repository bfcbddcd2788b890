# SPDX-License-Identifier: MIT
"""The stand-in for the router's web server keeps the firmware's limits."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

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
        assert httpd.get("/user1.asp")[2] == 'b {"k": "v"} '
        # What lies behind 8 KB is lost.
        body["amng_custom"] = json.dumps({"long": "v" * 2999, "more": "v" * 2999, "z": "v" * 2999})
        httpd.start_apply(urlencode(body).encode())
        assert read_settings(file) == {"k": "v"}
        assert httpd.get("/ext/../x.asp")[0] == 404


FILLED = [
    ('<% nvram_get("a"); %>', "b"),
    ("1<% unknown_call(1); %>2", "12"),
    ("1<% unknown_call(); %>2<%other( 'x' );%>3", "123"),
    ("1 <% nvram_get(", "1 <% nvram_get("),
    ('{"log": "<% oh", "x": "%>"}', '{"log": "<% oh", "x": "%>"}'),
    ('<% oh <% nvram_get("a"); %>', "<% oh b"),
    ("a <# lone > <%", "a <# lone > <%"),
]


@pytest.mark.parametrize(("text", "filled"), FILLED)
@pytest.mark.parametrize("name", ["user1.asp", "ext/x.json"])
def test_tags(tmp_path: Path, file: Path, name: str, text: str, filled: str) -> None:
    (tmp_path / "x.json").write_text(text)
    httpd = Httpd(Firmware(nvram={"a": "b"}), tmp_path / "x.json", tmp_path, file)
    assert httpd.get(f"/{name}") == (200, httpd.get(f"/{name}")[1], filled)
    httpd.server.server_close()


@pytest.mark.parametrize(
    ("referer", "done"),
    [
        ("{origin}/user1.asp", True),
        ("{origin}/user1.asp?_=1", True),
        ("{origin}", True),
        ("{origin}/", True),
        (None, False),
        ("", False),
        ("http://evil.example/user1.asp", False),
        ("http://evil.example/?{origin}/", False),
        ("https{origin}", False),
        ("{origin}0/user1.asp", False),
    ],
)
def test_a_post_needs_a_referer_of_this_server(
    tmp_path: Path, file: Path, referer: str | None, done: bool
) -> None:
    with Httpd(Firmware(), tmp_path / "x.asp", tmp_path, file) as httpd:
        headers = {} if referer is None else {"Referer": referer.format(origin=httpd.origin)}
        body = urlencode({"action_script": "start_x", "amng_custom": '{"k":"v"}'}).encode()
        request = Request(f"{httpd.origin}/start_apply.htm", data=body, headers=headers)
        with urlopen(request) as answer:
            assert ("Main_Login.asp" in answer.read().decode()) != done
        assert [bool(httpd.posts), file.exists()] == [done, done]
