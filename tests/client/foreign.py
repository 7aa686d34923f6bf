# SPDX-License-Identifier: GPL-3.0-or-later
"""A client in another language: encodes a solve request, and compares the reply with a case of the C client."""
import json
import sys

import msgpack


def encode(instance, policy, out):
    """The request as a stranger would write it: own key order, own key."""
    with open(instance) as i, open(policy) as p, open(out, "wb") as o:
        body = {"instance": json.load(i), "policy": json.load(p)}
        o.write(msgpack.packb({"v": 1, "op": "solve", "key": "foreign", "wait_s": 20, "body": body}))


def compare(reply, case):
    with open(reply, "rb") as r, open(case) as c:
        reply, plan = msgpack.unpackb(r.read()), json.load(c)["plan"]
    assert reply["ok"] is True, reply
    for field in ("status", "objective", "bound", "moves", "units", "unplaced"):
        assert reply["plan"][field] == plan[field], (field, reply["plan"][field], plan[field])


if __name__ == "__main__":
    {"encode": encode, "compare": compare}[sys.argv[1]](*sys.argv[2:])
