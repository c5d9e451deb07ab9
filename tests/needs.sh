# To be sourced. Installs what tests need and this machine lacks, where that is allowed; tests that miss it are skipped and say so.

# needs PACKAGE FILE...: the Debian package, unless one of the files is there.
needs() {
  local package=$1
  shift
  for file in "$@"; do [ -e "$file" ] && return; done
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then echo "$package is not installed: some tests are skipped"; return; fi
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } > /dev/null 2>&1 \
    || echo "$package could not be installed: some tests are skipped"
}

needs_postgres() { needs postgresql /usr/lib/postgresql/*/bin/initdb; }
needs_prometheus() { needs prometheus /usr/bin/promtool; }
needs_systemd() { needs systemd /usr/bin/systemd-analyze /bin/systemd-analyze; }
needs_network() { needs iproute2 /sbin/ip /usr/sbin/ip /usr/bin/ip; }
needs_chromium() { needs chromium /usr/bin/chromium; needs fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf; }
needs_arm64() {
  needs qemu-user-static /usr/bin/qemu-aarch64-static
  needs libc6-arm64-cross /usr/aarch64-linux-gnu/lib/libc.so.6
  needs libgcc-s1-arm64-cross /usr/aarch64-linux-gnu/lib/libgcc_s.so.1
  needs libstdc++6-arm64-cross /usr/aarch64-linux-gnu/lib/libstdc++.so.6
}
