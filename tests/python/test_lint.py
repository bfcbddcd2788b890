# SPDX-License-Identifier: MIT
"""Each rule of tests/lint complains about a breach of it, and about nothing in a clean tree.

The trees are made in a temporary folder; breaches are spelled in pieces where lint would find them
here.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(__file__).resolve().parents[1] / "lint"
sys.path.insert(0, str(LINT))

from rules import cxx, make, text, tidy, tools  # noqa: E402
from rules.tree import Skip, Tree  # noqa: E402

MODULES = [cxx, text, make, tools, tidy]
CHECKS = {check.__name__: check for module in MODULES for check in module.CHECKS}
CPP = "// SPDX-License-Identifier: MIT\n"
HEADER = CPP + "// What it is for.\n#pragma once\n"
TEMPLATE = (
    "AWSTemplateFormatVersion: '2010-09-09'\n"
    "Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {}\n"
)
PYTHON = '# SPDX-License-Identifier: MIT\n"""What it is for."""\n'
CLEAN = {
    ".clang-format": "BasedOnStyle: Google\nColumnLimit: 100\n",
    ".clang-tidy": "Checks: '-*,misc-redundant-expression'\nWarningsAsErrors: '*'\n",
    "Makefile": "# SPDX-License-Identifier: MIT\n#: All.\nall:\n\ttrue\nall-here:\n"
    ".PHONY: all all-here\n",
    "README.md": "`make all` and\n\n    make TARGET=x all  says true   make all\n    make\n",
    "src/README.md": "# src\n\n    app    -> base\n    lambda -> app\n    sys    -> base\n",
    "src/main.cpp": CPP + '#include "app/a.h"\n#include "sys/s.h"\n',
    "src/lambda/README.md": "# lambda\n",
    "src/lambda/main.cpp": CPP + '#include "lambda/l.h"\n#include "sys/s.h"\n',
    "src/lambda/l.h": HEADER + '#include "app/a.h"\n',
    "src/base/README.md": "# base\n",
    "src/base/b.h": HEADER + "#include <string>\n",
    "src/app/README.md": "# app\n",
    "src/app/a.h": HEADER + '#include "base/b.h"\n',
    "src/sys/README.md": "# sys\n",
    "src/sys/s.h": HEADER + '#include <unistd.h>\n\n#include "base/b.h"\n',
    "src/base/words.cpp": CPP + '// throw std::function\nchar kText[] = R"(a.at(1) // )";\n'
    'char kMore[] = "getrandom( \\" throw";\nint n = 1\'000;\n',
    "tests/README.md": "# tests\n",
    "tests/unit/README.md": "# unit\n",
    "tests/data/README.md": "# data\n",
    "tests/unit/t.cpp": CPP + '#include "app/a.h"\n',
    "tests/data/any.txt": "\tdata \r\nwithout rules",
    "tests/tool": "#!/bin/sh\n# SPDX-License-Identifier: MIT\nset -eu\nmine=1\n. ./part.sh\n",
    "tests/part.sh": '# SPDX-License-Identifier: MIT\necho "$mine"\n',
    "tests/tool.py": PYTHON,
    "src/stack.yaml": TEMPLATE.replace("{}", "{RetentionInDays: 30}"),
    "src/other.yaml": "Properties: {RetentionInDays: 29}\n",
}

# check, file, its whole content, what the complaint must say
BREACHES = [
    ("floors", "src/base/x.cpp", CPP + '#include "app/a.h"\n', "base may not include app/a.h"),
    ("floors", "src/app/x.cpp", CPP + '#include "sys/s.h"\n', "app may not include sys/s.h"),
    ("floors", "src/sys/x.cpp", CPP + '#include "app/a.h"\n', "sys may not include app/a.h"),
    ("floors", "src/app/x.cpp", CPP + '#include "lambda/l.h"\n', "app may not include lambda/l.h"),
    ("floors", "src/lambda/x.cpp", CPP + '#include "sys/s.h"\n', "lambda may not include sys/s.h"),
    ("floors", "src/app/x.cpp", CPP + "#include <unistd.h>\n", "touches the world"),
    ("floors", "src/app/x.cpp", CPP + "#include <curl/curl.h>\n", "touches the world"),
    ("floors", "src/app/x.cpp", CPP + '#include "../sys/s.h"\n', "name it from src"),
    ("picture", "src/attic/x.cpp", CPP, "src/attic is not in the picture"),
    (
        "picture",
        "src/README.md",
        "# src\n\n    app    -> base\n    lambda -> app attic\n    sys    -> base\n",
        "there is no src/attic",
    ),
    (
        "picture",
        "src/README.md",
        "# src\n\n    app    -> base\n    lambda -> app base\n    sys    -> base\n",
        "no file of src/lambda includes base/",
    ),
    ("floors", "tests/unit/x.cpp", CPP + '#include "sys/s.h"\n', "links without sys"),
    *(
        ("banned_headers", "src/base/x.cpp", f"{CPP}#include <{name}>\n", f"<{name}> is banned")
        for name in ["iostream", "sstream", "fstream", "regex", "filesystem", "locale", "iomanip"]
    ),
    *(
        ("banned_functions", "src/base/x.cpp", f"{CPP}auto x = {code};\n", "x.cpp:2: ")
        for name in ["sprintf", "strcpy", "strcat", "strtok", "sscanf", "atoi", "atol", "strtol"]
        + ["gets", "system", "popen", "getrandom", "getentropy", "assert", "::strtoul", "std::atoi"]
        for code in [f"{name}(a)"]
    ),
    *(
        ("banned_functions", "src/base/x.cpp", f"{CPP}auto x = {code};\n", "x.cpp:2: ")
        for code in [
            "std::stoi(a)",
            "std::to_string(2.0)",
            "a.value()",
            "a.at(1)",
            "std::get<0>(a)",
        ]
        + ["std::function<int()>()", "dynamic_cast<A*>(b)", "b ? throw 1 : 2", "std::format(a)"]
        + ["[] { try { f(); } catch (...) {} }"]
    ),
    ("banned_functions", "tests/unit/x.cpp", CPP + "int x = atoi(a);\n", "atoi is banned"),
    ("contract_comments", "src/base/x.h", CPP + "#pragma once\n", "no contract comment"),
    ("comment_widths", "src/base/x.cpp", CPP + "// " + "x " * 49 + "\n", "of 101 columns"),
    ("comment_widths", "src/base/x.cpp", CPP + "int x;  // " + "x " * 45 + "x\n", "x.cpp:2: "),
    ("comment_widths", "tests/x.py", "# " + "x " * 50 + "\n", "x.py:1: a comment of 102"),
    ("licence_lines", "src/base/x.cpp", "int x;\n", "no licence"),
    ("licence_lines", "tests/x.py", '"""What it is for."""\n', "no licence"),
    ("licence_lines", "tests/x", "#!/bin/sh\nset -eu\n", "no licence"),
    ("file_lengths", "src/base/x.cpp", CPP + "int x;\n" * 350, "351 lines"),
    *(
        ("file_lengths", f"merlin-addon/www/{name}", "\n" * 351, "351 lines")
        for name in ["x.js", "x.css", "frame.html"]
    ),
    *(
        ("forbidden_words", "README.md", f"see {word} for more\n", "README.md:1: ")
        for word in ["https://py" + "pi.org/", "files.python" + "hosted.org", "npm" + "js.org"]
        + ["http://deb.debian" + ".org", "/wo" + "rk/main", "/tmp/br" + "ief/x", "TO" + "DO"]
        + ["X" + "XX", "a place" + "holder", "not imple" + "mented", "Iss" + "ue 3", "Clau" + "de"]
    ),
    ("trailing_blanks", "README.md", "a \n", "README.md:1: "),
    ("trailing_blanks", "README.md", "a\r\n", "README.md:1: "),
    ("final_newlines", "README.md", "a", "no newline at the end"),
    ("final_newlines", "README.md", "a\n\n", "empty lines at the end"),
    ("tabs", "README.md", "a\tb\n", "README.md:1: tab"),
    ("headings", "README.md", "# a\n\n##b\n", "README.md:3: no heading"),
    ("headings", "README.md", "```\n#!/bin/sh\n```\n#a\n", "README.md:4: no heading"),
    ("folder_readmes", "src/aws/x.cpp", CPP, "src/aws: no README.md"),
    (
        "folder_readmes",
        "toolchain/x.mk",
        "# SPDX-License-Identifier: MIT\n",
        "toolchain: no README",
    ),
    ("make_help", "x.mk", "x: all\n.PHONY: x\n", "x is not in `make help`"),
    ("make_mentions", "README.md", "see `make X=1 cake`\n", "README.md:1: there is no target cake"),
    ("make_mentions", "README.md", "    make all  of it   make pie\n", "no target pie"),
    ("clang_tidy", "src/base/x.cpp", CPP + "bool f(int a) { return a == a; }\n", "x.cpp:2:"),
    ("clang_format", "src/base/x.cpp", CPP + "int  x;\n", "src/base/x.cpp: not formatted"),
    ("shellcheck", "tests/x.sh", "#!/bin/sh\n# SPDX-License-Identifier: MIT\necho $1\n", "SC2086"),
    ("shellcheck", "tests/part.sh", "# SPDX-License-Identifier: MIT\necho $1\n", "SC2086"),
    ("shellcheck", "tests/part.sh", "# SPDX-License-Identifier: MIT\necho $unset\n", "SC2154"),
    ("shellcheck", "tests/x.sh", "# SPDX-License-Identifier: MIT\necho 1\n", "SC2148"),
    ("ruff_check", "tests/x.py", PYTHON + "import os\n", "F401"),
    ("cfn_lint", "src/x.yaml", TEMPLATE.replace("{}", "{RetentionInDays: 29}"), "E3030"),
    ("cfn_lint", "src/x.yml", TEMPLATE.replace("{}", "{Retention: 30}"), "E3002"),
    ("ruff_format", "tests/x.py", PYTHON + "x = {'a':1}\n", "tests/x.py"),
]


def lint(root: Path) -> tuple[int, list[str]]:
    """Exit status and lines of lint over the tree."""
    command = [sys.executable, LINT / "run", root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def write(root: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, newline="")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    sources = [path for path in (*CLEAN, "src/base/x.cpp") if path.endswith(".cpp")]
    compiled = [
        {"directory": str(tmp_path), "file": path, "arguments": ["g++", "-Isrc", "-c", path]}
        for path in sources
    ]
    write(tmp_path, {**CLEAN, "compile_commands.json": json.dumps(compiled) + "\n"})
    return tmp_path


def test_a_clean_tree_passes(root: Path) -> None:
    status, lines = lint(root)
    assert [line for line in lines if line.startswith("failed")] == []
    assert status == 0
    skipped = sum(line.startswith("skipped: ") for line in lines)
    assert lines[-1] == f"{len(CHECKS) - skipped} passed, 0 failed, {skipped} skipped"


@pytest.mark.parametrize(("check", "path", "content", "complaint"), BREACHES)
def test_a_breach_is_found(root: Path, check: str, path: str, content: str, complaint: str) -> None:
    write(root, {path: content})
    try:
        complaints = CHECKS[check](Tree(root))
    except Skip as skip:
        pytest.skip(str(skip))
    assert any(complaint in line for line in complaints), complaints


def test_a_breach_fails_the_run(root: Path) -> None:
    write(root, {"README.md": "a\tb\n"})
    status, lines = lint(root)
    assert "tabs: README.md:1: tab; use spaces" in lines
    assert "failed: tabs" in lines
    assert ", 1 failed, " in lines[-1]
    assert status == 1


def test_a_missing_tool_is_skipped_unless_strict(root: Path, tmp_path_factory) -> None:
    programs = tmp_path_factory.mktemp("bin")
    (programs / "git").symlink_to(shutil.which("git"))
    for option, outcome, status in [([], "skipped", 0), (["--strict"], "failed", 1)]:
        done = subprocess.run(
            [sys.executable, LINT / "run", *option, root],
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"{outcome}: shellcheck\n" in done.stdout
        assert done.returncode == status


def test_every_check_has_a_breach() -> None:
    assert set(CHECKS) == {row[0] for row in BREACHES}
