#!/bin/sh
# Really runs a schedule through systemd: in namespaces of its own, where a systemd of its own is the first
# process and a person's manager runs under it, `brief schedule install` installs a timer that fires; a
# second run meanwhile is refused; a failing one is seen; `remove` takes it out. About two minutes.
# Needs Linux, root, systemd and util-linux. Folders that systemd tidies up are hidden from it.
#
# BRIEF names another command than target/release/brief.
set -eu
if [ "${1:-}" = inside ]; then
    mount --make-rprivate /
    mount -t proc proc /proc
    mkdir "$SCRATCH/tmp"
    for folder in /var/tmp /run /etc/systemd /usr/lib/systemd/system /usr/lib/systemd/user \
        /usr/lib/systemd/system-generators /usr/lib/systemd/user-generators /usr/lib/tmpfiles.d /usr/lib/sysctl.d; do
        mkdir -p "$folder" && mount -t tmpfs tmpfs "$folder"
    done
    mkdir -p /etc/systemd/system /etc/systemd/user /run/systemd/system /run/user/0
    for target in sysinit basic shutdown timers default; do
        printf '[Unit]\nDefaultDependencies=no\n' >"/etc/systemd/system/$target.target"
        cp "/etc/systemd/system/$target.target" /etc/systemd/user/
    done
    printf '[Unit]\nDefaultDependencies=no\nWants=timers.target\n' >/etc/systemd/user/default.target
    printf '[Service]\nExecStart=/lib/systemd/systemd --user\nEnvironment=HOME=%s XDG_RUNTIME_DIR=/run/user/0\nDelegate=yes\n' \
        "$SCRATCH/home" >/etc/systemd/system/person.service
    printf '[Unit]\nDefaultDependencies=no\nWants=person.service\n' >/etc/systemd/system/begin.target
    umount -R /sys/fs/cgroup
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    exec env -i container=docker PATH="$PATH" /lib/systemd/systemd --system --unit=begin.target --log-target=console
fi

cd "$(dirname "$0")/../.."
for tool in unshare nsenter setsid /lib/systemd/systemd; do
    command -v "$tool" >/dev/null || { echo "$tool is not here: nothing was tried" >&2; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "not run as root: nothing was tried" >&2; exit 77; }
brief=${BRIEF:-$PWD/target/release/brief}
SCRATCH=$(mktemp -d /root/brief-systemd.XXXXXX)
export SCRATCH
manager=
end() {
    [ -z "$manager" ] || kill -9 "$manager" 2>/dev/null || true
    rm -rf "$SCRATCH"
}
trap end EXIT
mkdir "$SCRATCH/home"
cp "$brief" "$SCRATCH/brief"
setsid unshare --pid --fork --kill-child --mount --cgroup sh "$PWD/tests/schedule/systemd-run.sh" inside >"$SCRATCH/systemd.log" 2>&1 &
outer=$!

fail() {
    echo "FAILED: $*" >&2
    cat "$SCRATCH/systemd.log" "$SCRATCH/w/.brief/schedule.log" >&2 2>/dev/null || true
    exit 1
}
# Tries a command once a second, so many times.
until_true() {
    times=$1
    shift
    while ! "$@"; do
        times=$((times - 1))
        [ "$times" -gt 0 ] || return 1
        sleep 1
    done
}
find_manager() {
    manager=$(pgrep -P "$outer" | head -1)
    [ -n "$manager" ] && [ "$(cat "/proc/$manager/comm" 2>/dev/null)" = systemd ]
}
until_true 15 find_manager || fail "systemd does not start here"
person() {
    nsenter -t "$manager" -m -p env -i PATH="$PATH" HOME="$SCRATCH/home" USER=root XDG_RUNTIME_DIR=/run/user/0 NO_COLOR=1 \
        sh -c "cd $SCRATCH/w 2>/dev/null || cd $SCRATCH; $*"
}
until_true 20 person "systemctl --user is-active timers.target >/dev/null 2>&1" || fail "the person's manager does not run"
log() { cat "$SCRATCH/w/.brief/schedule.log" 2>/dev/null; }

person "$SCRATCH/brief init w >/dev/null && cd w && $SCRATCH/brief new first --audience uk-gov --title One >/dev/null && $SCRATCH/brief schedule install --every 1m --system systemd"
timer=$(person "systemctl --user list-timers --all --no-legend" | grep -o 'brief-[^ ]*\.timer' | head -1)
[ -n "$timer" ] || fail "no timer is there"
service=${timer%.timer}.service
echo "installed: $timer"

fired() { log | grep -q 'done, exit 0'; }
until_true 90 fired || fail "the timer has not fired"
echo "fired:     $(log | grep 'done, exit 0' | head -1)"
[ -f "$SCRATCH/w/out/first.pdf" ] || fail "no paper was made"

person "$SCRATCH/brief schedule install --every 1d --command 'sleep 8 #' --system systemd" >/dev/null
person "sed -i '/^since/d' briefs/schedule.toml; rm -f .brief/schedule.json; systemctl --user start --no-block $service"
running() { log | tail -1 | grep -q 'begun\|started' || person "systemctl --user is-active $service" | grep -q activating; }
until_true 5 running || fail "the service does not start"
sleep 3
if person "$SCRATCH/brief schedule run --now" 2>"$SCRATCH/said"; then fail "a second run was not refused"; fi
grep -q 'going on' "$SCRATCH/said" || fail "a second run was not refused: $(cat "$SCRATCH/said")"
echo "refused:   $(head -1 "$SCRATCH/said")"
idle() { [ "$(person "systemctl --user is-active $service" || true)" = inactive ]; }
until_true 30 idle || fail "the service does not end well"

person "$SCRATCH/brief schedule install --every 1d --command 'exit 7 #' --system systemd" >/dev/null
person "sed -i '/^since/d' briefs/schedule.toml; rm -f .brief/schedule.json"
if person "systemctl --user start $service" 2>/dev/null; then fail "a failing run was not seen"; fi
person "systemctl --user is-failed $service" | grep -q failed || fail "a failing run was not seen"
echo "failing:   $(log | grep 'ended with 7' | tail -1)"

person "$SCRATCH/brief schedule remove" >/dev/null
if person "systemctl --user list-timers --all --no-legend" | grep -q 'brief-'; then fail "the timer stays"; fi
echo "removed"
