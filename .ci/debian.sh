#!/usr/bin/env bash
# debian.sh build | test | install PACKAGE...: installs what is missing, as root on Debian; elsewhere nothing.
set -euo pipefail

is_debian_root() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }
has_command() { command -v "$1" >/dev/null; }
has_package() { dpkg-query --show --showformat '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
has_postgresql() { has_command initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_chromium() { [ -n "${CHROMIUM:-}" ] || has_command chromium || has_command chromium-browser || has_command google-chrome; }

missing_for_build() {
    has_command make || echo make
    has_command python3 || echo python3
    has_command python3 && python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

missing_for_test() {
    has_postgresql || echo postgresql
    has_chromium || echo chromium
    has_package libatomic1 || echo libatomic1                                            # playwright's driver
    has_command msgfmt || echo gettext
    has_package r-cran-jsonlite || echo r-base-core r-cran-jsonlite                      # the API's example for R
    has_package fonts-dejavu-core || echo fonts-dejavu-core                              # Latin and Cyrillic
    has_package fonts-noto-cjk || has_package fonts-nanum || echo fonts-nanum            # Korean
}

install() {
    [ $# -gt 0 ] || return 0
    echo "Installing Debian packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    local log
    log="$(mktemp)"
    if ! { apt-get update && apt-get install --yes --no-install-recommends \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@"; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        echo "These Debian packages could not be installed: $*" >&2
        return 1
    fi
    rm -f "$log"
}

is_debian_root || exit 0
# The lists are split into words on purpose.
# shellcheck disable=SC2046
case "${1:?say build, test or install}" in
    build) install $(missing_for_build) ;;
    test) install $(missing_for_test) ;;
    install) shift && install "$@" ;;
esac
