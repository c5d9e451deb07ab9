#!/usr/bin/env bash
# Creates the secrets for compose.yaml: secrets/ with a token, the database's password and connection string, and a test authority with a
# certificate for each service. Changes nothing if secrets/ exists, and exits with 1.
# Usage: bash ops/containers/make-secrets.sh
set -eu
cd "$(dirname "$0")"
umask 077
if [ -e secrets ]; then echo "secrets/ is there already; remove it first to have new ones" >&2; exit 1; fi
mkdir secrets
openssl rand -hex 32 > secrets/token
openssl rand -hex 24 > secrets/database-password
echo "Host=database;Username=actorsearch;Password=$(cat secrets/database-password);Database=actorsearch" > secrets/connection
openssl rand -hex 16 > secrets/grafana-password
bash ../make-certs.sh secrets/certs c1,localhost,127.0.0.1 c2 c3 trainer > /dev/null
# Containers read the files as their own users; the folder keeps other users out.
chmod 644 secrets/token secrets/database-password secrets/connection secrets/grafana-password secrets/certs/*.pem
echo "secrets/ is made; keep it to yourself"
