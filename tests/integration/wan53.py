# SPDX-License-Identifier: MIT
"""The real binary in a home of its own, whose environment holds nothing of this machine's."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
# Absolute: some tests start it from another folder.
BUILD = Path(os.environ.get("WAN53_BUILD", ROOT / "build" / os.uname().machine)).absolute()
BINARY = BUILD / "wan53"
TIMEOUT_S = 100


@dataclass
class Run:
    """What one call of the program left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)

    @property
    def outcomes(self) -> list[str]:
        return [record["outcome"] for record in self.json["records"]]


SCHEMAS = {
    path.stem: Draft202012Validator(
        json.loads(path.read_text()), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for path in (ROOT / "docs" / "schema").glob("*.json")
}


def check_answer(arguments: tuple[str, ...], run: Run) -> None:
    """That the answer is one JSON value of its command's schema, and tells the exit status.

    Only a process without memory cannot answer.
    """
    if not run.out and run.err.startswith("wan53: out of memory"):
        return
    command = next(word for word in arguments if word in SCHEMAS)
    SCHEMAS[command].validate(run.json)
    assert run.out.count("\n") == 1
    assert run.json["exit"] == run.code
    assert run.json["ok"] == (run.code == 0)


@dataclass
class Wan53:
    """A folder with a config and state, and the program that works on them."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    launcher: tuple[str, ...] = ()
    binary: Path = BINARY

    @property
    def config(self) -> Path:
        return self.folder / "config" / "wan53" / "wan53.conf"

    @property
    def credentials(self) -> Path:
        return self.config.with_name("credentials")

    @property
    def state(self) -> Path:
        return self.folder / "state" / "wan53" / "state.json"

    @property
    def volatile(self) -> Path:
        return self.folder / "run" / "wan53" / "volatile.json"

    def configure(self, text: str, mode: int = 0o600) -> None:
        self.config.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.config.write_text(text)
        self.config.chmod(mode)

    def drop_key(self) -> None:
        """From the environment."""
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            del self.environment[name]

    def variables(self, **extra: str) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            **self.environment,
            **extra,
        }

    def command(self, *arguments: str) -> list[str]:
        return [*self.launcher, str(self.binary), *arguments]

    def __call__(self, *arguments: str, **extra: str) -> Run:
        done = subprocess.run(
            self.command(*arguments),
            env=self.variables(**extra),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        run = Run(done.returncode, done.stdout, done.stderr)
        if "--json" in arguments and self.binary.name == BINARY.name:
            check_answer(arguments, run)
        return run

    def update(self, *arguments: str, **extra: str) -> Run:
        return self("update", "--json", *arguments, **extra)


def record(name: str = "home.example.com", source: str = "static 198.51.101.7", **keys: str) -> str:
    """A [record] section; keyword names use _ for -."""
    lines = [f"[record {name}]", f"source = {source}"]
    lines += [f"{key.replace('_', '-')} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"
