#!/usr/bin/env bash
# The study of docs/results.md: chains of tickets at rate 0.5 over seven levels (to 0.8 % of the weights), class cost 0.3 to 10,
# their controls, and searches at equal epochs.
# Everything runs through the product: a search file, its variants by --set, one folder each under runs/study/SET/. What is
# done is not done again, and what was stopped goes on: start it again.
# Usage: bash examples/results/study.sh DATA [SET...]
#   DATA holds pneumoniamnist/pneumoniamnist.npz, concrete-crack/{Positive,Negative} and mammography/mammography.csv
#   SET  pneumonia, crack-photos, mammography; all three unless said
set -eu
data=$(realpath "${1:?usage: study.sh DATA [SET...]}")
shift
cd "$(dirname "$0")/../.."
dotnet build -c Release -v quiet Coordinator
declare -A from=([pneumonia]=pneumoniamnist/pneumoniamnist.npz [crack-photos]=concrete-crack [mammography]=mammography/mammography.csv)

# one NAME SET [KEY=VALUE...]: a variant of the set's chain, and what it took.
one() {
  local set=$1 name=$2 out="runs/study/$1/$2" started
  shift 2
  [ -e "$out/done" ] && return
  started=$(date +%s)
  local sets=()
  for value in "$@"; do sets+=(--set "$value"); done
  dotnet run -c Release --no-build --project Coordinator -- run "examples/results/$set-chain.yaml" \
    --data "$data/${from[$set]}" --out "$out" "${sets[@]}" < /dev/null
  echo "$(($(date +%s) - started))" > "$out/done"
}

# A dense network with about as many weights as a ticket: the layers of cnn-3, or the sizes of the mlp, smaller.
small_cnn() { # channels of the three convolutions, units
  local conv="kernel: 3, padding: 1 }, relu, { max-pool: 3, stride: 2, padding: 1 }"
  local last="{ adaptive-avg-pool: 5 }, flatten, { linear: $4 }, relu, { dropout: 0.5 }, { linear: 1, name: fc2 }"
  echo "model=[{ conv2d: $1, $conv, { conv2d: $2, $conv, { conv2d: $3, $conv, $last]"
}

[ $# -gt 0 ] || set -- mammography pneumonia crack-photos
for set in "$@"; do
  for cost in 0.3 1 2 5 10; do one "$set" "c$cost" "train.class_cost=$cost" "space.class_cost=[$cost]"; done
  for cost in 1 10; do
    at=("train.class_cost=$cost" "space.class_cost=[$cost]")
    one "$set" "c$cost-magnitude" "${at[@]}" prune.criterion=magnitude
    one "$set" "c$cost-random" "${at[@]}" prune.criterion=random
    one "$set" "c$cost-one-shot" "${at[@]}" "space.pruning_rate=[0.9375, 0.992]" search.max_level=1 search.max_candidates=3
    one "$set" "c$cost-reinit" "${at[@]}" "space.rewind=[reinit]"
    one "$set" "c$cost-lr0" "${at[@]}" "space.rewind=[lr:0]"
    one "$set" "c$cost-none" "${at[@]}" "space.rewind=[none]"
    one "$set" "c$cost-rewind0" "${at[@]}" "space.rewind=[0]"
    # With cost 1 there is nothing to normalise.
    [ "$cost" = 1 ] || one "$set" "c$cost-normalised" "${at[@]}" train.normalise_cost=true
    one "$set" "c$cost-ranking" "${at[@]}" train.ranking_weight=1
    only=("${at[@]}" search.max_level=0 search.max_candidates=1 "prune.keep=[]")
    if [ "$set" = mammography ]; then
      one "$set" "c$cost-small-6" "${only[@]}" "model.sizes=[10, 7]"
      one "$set" "c$cost-small-3" "${only[@]}" "model.sizes=[6, 5]"
      one "$set" "c$cost-small-1" "${only[@]}" "model.sizes=[3, 2]"
    else
      one "$set" "c$cost-small-6" "${only[@]}" "$(small_cnn 4 4 8 8)"
      one "$set" "c$cost-small-3" "${only[@]}" "$(small_cnn 3 3 6 5)"
      one "$set" "c$cost-small-1" "${only[@]}" "$(small_cnn 2 2 2 3)"
    fi
  done
  # The search at the epochs of the chains with cost 1, 2, 5 and 10 together.
  root=$(awk '$1 == "train:" { sub(/.*epochs: /, ""); print $1 + 0 }' "examples/results/$set-chain.yaml")
  replicates=$(sed -n 's/.*replicates: \([0-9]*\).*/\1/p' "examples/results/$set-chain.yaml")
  one "$set" searched "space.class_cost=[1, 2, 5, 10]" "space.rewind=[0, 2]" search.strategy=pareto-beam search.width=4 search.max_candidates=29 \
    "search.max_epochs=$((4 * replicates * (root + 7 * (root - 2))))"
done
