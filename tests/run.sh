#!/usr/bin/env bash
# The whole test suite: builds in Release (warnings are errors), runs the test projects of tests/suite.slnf,
# and ends with the totals. Scripts of their own: tests/kill.sh (long kill test), tests/cluster.sh (processes of a cluster).
# Usage: bash tests/run.sh [extra arguments for dotnet test]
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE=false

dotnet build ActorSearch.sln -c Release -v quiet -nodeReuse:false || { echo "build failed"; exit 1; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A test that hangs fails the run instead of holding it: the suite takes under 20 minutes.
dotnet test --solution tests/suite.slnf -c Release --no-build --no-progress --timeout 25m "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
echo "$(count succeeded || true) passed, $(count failed || true) failed, $(count skipped || true) skipped" | sed 's/^ passed/0 passed/; s/,  /, 0 /g'
exit "$code"
