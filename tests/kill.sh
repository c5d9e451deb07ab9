#!/usr/bin/env bash
# The long form of the kill test: SIGKILL at ten random moments of a real run, resumed each time, front compared byte for byte.
# Usage: bash tests/kill.sh [KILLS] [SEED]
set -eu
cd "$(dirname "$0")/.."
ACTORSEARCH_TEST_KILLS=${1:-10} ACTORSEARCH_TEST_SEED=${2:-1} \
  dotnet test --project tests/Coordinator.Tests -c Release --filter-method "*killed_at_random_moments*" --output Detailed
