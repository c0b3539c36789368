#!/usr/bin/env bash
# The programs the tests run beside Python: a browser, rsync, an ssh server, Java for the HTML checker.
# Installs what is missing where it may (root on Debian or Ubuntu) and says what to install elsewhere.
# Uses no network when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"

has() { command -v "$1" >/dev/null 2>&1; }

missing=()
has chromium || missing+=(chromium)
has rsync || missing+=(rsync)
has ssh || missing+=(openssh-client)
has sshd || missing+=(openssh-server)
has java || missing+=(default-jre-headless)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && has apt-get; then
  echo "Installing for the tests: ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet=2
  apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null </dev/null
  exit 0
fi

# Without root: Playwright can bring its own browser, the rest is for the owner of the machine.
left=()
for package in "${missing[@]}"; do
  if [ "$package" = chromium ]; then
    .venv/bin/python -m playwright install chromium || left+=(chromium)
  else
    left+=("$package")
  fi
done
[ ${#left[@]} -gt 0 ] || exit 0
echo "The tests also need these programs: ${left[*]} (Debian's names)."
echo "Install them, on Debian or Ubuntu: sudo apt-get install ${left[*]}; then run make test again."
exit 1
