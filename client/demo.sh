#!/bin/sh
# SPDX-License-Identifier: MIT
# From a clean clone to a plan: installs what is missing, builds, makes up a city of 3,000 people in 40 units,
# plans its transfers over the real service within 20 s of solving, and verifies the plan independently.
#   DEMO_DIR   where the files go (default build/demo)
set -eu
cd "$(dirname "$0")/.."
. tests/packages.sh
# shellcheck disable=SC2086  # the list is meant to be split
install_missing $BUILD_PACKAGES

mkdir -p build
echo "building into build/bin ..."
{ cmake --preset release && cmake --build --preset release; } >build/demo-build.log 2>&1 || {
    tail -n 40 build/demo-build.log
    exit 1
}

folder=${DEMO_DIR:-build/demo}
mkdir -p "$folder"
build/bin/mutasi-generate --people 3000 --units 40 --seed 1 --names -o "$folder/city.mp"
echo "solving for 20 s ..."
build/bin/mutasi solve "$folder/city.mp" --time 20 -o "$folder/case.json"
echo
echo "verifying the plan without the service and without the engine ..."
build/bin/mutasi check "$folder/case.json"
echo
echo "files: $folder/city.mp      the made-up city (MessagePack)"
echo "       $folder/case.json    the city, the policy and the plan in one file"
echo "tour:  client/examples/tour/README.md, from spreadsheets to a report in five commands"
