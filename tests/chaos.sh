#!/usr/bin/env bash
# Three coordinators, four trainers and two searches, while processes are killed, stopped, told to end and cut off, the database
# crashes and a store is deleted, at random. Prints each fault as it comes; ends with the figures, among them how long failovers took, and with 0 when every
# front is byte for byte the one of an undisturbed run, one coordinator wrote the journal at a time, and no more was trained again than a kill may cost.
# Needs PostgreSQL; cuts need root (network namespaces). Without --seed it takes one by chance, and says which.
# With --only a fault of tests/Cluster.Tests/Chaos/Faults.cs, such as KillActive, it does that one again and again; with --busy N shells compute beside it.
# How long failovers take: bash tests/chaos.sh --only KillActive --minutes 15, and once more with --busy 8.
# Usage: bash tests/chaos.sh [--seed S] [--minutes M] [--only FAULT] [--busy N]
set -eu
cd "$(dirname "$0")/.."
seed=$((RANDOM))
minutes=45
busy=0
while [ $# -gt 0 ]; do
  case "$1 ${2:-}" in
    "--seed "[0-9]*) seed=$2 ;;
    "--minutes "[1-9]*) minutes=$2 ;;
    "--only "[A-Z]*) export ACTORSEARCH_CHAOS_ONLY=$2 ;;
    "--busy "[0-9]*) busy=$2 ;;
    *) echo "$1: expected --seed S, --minutes M or --busy N, whole numbers, or --only FAULT" >&2; exit 2 ;;
  esac
  shift 2
done
. tests/needs.sh
needs_postgres
needs_network
dotnet build tests/Cluster.Tests -c Release -v quiet -nodeReuse:false
report=$(mktemp)
log=$(mktemp)
beside=()
trap 'rm -f "$report" "$log"; [ ${#beside[@]} = 0 ] || kill "${beside[@]}"' EXIT
for ((i = 0; i < busy; i++)); do
  while :; do :; done &
  beside+=($!)
done
tail -f "$report" &
shown=$!
code=0
ACTORSEARCH_CHAOS_SEED=$seed ACTORSEARCH_CHAOS_MINUTES=$minutes ACTORSEARCH_CHAOS_REPORT=$report \
  dotnet test --project tests/Cluster.Tests -c Release --no-build --no-progress --filter-class '*ChaosTests' > "$log" 2>&1 || code=$?
sleep 1 # tail looks once a second
kill $shown
if [ "$code" != 0 ]; then cat "$log"; fi
exit "$code"
