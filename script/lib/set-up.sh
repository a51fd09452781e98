# Sets up this checkout so that the tool, or its tests, can run. Read by script/server and script/test.
#
# Works from what every Debian or Ubuntu machine has (a POSIX shell and python3) and asks for nothing else: what is
# missing is installed where the person has the right to, and otherwise named together with the command that installs it.
# Whoever reads this file has changed into the root of the checkout and has set LOCK to the requirements to install.

VENV=.venv
LOG=.set-up.log
# How long apt waits for another apt on the same machine, in seconds.
APT_PATIENCE=120

say() { printf '%s\n' "$@" >&2; }

# stop SENTENCE...: one line for each sentence, then the end.
stop() {
  for sentence in "$@"; do say "$sentence"; done
  exit 1
}

# quietly COMMAND...: keeps what the command prints in the log; shows the log's end when the command fails.
quietly() {
  if "$@" >> "$LOG" 2>&1 < /dev/null; then return 0; fi
  say "This failed: ${*#as_root }" "What it said (all of it: $LOG):"
  tail -n 30 "$LOG" | grep -v -e '^ *$' -e '^WARNING' | tail -n 12 >&2
  return 1
}

# The first Python that is new enough, as its real path, or nothing. PYTHON=... is asked first. An
# environment that happens to be active is looked through: it may be the very one that is about to be made anew.
find_python() {
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    "$candidate" -c '
import sys
if sys.version_info < (3, 11): sys.exit(1)
print(sys._base_executable)' 2> /dev/null && return 0
  done
  return 1
}

# as_root COMMAND...: runs it with the rights to install, without ever asking for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  [ -z "${NO_APT:-}" ] && command -v apt-get > /dev/null || return 1
  [ "$(id -u)" -eq 0 ] || sudo -n true 2> /dev/null
}

# system_packages PACKAGE...: installs them through apt. Fails when that is not allowed or does not work.
system_packages() {
  may_install || return 1
  say "Installing through apt: $*"
  if [ -z "${APT_LISTS_FRESH:-}" ]; then
    quietly as_root apt-get update -q -o DPkg::Lock::Timeout=$APT_PATIENCE || return 1
    APT_LISTS_FRESH=yes
  fi
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=$APT_PATIENCE "$@"
}

# What the environment was made from: when any of it changes, it is brought up to date.
fingerprint() {
  {
    pwd -P
    $VENV/bin/python -V
    cat "$LOCK" pyproject.toml
  } 2>&1 | cksum
}

ready() {
  [ -x $VENV/bin/self-audit ] && [ "$(cat "$VENV/$LOCK.stamp" 2> /dev/null)" = "$(fingerprint)" ]
}

need_python() {
  PYTHON_FOUND=$(find_python) && return 0
  system_packages python3 python3-venv && PYTHON_FOUND=$(find_python) && return 0
  stop "Self-Audit needs Python 3.11 or newer, and there is none on this machine." \
    "On Debian 12 and Ubuntu 24.04, or newer: sudo apt install python3 python3-venv"
}

# Debian's python3 comes without the part that makes environments.
need_venv() {
  "$PYTHON_FOUND" -c 'import ensurepip, venv' 2> /dev/null && return 0
  system_packages python3-venv && "$PYTHON_FOUND" -c 'import ensurepip, venv' 2> /dev/null && return 0
  stop "Missing: python3-venv, the part of Python that keeps this tool's libraries apart from your system's." \
    "Install it with this command, then start again: sudo apt install python3-venv"
}

# Where an environment lies and which Python it runs. It survives neither being moved nor its Python being replaced.
place() { printf '%s %s\n' "$(pwd -P)" "$($VENV/bin/python -V 2>&1)"; }

sound_environment() {
  [ -x $VENV/bin/python ] && [ "$(cat $VENV/place 2> /dev/null)" = "$(place)" ]
}

make_environment() {
  need_python
  need_venv
  quietly "$PYTHON_FOUND" -m venv --clear $VENV || stop "The folder $VENV could not be made. All of it: $LOG"
  place > $VENV/place
}

install_libraries() {
  say "Installing the libraries named in $LOCK into $VENV (a minute or two the first time) …"
  quietly $VENV/bin/python -m pip install --disable-pip-version-check --no-input --quiet \
    --require-hashes --only-binary :all: -r "$LOCK" ||
    stop "The libraries could not be installed. Is this machine connected to the internet? All of it: $LOG"
  # hatchling, which builds the package, came with the lock: nothing is fetched here.
  quietly $VENV/bin/python -m pip install --disable-pip-version-check --no-input --quiet \
    --no-deps --no-build-isolation -e . || stop "Self-Audit itself could not be installed. All of it: $LOG"
}

# set_up: brings the environment up to date.
set_up() {
  sound_environment || make_environment
  install_libraries
  fingerprint > "$VENV/$LOCK.stamp"
}
