#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `mutasi key`: keys that nobody else can read, and that are never written over nor shown.
. "$SOURCE_DIR/tests/client/lib.sh"
cd "$work" || exit 1

expect_code 0 mutasi key new --client bkd --role submit -o one.key
expect_same "$(stat -c %a one.key)" 600
expect_line err "client bkd, role submit"
before=$(sha256sum <one.key)
expect_code 2 mutasi key new --client bkd --role submit -o one.key
expect_line err "never written over"
expect_same "$(sha256sum <one.key)" "$before"

# A name of its own, made up, and a secret of 32 bytes that no other key has.
expect_code 0 mutasi key new --client bkd --role read
made=$(ls bkd-*.key)
expect_same "$made" "$(json "$made" 'd["id"]').key"
expect_same "$(json "$made" 'len(__import__("base64").b64decode(d["secret"]))')" 32
[ "$(json "$made" 'd["secret"]')" != "$(json one.key 'd["secret"]')" ] || complain "two keys with one secret"

# Everything that can be said about a key is written, and shown but for the secret.
expect_code 0 mutasi key new --client bkd --role admin --id bkd-2027 --not-before 2027-01-01 \
    --not-after 2028-01-01T08:00:00Z --jobs 20 --mb 64 --rate 2.5 -o two.key
expect_code 0 mutasi key show two.key
cp out shown.json
expect_same "$(json shown.json 'sorted(d)')" \
    "['client', 'format', 'id', 'limits', 'not_after', 'not_before', 'role']"
expect_same "$(json shown.json 'd["limits"]')" "{'jobs': 20, 'mb': 64, 'rate': 2.5}"
expect_same "$(json shown.json 'd["id"], d["client"], d["role"]')" "('bkd-2027', 'bkd', 'admin')"
expect_same "$(json shown.json 'd["not_before"], d["not_after"]')" \
    "('2027-01-01T00:00:00.000Z', '2028-01-01T08:00:00.000Z')"
secret=$(json two.key 'd["secret"]')
! grep -qF "$secret" out err || complain "the secret was shown"

# What is wrong is said, and never with the secret in it.
expect_code 2 mutasi key new --role submit
expect_code 2 mutasi key new --client bkd
expect_code 2 mutasi key new --client BKD --role submit
expect_code 2 mutasi key new --client bkd --role root
expect_code 2 mutasi key new --client bkd --role read --not-after soon
expect_code 2 mutasi key new --client bkd --role read --not-before 2027-01-01 --not-after 2026-01-01
expect_code 2 mutasi key new --client bkd --role read -o /nowhere/x.key
expect_code 2 mutasi key show
expect_code 2 mutasi key show nothing.key
expect_code 2 mutasi key grow two.key
chmod 640 two.key
expect_code 2 mutasi key show two.key
expect_line err "chmod 600"
change two.key 'd["role"] = "root"' bad.key
chmod 600 bad.key
expect_code 2 mutasi key show bad.key
expect_line err "bad.key: role: bad_value"
change one.key 'd["Secret"] = d.pop("secret")' bad.key
expect_code 2 mutasi key show bad.key
! grep -qF "$(json one.key 'd["secret"]')" err || complain "the secret was shown"
finish
