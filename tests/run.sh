#!/usr/bin/env bash
# The whole test suite: builds in Release (warnings are errors), runs the programs of the test projects one after another, each of which keeps two cores
# busy, and ends with the totals. A program that dies is named and counted, with the tests that it was at; one that prints nothing for ten minutes
# (ACTORSEARCH_TEST_SILENCE, in seconds) is stopped and counts as one that died. How long anything takes is no failure.
# Installs PostgreSQL, iproute2, Prometheus, Chromium and systemd's tools where they are missing and may be installed.
# Long forms of their own: tests/kill.sh, tests/chaos.sh. With tools of the npm registry: tests/manifests.sh.
# Usage: bash tests/run.sh [options of xunit's programs, such as -class '*WatchTests' or -method '*is_killed'; such a program lists them with -?]
# With a stolen trainer's certificate used against every cluster of the tests, all the while: ACTORSEARCH_TEST_STRANGER=1 bash tests/run.sh
# Only some projects: ACTORSEARCH_TEST_PROJECTS="Search Messages" bash tests/run.sh
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE=false

. tests/needs.sh
. tests/programs.sh
needs_postgres
needs_network
needs_prometheus
needs_systemd
needs_chromium
if command -v needs_arm64 > /dev/null; then needs_arm64; fi
dotnet build ActorSearch.sln -c Release -v quiet -nodeReuse:false || { echo "build failed"; exit 1; }

# Read whole, so that the script may be edited while it runs.
{
  for project in ${ACTORSEARCH_TEST_PROJECTS:-Search Messages TrainerNode Coordinator Cluster}; do
    program=$(ls -t tests/"$project".Tests/bin/Release/net10.0/*/"$project".Tests.dll | head -n 1)
    run_program "$project.Tests" dotnet "$program" -noLogo -noColor -noAutoReporters -reporter verbose "$@"
  done
  report_programs
  exit
}
