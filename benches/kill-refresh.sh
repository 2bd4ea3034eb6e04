#!/usr/bin/env bash
# Kills `build --all`, `refresh --build` and `accept` with kill -9 at random moments, over a workspace of eleven
# sources on a server on this machine. Half of the moments are spread over the whole run; half lie between the
# first and the last file written. After each, every file must be as it was before or as it should be; then the
# same command runs to its end, and all must be as if nothing had been killed, but for times. Needs Linux, for
# its many addresses of one machine (one is one host), and python3.
#
#   benches/kill-refresh.sh [ROUNDS] [SEED]     default 500, and a seed of its own
#   benches/kill-refresh.sh --each-write        before each file takes its name, in turn; needs strace
#   benches/kill-refresh.sh --self-test         harms files on purpose: each harm must be seen
#
# BRIEF names another command than target/release/brief.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${BRIEF:-}" ]; then
  cargo build --release --locked --quiet
  BRIEF=$PWD/target/release/brief
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
BRIEF=$BRIEF python3 - "$work" "$@" <<'PY'
import collections, difflib, hashlib, http.server, itertools, os, pathlib, random, re, shutil, statistics, subprocess, sys, threading, time, tomllib

BRIEF, ROOT = os.environ["BRIEF"], pathlib.Path(sys.argv[1]) / "workspace"
ENV = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
ENV |= {"BRIEF_USER": "bench", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1795132800"}
PAGES = 11
served = "old"


def page(n, version):
    """Four change in a passage, three around it, one is gone, the rest stay."""
    held, title = f"8{n},000", f"Page {n} on Camps"
    if version == "new" and n < 4:
        held = f"8{n},500"
    more = "<p>A new paragraph stands at the end.</p>" if version == "new" and 4 <= n < 7 else ""
    return (f"<html><head><title>{title}</title></head><body><p>The Institute said that {held} people were held in "
            f"village {n} in 2013.</p><p>People who flee village {n} are sent back by force.</p>{more}</body></html>").encode()


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        n = self.path.removeprefix("/page-")
        if not n.isdigit():
            return self.say(404, b"")
        n = int(n)
        if served == "new" and n == PAGES - 1:
            return self.say(410, b"gone")
        tag = f'"{n}"' if n in (8, 9) else None
        if tag and self.headers["if-none-match"] == tag:
            return self.say(304, b"", tag)
        self.say(200, page(n, served), tag)

    def say(self, status, body, tag=None):
        self.send_response_only(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if tag:
            self.send_header("etag", tag)
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Whoever asks may be killed."""


def serve(n):
    server = Server((f"127.0.0.{n + 1}", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.{n + 1}:{server.server_port}/page-{n}"


def write(path, text):
    path = ROOT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def files(*folders):
    """Every file in these folders: path → bytes."""
    found = {}
    for folder in folders:
        for here, _, names in os.walk(ROOT / folder):
            for name in names:
                path = pathlib.Path(here, name)
                found[str(path.relative_to(ROOT))] = path.read_bytes()
    return found


def run(arguments, must=None):
    done = subprocess.run([BRIEF, *arguments.split()], cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL, capture_output=True)
    if must is not None and done.returncode not in must:
        sys.exit(f"`brief {arguments}` gave {done.returncode}:\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.returncode


def make():
    """The workspace, with every source stored and every paper made."""
    urls = [serve(n) for n in range(PAGES)]
    write("briefs/workspace.toml", 'private_hosts = ["127.0.0.0/8"]\n[organisation]\nname = "Trust"\nabout = "A trust."\n'
          'contact = { name = "Desk", email = "desk@example.org", out_of_hours = "+44 20 7946 0987" }\n[defaults]\nhandling = "TLP:CLEAR"\n')
    write("briefs/sources/sources.toml", "".join(
        f'[page-{n}]\ntype = "web"\ntitle = "Page {n} on Camps"\nauthor = "Institute"\ndate = 2014\nurl = "{url}"\n\n' for n, url in enumerate(urls)))
    for n in set(range(PAGES)) - {1}:
        write(f"briefs/evidence/village-{n}.toml", f'[[fact]]\nid = "held-{n}"\ntext = "In 2013, 8{n},000 people were held in village {n}."\n'
              f'source = "page-{n}"\npassage = "8{n},000 people were held in village {n} in 2013"\nas_of = 2013\n\n'
              f'[[fact]]\nid = "returns-{n}"\ntext = "People who flee village {n} are sent back by force."\nsource = "page-{n}"\n'
              f'passage = "People who flee village {n} are sent back by force"\n')
    # Rests on a passage that will change and on one that will move.
    write("briefs/evidence/both.toml", '[[fact]]\nid = "both"\ntext = "In 2013, 81,000 people were held in village 1."\nas_of = 2013\n'
          'source = [{ source = "page-1", passage = "81,000 people were held in village 1 in 2013" },\n'
          '          { source = "page-5", passage = "People who flee village 5 are sent back by force" }]\n')
    kinds = '[[section]]\nkind = "facts"\n[[section]]\nkind = "contacts"\n[[section]]\nkind = "about"\n'
    changing = ", ".join(f'"held-{n}"' for n in (0, 2, 3)) + ', "both"'
    steady = ", ".join(f'"held-{n}"' for n in range(PAGES) if n != 1) + ', "both"'
    for name, left_out in [("all", "[]"), ("steady", f"[{changing}]"), ("returns", f"[{steady}]")]:
        write(f"briefs/{name}.toml", f'title = "Camps, {name}"\naudience = "uk-gov"\ndate = 2026-12-01\n[select]\nexclude = {left_out}\n{kinds}')
    for url in urls:
        run(f"source add {url}", {0})
    run("refresh --no-questions", {0})
    run("build --all", {0})


TIME = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
STAMP = re.compile(r"/\d{8}T\d{9}Z-")
TEMPORARY = re.compile(r"(^|/)\.brief-[^/]*\.tmp$")


def timeless(found):
    """The same without times: name → the contents of all files that then have it, so that a copy stored twice counts twice."""
    plain = collections.defaultdict(list)
    for path, data in sorted(found.items()):
        if not TEMPORARY.search(path):
            plain[STAMP.sub("/TIME-", path)].append(data if path.endswith(".pdf") else TIME.sub(b"TIME", data))
    return dict(plain)


def kind(path):
    name = path.rsplit("/", 1)[-1]
    if path.startswith("out/"):
        return "papers"
    if name in ("brief.lock", "custody.log", "asked.toml"):
        return name
    return "copies" if re.match(r"briefs/sources/[^/]+/", path) else "what people wrote"


def orphans(found):
    """Files of copies that no description tells of: without one there is no copy."""
    copies = [path for path in found if STAMP.search(path) and not path.endswith(".toml")]
    return [path for path in copies if not any(path.startswith(other[:-5]) and other.endswith(".toml") and STAMP.search(other) for other in found)]


def lock_blocks(data):
    """What the lock says of each source and each passage: its name → the rest."""
    blocks = {}
    for table, rows in tomllib.loads(TIME.sub(b"TIME", data).decode()).items():
        for row in rows if isinstance(rows, list) else []:
            # An item may rest on one source twice.
            name = (table, row.get("id"), row.get("item"), row.get("source"))
            blocks.setdefault(name, set()).add(repr(sorted(row.items())))
    return blocks


def half(found, old, new):
    """What is neither old nor new: [(kind, why)]."""
    faults = []
    bad = lambda path, why: faults.append((kind(path), f"{path}: {why}"))
    for path in old.keys() & new.keys():
        if path not in found:
            bad(path, "is gone")
    for path, data in found.items():
        if TEMPORARY.search(path):
            continue
        what, plain = kind(path), TIME.sub(b"TIME", data)
        before, after = old.get(path), new.get(path)
        try:
            if what in ("papers", "what people wrote"):
                if data not in (before, after):
                    bad(path, f"{len(data)} bytes, neither the old nor the new")
            elif what == "custody.log":
                lines = plain.splitlines(keepends=True)
                known = set(TIME.sub(b"TIME", (before or b"") + (after or b"")).splitlines(keepends=True))
                if not data.startswith(before or b"") or not data.endswith(b"\n") or not set(lines) <= known:
                    bad(path, "lines are gone, broken or not known")
            elif what == "asked.toml":
                if tomllib.loads(data.decode())["format"] != "brief-asked/1":
                    bad(path, "is of no known format")
            elif what == "brief.lock":
                is_now, was, should = map(lock_blocks, (data, before, after))
                if not was.keys() & should.keys() <= is_now.keys() <= was.keys() | should.keys():
                    bad(path, "blocks are gone or not known")
                between = [name for name, rows in is_now.items() if not rows <= was.get(name, set()) | should.get(name, set())]
                if between:
                    faults.append(("brief.lock (whole, but of a step between)", f"{path}: neither as before nor as it should be: {between}"))
            elif path.endswith(".toml"):
                said, copy = tomllib.loads(data.decode()), path[:-5]
                beside = [other for other in found if other.startswith(copy) and other != path]
                hashes = {hashlib.sha256(found[other]).hexdigest() for other in beside}
                if not {said["sha256"], said["text"]["sha256"]} <= hashes or len(beside) != 2:
                    bad(path, "its bytes or its text are not as it says")
            elif before not in (None, data):
                bad(path, "a stored copy has changed")
            elif not path.endswith(".text") and hashlib.sha256(data).hexdigest()[:12] not in path:
                bad(path, "its bytes are not those its name says")
        except (ValueError, KeyError, TypeError) as error:
            bad(path, f"cannot be read: {error!r}")
    return faults


def differences(found, end, again):
    """What is not as if nothing had been killed: [(kind, why)]. What was asked may also be as after a second run."""
    faults = []
    found_orphans = orphans(found)
    found = timeless({path: data for path, data in found.items() if path not in found_orphans})
    for path in sorted(found.keys() | end.keys()):
        is_now, should = found.get(path, []), end.get(path, [])
        if is_now != should and not (kind(path) == "asked.toml" and is_now == again.get(path)):
            why = ("is gone" if not is_now else "is new" if not should else
                   f"is there {len(is_now)} times" if len(is_now) != len(should) else "differs" + difference(is_now[0], should[0]))
            faults.append((kind(path), f"{path}: {why}"))
    return faults


def difference(is_now, should):
    if is_now.startswith(b"%PDF"):
        return ""
    is_now, should = is_now.decode().splitlines(), should.decode().splitlines()
    return ": " + " / ".join(line for line in difflib.unified_diff(should, is_now, lineterm="", n=0) if line[:2] not in ("--", "++", "@@"))


def reset(state):
    shutil.rmtree(ROOT)
    for path, data in state.items():
        write(path, data)


class Scene:
    """A command, the state it begins in, and what it comes to when it is left alone."""

    def __init__(self, name, command, start):
        self.name, self.command, self.start = name, command, start
        self.old = {path: data for path, data in start.items() if not path.startswith(".brief/")}
        lasts, spans, ends = [], [], []
        for _ in range(3):
            reset(start)
            begun = time.time()
            self.code = run(command, {0, 1})
            lasts.append(time.time() - begun)
            changed = [os.stat(ROOT / path).st_ctime for path, data in files("briefs", "out").items() if self.old.get(path) != data]
            spans.append(max(changed) - min(changed))
            ends.append(files("briefs", "out"))
        self.lasts, self.writes, self.new = statistics.median(lasts), statistics.median(spans), ends[-1]
        self.end = timeless(self.new)
        for other in ends[:-1]:
            if timeless(other) != self.end:
                sys.exit(f"{name}: two runs that nobody killed differ: {differences(other, self.end, self.end)}")
        self.after = files("briefs", "out", ".brief")
        run(command)
        self.again = timeless(files("briefs", "out"))
        reset(self.after)
        run("build --all", {0, 1})
        self.built = timeless(files("briefs", "out"))
        print(f"{name:8} brief {command}: {1000 * self.lasts:.0f} ms, files written within {1000 * self.writes:.0f} ms, exit {self.code}", flush=True)

    def kill(self, moment, from_first_write):
        """Starts the command and kills it; whether it was killed before its end."""
        folders = [ROOT / "briefs", ROOT / "out", ROOT / "briefs/evidence", *(ROOT / "briefs/sources").glob("page-*")]
        seen = lambda: [os.stat(folder).st_mtime_ns for folder in folders]
        before = seen()
        child = subprocess.Popen([BRIEF, *self.command.split()], cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while from_first_write and seen() == before and child.poll() is None:
            time.sleep(0.0005)
        time.sleep(moment)
        child.kill()
        return child.wait() == -9

    def at_random(self, share, count, say):
        """A round with a moment at random: in this share of the whole run, or of its writing. One that comes after the
        run has ended is drawn anew, earlier."""
        writing, late = random.random() < 0.5, 1.0
        killed = False
        while not killed:
            reset(self.start)
            moment = late * (random.random() * self.writes if writing else share * self.lasts)
            killed = self.kill(moment, writing)
            count["moments drawn anew: the run had ended"] += not killed
            late *= 0.9
        self.judge_kill(killed, f"at {1000 * moment:.0f} ms{' of writing' if writing else ''}", count, say)

    def at_name(self, n, count, say):
        """A round in which each thread is killed before its nth file takes its name; whether that came about."""
        reset(self.start)
        calls = "rename,renameat,renameat2,link,linkat"
        log = ROOT.parent / "strace"
        traced = ["strace", "-f", "-o", str(log), "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={n}"]
        done = subprocess.run([*traced, BRIEF, *self.command.split()], cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL, capture_output=True)
        named = re.findall(r'"([^"]*)"', log.read_text())
        self.judge_kill(done.returncode == -9, f"before {named[-1].split('/workspace/')[-1] if named else 'its end'}", count, say)
        return done.returncode == -9

    def judge_kill(self, killed, when, count, say):
        """What the kill has left, and what the next run makes of it."""
        count["rounds"] += 1
        count["killed before its end"] += killed
        found = files("briefs", "out")
        faults = [("neither old nor new: " + what, why) for what, why in half(found, self.old, self.new)]
        plain = timeless(found)
        count["some files old, some new"] += plain != timeless(self.old) and plain != self.end
        count["temporary files left by the kill"] += any(map(TEMPORARY.search, found))
        count["copies without description left by the kill"] += bool(orphans(found))
        code = run(self.command)
        found = files("briefs", "out")
        faults += judge(found, code, self)
        if any(what.startswith("then: ") for what, _ in faults):
            # Whether the next build puts it right.
            run("build --all")
            found = files("briefs", "out")
            left = differences(found, self.built, self.again) + leftovers(found)
            faults += [("after a build still: " + what, why) for what, why in left]
        for what in {what for what, _ in faults}:
            count[what] += 1
        for what, why in faults:
            say(what, f"{self.name} ({self.command}) killed {when}: {what}: {why}")


def leftovers(found):
    """Temporary files, and copies that no description tells of: [(kind, path)]."""
    temporary = [path for path in found if TEMPORARY.search(path)]
    return ([("temporary files in " + ("out" if path.startswith("out/") else "briefs"), path) for path in temporary]
            + [("copies without description", path) for path in orphans(found)])


def judge(found, code, scene):
    """What is wrong once the next run has ended."""
    faults = [("then: " + what, why) for what, why in differences(found, scene.end, scene.again)]
    faults += [("then: neither old nor new: " + what, why) for what, why in half(found, scene.old, scene.new) if "between" not in what]
    faults += [("then: " + what, path) for what, path in leftovers(found)]
    if code not in (scene.code, 0):
        faults.append(("then: another exit code", f"{code}, not {scene.code}"))
    return faults


def scenes():
    global served
    make()
    built = files("briefs", "out", ".brief")
    edited = {path: data.replace(b'text = "In 2013,', b'text = "In the year 2013,').replace(b'text = "People', b'text = "Men and women')
              if path.startswith("briefs/evidence/") else data for path, data in built.items()}
    yield Scene("build", "build --all", edited)
    served = "new"
    refresh = Scene("refresh", "refresh --build --no-questions", built)
    yield refresh
    for item in ["both", "held-2", "returns-4"]:
        yield Scene("accept", f"accept {item} --yes", refresh.after)


def self_test(all_scenes):
    """Each harm must be seen, and no harm must not."""
    scene = next(scene for scene in all_scenes if scene.name == "refresh")
    good = scene.new
    cut = lambda path: good | {path: good[path][:-5]}
    first = lambda end, of=lambda path: True: next(path for path in sorted(good) if path.endswith(end) and of(path))
    added = lambda path: path not in scene.old
    copy = first(".html", added)
    twice = {STAMP.sub("/20990101T000000000Z-", path): data for path, data in good.items() if path.startswith(copy[:-5])}
    description = first(".toml", lambda path: added(path) and STAMP.search(path))
    without = lambda gone: {path: data for path, data in good.items() if path != gone}
    log, lock = first("custody.log"), "briefs/brief.lock"
    harms = {
        "a paper cut off": cut("out/all.pdf"),
        "a paper gone": without("out/all.pdf"),
        "evidence cut off": cut("briefs/evidence/both.toml"),
        "evidence gone": without("briefs/evidence/both.toml"),
        "the lock cut off": cut(lock),
        "half of the lock gone": good | {lock: good[lock].rsplit(b"\n[[", 1)[0] + b"\n"},
        "a log cut off": cut(log),
        "a line of a log gone": good | {log: good[log].split(b"\n")[0] + b"\n"},
        "what was asked cut off": cut(first("asked.toml")),
        "a copy cut off": cut(copy),
        "the text of a copy cut off": cut(first(".text", added)),
        "a description cut off": cut(description),
        "a copy cut off that no description tells of": {path: data for path, data in cut(copy).items() if path != copy[:-5] + ".toml"},
        "an old copy changed": good | {first(".html"): b"other"},
    }
    later = {
        "a description gone": without(copy[:-5] + ".toml"),
        "a copy stored twice": good | twice,
        "a temporary file": good | {"briefs/sources/page-0/.brief-abcdef.tmp": b""},
        "the lock as it was": good | {lock: scene.old[lock]},
        "a log as it was": good | {log: scene.old[log]},
        "a paper as it was": good | {"out/steady.pdf": scene.old["out/steady.pdf"]},
    }
    unseen = [name for name, found in harms.items() if not half(found, scene.old, scene.new)]
    unseen += [name for name, found in (harms | later).items() if not judge(found, scene.code, scene)]
    alarms = half(good, scene.old, scene.new) + judge(good, scene.code, scene) + half(scene.old, scene.old, scene.new)
    alarms += [] if judge(good, 3, scene) else ["exit code 3 was not seen"]
    print(f"{len(harms) + len(later)} harms, not seen: {unseen}; false alarms: {alarms}")
    return bool(unseen or alarms)


def table(counts):
    names, count = list(counts), collections.Counter()
    rows = ["rounds", "killed before its end", "moments drawn anew: the run had ended", "some files old, some new", "temporary files left by the kill",
            "copies without description left by the kill"]
    faults = sorted({row for one in counts.values() for row in one} - set(rows))
    print("\n| rounds in which | " + " | ".join(names) + " | all |\n" + "|---" * (len(names) + 2) + "|")
    for row in rows + faults:
        each = [counts[name][row] for name in names]
        print(f"| {row} | " + " | ".join(map(str, each)) + f" | {sum(each)} |")
    if not faults:
        for row in ["files neither old nor new", "next runs that did not end as if nothing had been killed"]:
            print(f"| {row} |" + " 0 |" * (len(names) + 1))
    return faults


def main():
    if sys.argv[2:] == ["--self-test"]:
        sys.exit(self_test(list(scenes())))
    each_write = sys.argv[2:] == ["--each-write"]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 and not each_write else 500
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    random.seed(seed)
    if not each_write:
        print(f"seed {seed}")
    counts = {"build": collections.Counter(), "refresh": collections.Counter(), "accept": collections.Counter()}
    of = collections.defaultdict(list)
    for scene in scenes():
        of[scene.name].append(scene)
    said = collections.Counter()

    def say(what, text):
        said[what] += 1
        if said[what] <= 4:
            print(text, flush=True)

    global served
    for name, some in of.items():
        share = rounds // 3 + (list(of).index(name) < rounds % 3)
        served = "old" if name == "build" else "new"
        if each_write:
            for scene in some:
                next(n for n in itertools.count(1) if not scene.at_name(n, counts[name], say))
        else:
            for n in range(share):
                some[n % len(some)].at_random((n + random.random()) / share, counts[name], say)
    sys.exit(bool(table(counts)))


main()
PY
