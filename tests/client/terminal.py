# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command on a terminal of its own, of so many columns, and prints what it wrote there.

usage: terminal.py COLUMNS [SIGNAL WHEN] -- COMMAND...
The signal is sent once the terminal shows the text WHEN. Exit code: the command's, 128 + signal as in a shell."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

PATIENCE_S = 60

head, command = sys.argv[1 : sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1 :]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(head[0]), 0, 0))
seen, is_sent = b"", len(head) < 3
while True:
    if not select.select([terminal], [], [], PATIENCE_S)[0]:
        os.kill(pid, signal.SIGKILL)
        break
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the command has closed it
        break
    if not piece:
        break
    seen += piece
    if not is_sent and head[2].encode() in seen:
        os.kill(pid, getattr(signal, "SIG" + head[1]))
        is_sent = True
sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
status = os.waitpid(pid, 0)[1]
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
