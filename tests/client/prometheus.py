# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the Prometheus text exposition format 0.0.4 from standard input as its description defines it, and refuses
whatever is not in it. Shares nothing with the code that writes it. Prints one line of JSON: {sample: value}."""
import json
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{((?:{LABEL},?)*)\}})? (\S+)(?: (-?\d+))?")
SUFFIXES = ("_bucket", "_sum", "_count")


def refuse(line, why):
    sys.exit(f"line {line}: {why}")


def family_of(name, types):
    for suffix in SUFFIXES:
        base = name[: -len(suffix)] if name.endswith(suffix) else None
        if base and types.get(base) == "histogram":
            return base
    return name


def read(text):
    if not text.endswith("\n"):
        refuse("last", "does not end with a line feed")
    types, helps, samples, order = {}, {}, {}, []
    for number, line in enumerate(text[:-1].split("\n"), 1):
        words = line.split(" ", 3)
        if line.startswith("# TYPE "):
            if len(words) != 4 or not re.fullmatch(NAME, words[2]):
                refuse(number, "TYPE without a name or a type")
            if words[3] not in ("counter", "gauge", "histogram", "summary", "untyped"):
                refuse(number, f"no such type: {words[3]}")
            if words[2] in types or words[2] in order:
                refuse(number, f"a second TYPE for {words[2]}, or one behind its samples")
            types[words[2]] = words[3]
        elif line.startswith("# HELP "):
            if words[2] in helps:
                refuse(number, f"a second HELP for {words[2]}")
            if len(words) != 4 or re.search(r"\\(?![\\n])", words[3]):
                refuse(number, "HELP without text, or with an escape that is none")
            helps[words[2]] = words[3]
        elif not line.startswith("#") and line != "":
            match = SAMPLE.fullmatch(line)
            if not match:
                refuse(number, f"not a sample: {line}")
            labels = dict((m[1], m[2]) for m in re.finditer(LABEL, match[2] or ""))
            family = family_of(match[1], types)
            if family not in types or family not in helps:
                refuse(number, f"{family} has no TYPE or no HELP before it")
            if family in order and order[-1] != family:
                refuse(number, f"the samples of {family} are not together")
            if family not in order:
                order.append(family)
            identity = (match[1], tuple(sorted(labels.items())))
            if identity in samples:
                refuse(number, f"twice: {line}")
            samples[identity] = float(match[5])  # Inf, +Inf, NaN and exponents as in Go
            if types[family] == "counter" and not (match[1].endswith("_total") and samples[identity] >= 0):
                refuse(number, "a counter is never negative and its name ends in _total")
            if types[family] == "gauge" and match[1].endswith("_total"):
                refuse(number, "only counters end in _total")
    for name in types:
        if name not in order:
            refuse("last", f"{name} has no samples")
        if types[name] == "histogram":
            check_histogram(name, samples)
    return samples


def check_histogram(name, samples):
    series = {}
    for (sample, labels), value in samples.items():
        if sample.startswith(name + "_"):
            rest = tuple(l for l in labels if l[0] != "le")
            le = dict(labels).get("le")
            series.setdefault(rest, {})[(sample[len(name):], le and float(le))] = value
    for labels, found in series.items():
        ends = [le for kind, le in found if kind == "_bucket"]
        counts = [found[("_bucket", le)] for le in ends]
        if ends != sorted(ends) or counts != sorted(counts):
            refuse("last", f"{name}{labels}: buckets are not rising, or not cumulative")
        if not ends or ends[-1] != float("inf") or counts[-1] != found.get(("_count", None)):
            refuse("last", f"{name}{labels}: +Inf is missing, or is not _count")
        if ("_sum", None) not in found:
            refuse("last", f"{name}{labels}: no _sum")


if __name__ == "__main__":
    seen = read(sys.stdin.read())
    print(json.dumps({n + "".join(f",{k}={v}" for k, v in l): value for (n, l), value in seen.items()}))
