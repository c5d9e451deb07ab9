#!/usr/bin/env bash
# Creates a test authority, and for each node a PEM file with its certificate and key.
# Usage: [DAYS=365] bash ops/make-certs.sh FOLDER NODE...
# NODE lists the names and addresses under which others reach the node, separated by commas (head,head.lan,10.0.0.5). The first one names the file.
# Start nodes with --cert FOLDER/NODE.pem --ca FOLDER/ca.pem. Keep FOLDER/ca.key secret: it can create nodes.
set -eu
folder=${1:?usage: make-certs.sh FOLDER NODE...}
days=${DAYS:-365}
shift
umask 077
mkdir -p "$folder"
if [ ! -f "$folder/ca.key" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days" -subj "/CN=ActorSearch test authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
fi
for names in "$@"; do
  node=${names%%,*}
  alternatives=
  for name in ${names//,/ }; do
    case $name in
      *:*) kind=IP ;;
      *[!0-9.]*) kind=DNS ;;
      *) kind=IP ;;
    esac
    alternatives=$alternatives${alternatives:+,}$kind:$name
  done
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$node" -keyout "$folder/$node.key" -out "$folder/$node.csr" 2>/dev/null
  printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$alternatives" \
    > "$folder/$node.ext"
  openssl x509 -req -in "$folder/$node.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days "$days" \
    -extfile "$folder/$node.ext" -out "$folder/$node.crt" 2>/dev/null
  cat "$folder/$node.crt" "$folder/$node.key" > "$folder/$node.pem"
  rm "$folder/$node.csr" "$folder/$node.ext" "$folder/$node.crt" "$folder/$node.key"
  echo "$folder/$node.pem"
done
