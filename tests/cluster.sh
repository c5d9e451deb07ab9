#!/usr/bin/env bash
# The cluster tests: real coordinator and trainer processes on loopback, with a PostgreSQL of their own. They measure failover, so
# they run alone and are no part of tests/run.sh yet.
# Usage: bash tests/cluster.sh [extra arguments for dotnet test]
set -eu
cd "$(dirname "$0")/.."
if ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } > /dev/null 2>&1 || echo "PostgreSQL could not be installed"
fi
dotnet test --project tests/Cluster.Tests -c Release "$@"
