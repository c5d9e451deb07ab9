#!/usr/bin/env bash
# "Two chains on pneumonia in detail" of docs/results.md: two chains, class cost 1 and 10 at the root and in the children.
# Usage: bash examples/results/pneumonia-chains.sh PATH/TO/pneumoniamnist.npz
set -eu
data=$(realpath "${1:?usage: pneumonia-chains.sh PATH/TO/pneumoniamnist.npz}")
cd "$(dirname "$0")/../.."
for cost in 1 10; do
  dotnet run -c Release --project Coordinator -- run examples/results/pneumonia-chain.yaml --data "$data" --out "runs/pneumonia-chain-c$cost" \
    --set "train.class_cost=$cost" --set "space.class_cost=[$cost]"
done
for cost in 1 10; do
  echo "class cost $cost, test split, means over the runs"
  echo "| weights left | FN at 0.5 | FP at 0.5 | FN at 5 % FPR | FP at 5 % FPR | AUC |"
  echo "|---|---|---|---|---|---|"
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { printf "| %.2f %% | %.1f | %.1f | %.1f | %.1f | %.4f |\n", 100 * (1 - $at["sparsity"]), $at["test_at_half_fn"], $at["test_at_half_fp"],
        $at["test_fn_at_fpr_0.05"], $at["test_fp_at_fpr_0.05"], $at["test_auc"] }' \
    "runs/pneumonia-chain-c$cost/candidates.csv"
done
