#!/usr/bin/env bash
# venv.sh run | dev: makes .venv ready. Does nothing while the pinned requirements are unchanged.
set -euo pipefail
cd -P "$(dirname "$0")/.."

kind=${1:?say run or dev}
python=.venv/bin/python

# The first Python that is new enough, or nothing.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# Ends with a sentence unless $1 can make virtual environments; installs what is missing where it may.
require_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        bash .ci/debian.sh install "$package"
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    echo "Python cannot make a virtual environment here. On Debian and Ubuntu: apt install $package" >&2
    echo "(elsewhere: install a complete Python, with its modules venv and ensurepip). Then try again." >&2
    exit 1
}

create() {
    local found
    found="$(find_python)"
    if [ -z "$found" ]; then
        echo "casetracker needs Python 3.11 or newer, and none was found. Install it, or say where it is:" >&2
        echo "make PYTHON=/path/to/python3 ..." >&2
        exit 1
    fi
    require_venv "$found"
    echo "Making .venv with $("$found" --version)."
    "$found" -m venv --clear .venv
}

# False when there is no .venv, its Python is gone, or the folder was moved (its scripts name their own path).
usable() { grep -qsF "$PWD/.venv" .venv/pyvenv.cfg && "$python" -c '' 2>/dev/null; }

# The copies inside .venv say what was installed; the development file contains the other.
unchanged() { cmp -s "requirements/$1.txt" ".venv/installed-$1.txt"; }
remember() { cp "requirements/$1.txt" ".venv/installed-$1.txt"; }

usable || create
unchanged "$kind" && exit
echo "Installing the pinned Python packages (requirements/$kind.txt) ..."
"$python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement "requirements/$kind.txt"
remember "$kind"
if [ "$kind" = dev ]; then remember run; fi
