# SPDX-License-Identifier: MIT
"""Someone who answers the program's questions."""

from __future__ import annotations

import os
import pty
import select
import termios
import time


class Typist:
    """Someone at a pseudo terminal who answers questions."""

    def __init__(self, wan53, *arguments: str) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            command = wan53.command(*(arguments or ("setup",)))
            os.execve(command[0], command, wan53.variables())
        self.screen = ""

    def waits_for(self, text: str) -> None:
        until = time.monotonic() + 15
        while text not in self.screen and time.monotonic() < until:
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.screen += os.read(self.terminal, 4096).decode()
        assert text in self.screen, self.screen

    def answers(self, question: str, line: str) -> None:
        self.waits_for(question)
        os.write(self.terminal, f"{line}\n".encode())

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def suspend_character(self) -> bytes:
        """What Ctrl-Z sends; b"\\0" when nothing suspends."""
        return termios.tcgetattr(self.terminal)[6][termios.VSUSP]

    def ends(self) -> int:
        while True:
            try:
                piece = os.read(self.terminal, 4096)
            except OSError:  # the other side is gone
                break
            if not piece:
                break
            self.screen += piece.decode()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
