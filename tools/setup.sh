#!/usr/bin/env bash
# The programs the tests run beside Python: two browsers, rsync, an ssh, two web and a mailbox server, logrotate,
# Java for the HTML checker.
# Further ones by name, for what needs more: bash tools/setup.sh wrk goaccess
# Installs what is missing where it may (root on Debian or Ubuntu) and says what to install elsewhere.
# Uses no network when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"

has() { command -v "$1" >/dev/null 2>&1; }

missing=()
has chromium || missing+=(chromium)
has firefox-esr || missing+=(firefox-esr)
has rsync || missing+=(rsync)
has ssh || missing+=(openssh-client)
has sshd || missing+=(openssh-server)
has nginx || missing+=(nginx)
has caddy || missing+=(caddy)
has logrotate || missing+=(logrotate)
has dovecot || missing+=(dovecot-imapd)
has java || missing+=(default-jre-headless)
for more in "$@"; do has "$more" || missing+=("$more"); done
[ ${#missing[@]} -gt 0 ] || exit 0

# Installing a server also starts it, open to the network. On a machine that boots, its owner decides that;
# in a container nothing starts it, and RUNLEVEL=1 keeps the package from trying.
may_install() {
  [ "$(id -u)" = 0 ] && has apt-get || return 1
  case "$1" in
    openssh-server | nginx | caddy | dovecot-imapd) ! [ -d /run/systemd/system ] ;;
    firefox-esr) grep -qx ID=debian /etc/os-release ;; # Ubuntu has none
  esac
}

installable=() left=()
for package in "${missing[@]}"; do
  if may_install "$package"; then
    installable+=("$package")
  elif [ "$package" = chromium ] || [ "$package" = firefox-esr ]; then
    .venv/bin/python -m playwright install "${package%-esr}" || left+=("$package") # Playwright brings its own
  else
    left+=("$package")
  fi
done

if [ ${#installable[@]} -gt 0 ]; then
  echo "Installing for the tests: ${installable[*]} …"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  apt-get update --quiet=2
  apt-get install --quiet=2 --yes --no-install-recommends "${installable[@]}" >/dev/null </dev/null
fi

[ ${#left[@]} -gt 0 ] || exit 0
echo "The tests also need these programs: ${left[*]} (Debian's names)."
echo "Install them, on Debian or Ubuntu: sudo apt-get install ${left[*]}; then run make again."
echo "openssh-server, nginx, caddy and dovecot-imapd also start servers that others can reach; the tests use their own, so"
echo "you may stop those: sudo systemctl disable --now ssh nginx caddy dovecot"
exit 1
