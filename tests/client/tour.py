# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a tour as its text stands: tour.py TEXT PAGE, in the folder the tour begins in.

In indented blocks a line that begins with "$ " is a command for one shell, what follows is what it prints, all of it
and to the letter; every command ends with exit code 0. Lines that begin with "> " stand in PAGE when all is done.
Exit code 1, and what differs, when the text says something else than what happens."""
import difflib
import html
import pathlib
import re
import subprocess
import sys

INDENT = "    "


def blocks(text):
    """Indented lines, blocks without their indent; blank lines within a block belong to it."""
    block = []
    for line in text.splitlines():
        if line.startswith(INDENT) or (block and not line):
            block.append(line[len(INDENT):])
        elif block:
            yield block
            block = []
    if block:
        yield block


def steps(text):
    """(command, lines it prints) in the order of the text."""
    found = []
    for block in blocks(text):
        for line in block:
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line)
    for _, lines in found:
        while lines and not lines[-1]:
            lines.pop()
    return found


def run(commands):
    """What each prints, out of one shell, so that cd lasts; the folder it ends in is told last."""
    mark = "--- next: "
    script = "".join(f"{command} || echo \"exit code $?\"\necho; echo '{mark}'\n" for command in commands)
    shell = subprocess.run(["sh"], input=script + "pwd\n", text=True, timeout=200, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    *outputs, folder = shell.stdout.split(mark + "\n")
    return [output.rstrip("\n").splitlines() for output in outputs], folder.strip()


def shown(page):
    """What a reader of the page sees, in one line."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    told = steps(text)
    outputs, folder = run([command for command, _ in told])
    differences = []
    if len(outputs) != len(told):
        differences.append(f"{len(told)} commands, {len(outputs)} ended")
    for (command, lines), seen in zip(told, outputs):
        seen = [line.rstrip() for line in seen]
        changes = list(difflib.unified_diff(lines, seen, lineterm="", n=0))[2:]
        differences += [f"$ {command}"] * bool(changes) + changes
    page = pathlib.Path(folder, sys.argv[2])
    words = shown(page.read_text(encoding="utf-8")) if page.exists() else ""
    differences += [f"not in {page}: {quote}" for quote in re.findall(r"^> (.*)$", text, re.M) if quote not in words]
    print(f"{len(told)} commands, {len(re.findall('^> ', text, re.M))} quotations")
    print("\n".join(differences))
    return 1 if differences else 0


sys.exit(main())
