# SPDX-License-Identifier: GPL-3.0-or-later
"""A client in another language: encodes a solve request, and compares the reply with a case of the C client."""
import json
import sys

import msgpack


def read_reply(name):
    with open(name, "rb") as file:
        return msgpack.unpackb(file.read())


def encode(instance, policy, out):
    """The request as a stranger would write it: own key order, own key."""
    with open(instance) as i, open(policy) as p, open(out, "wb") as o:
        body = {"instance": json.load(i), "policy": json.load(p)}
        request = {"v": 1, "op": "solve", "key": "foreign", "wait_s": 20, "limits": {"gap": 0.001}, "body": body}
        o.write(msgpack.packb(request))


def has_plan(reply):
    sys.exit("plan" not in read_reply(reply))


def compare(reply, case):
    reply = read_reply(reply)
    with open(case) as c:
        plan = json.load(c)["plan"]
    assert reply["ok"] is True, reply
    for field in ("status", "objective", "moves", "units", "unplaced"):
        assert reply["plan"][field] == plan[field], (field, reply["plan"][field], plan[field])


if __name__ == "__main__":
    {"encode": encode, "has_plan": has_plan, "compare": compare}[sys.argv[1]](*sys.argv[2:])
