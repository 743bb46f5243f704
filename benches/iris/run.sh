#!/usr/bin/env bash
# Filing, side by side in one run: `yearend file build` against a plain Python lxml writer of the
# same records, `yearend file check` against `xmllint --stream`, and a million forms.
#
#   benches/iris/run.sh [FORMS] [FORMS_ALONE]     (default 100000 and 1000000)
#
# Needs Python 3 with lxml (PYTHON=… names another interpreter) and xmllint. Prints ratios; asserts
# nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
forms=${1:-100000} alone=${2:-1000000}
python=${PYTHON:-python3}
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release -p yearend
cargo build --quiet --release -p yearend-iris --example fictitious_forms
yearend=$target/release/yearend
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Seconds and peak memory (KiB) of a command, into $seconds and $memory.
measure() {
    local report
    report=$("$python" - "$@" <<'PY'
import os, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
took = time.perf_counter() - began
if done.returncode not in (0, 1):
    sys.exit(done.stderr.decode())
print(f"{took:.2f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
PY
    )
    read -r seconds memory <<<"$report"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }

"$target/release/examples/fictitious_forms" "$work/a" "$forms"
if "$python" -c 'import lxml' 2>/dev/null; then
    measure "$python" benches/iris/lxml_writer.py "$work/a/forms.csv" "$work/peer.xml"
    peer=$seconds
    echo "lxml writer           $forms forms  $seconds s  $((memory / 1024)) MiB"
else
    peer=
    echo "lxml is not installed; the peer was not measured"
fi
measure "$yearend" file build --test --year 2025 --forms "$work/a/forms.parquet" \
    --filer "$work/a/filer.toml" -o "$work/a/xml"
echo "yearend file build    $forms forms  $seconds s  $((memory / 1024)) MiB (with cleaning, ledger and reading back)"
[ -z "$peer" ] || echo "  ratio: $(ratio "$peer" "$seconds") times the peer's speed"

file=$(ls "$work"/a/xml/iris-*-001.xml)
bytes=$(stat -c %s "$file")
measure xmllint --stream --noout "$file"
lint=$seconds
echo "xmllint --stream      $bytes bytes  $lint s  (well-formed only)"
measure "$yearend" file check "$file"
echo "yearend file check    $bytes bytes  $seconds s  $((memory / 1024)) MiB (schema and rules)"
echo "  ratio: $(ratio "$lint" "$seconds") times the peer's speed"
if [ -n "${YEAREND_SHARED:-}" ]; then
    schema=$YEAREND_SHARED/irs-iris-ty2025/schema/MSG/IRS-IRIntakeTransmissionMessage.xsd
    measure xmllint --stream --noout --schema "$schema" "$file"
    echo "xmllint with schema   $bytes bytes  $seconds s"
fi

"$target/release/examples/fictitious_forms" "$work/b" "$alone"
measure "$yearend" file build --test --year 2025 --forms "$work/b/forms.parquet" \
    --filer "$work/b/filer.toml" -o "$work/b/xml"
echo "yearend file build    $alone forms  $seconds s  $((memory / 1024)) MiB, $(ls "$work"/b/xml/*.xml | wc -l) transmissions, $(du -ch "$work"/b/xml/*.xml | tail -1 | cut -f1)"
