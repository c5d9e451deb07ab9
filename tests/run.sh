#!/usr/bin/env bash
# The whole test suite: builds in Release (warnings are errors), runs the test projects of tests/suite.slnf, then those of a cluster's
# processes (two at a time: one lane loses coordinators, the other does not), and ends with the totals. Installs PostgreSQL, iproute2, Prometheus, Chromium and systemd's tools where they are missing and may be installed.
# Long forms of their own: tests/kill.sh, tests/chaos.sh. With tools of the npm registry: tests/manifests.sh.
# Usage: bash tests/run.sh [extra arguments for dotnet test]
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE=false

. tests/needs.sh
needs_postgres
needs_network
needs_prometheus
needs_systemd
needs_chromium
dotnet build ActorSearch.sln -c Release -v quiet -nodeReuse:false || { echo "build failed"; exit 1; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
code=0
# A test that hangs fails the run instead of holding it: the suite takes under 20 minutes.
for part in "--solution tests/suite.slnf" "--project tests/Cluster.Tests"; do
  # shellcheck disable=SC2086 # two words
  dotnet test $part -c Release --no-build --no-progress --timeout 25m "$@" 2>&1 | tee -a "$log"
  ended=${PIPESTATUS[0]}
  if [ "$ended" != 0 ]; then code=$ended; fi
done

# What failed, once more where it is found: with the error's first lines.
grep -a -E -A 4 '^ *failed [A-Za-z].*\([0-9]' "$log" | cut -c 1-300

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | awk '{ sum += $1 } END { print sum + 0 }'; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$code"
