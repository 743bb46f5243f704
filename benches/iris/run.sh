#!/usr/bin/env bash
# Filing, side by side in one run: `yearend file build` against a plain Python lxml writer of the
# same records, `yearend file check` against `xmllint --stream`, and a million forms.
#
#   benches/iris/run.sh [FORMS] [FORMS_ALONE]     (default 100000 and 1000000; 0 leaves one out)
#
# Needs Python 3.11 with lxml and pyarrow (PYTHON=… names another interpreter) and xmllint. Prints
# wall seconds, processor seconds and peak memory of whole processes (of the writers the best of
# three in turns), and ratios of speed (above 1: yearend is faster); asserts nothing. For half a
# minute after a large build the system is still at work, and `file build` takes a tenth more
# processor time: run it twice. What is written lies in TMPDIR: a disk that takes 200 MB a second
# needs 6.5 s for the 1.3 GB of a million forms, so its share is printed, too.
set -euo pipefail
cd "$(dirname "$0")/../.."
forms=${1:-100000} alone=${2:-1000000}
python=${PYTHON:-python3}
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release -p yearend --bin yearend
cargo build --quiet --release -p yearend-iris --example fictitious_forms
# What the builds wrote goes to the disk now, not while `file build` waits for it.
sync
yearend=$target/release/yearend
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Wall seconds, processor seconds and peak memory (MiB) of a command, into $wall, $cpu and $memory.
measure() {
    local report
    report=$("$python" - "$@" <<'PY'
import resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
took = time.perf_counter() - began
if done.returncode not in (0, 1):
    sys.exit(done.stderr.decode())
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{took:.3f} {used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss // 1024}")
PY
    )
    read -r wall cpu memory <<<"$report"
}
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
line() { printf '%-38s %9s forms %8s s wall %8s s processor %5s MiB\n' "$1" "$2" "$wall" "$cpu" "$memory"; }
build() {
    "$yearend" file build --test --year 2025 --forms "$1/forms.parquet" --filer "$1/filer.toml" -o "$1/xml" "${@:2}"
}
measure_build() {
    measure "$yearend" file build --test --year 2025 --forms "$1/forms.parquet" --filer "$1/filer.toml" -o "$1/xml"
}
disk() {
    local bytes
    bytes=$(cat "$1"/*.xml | wc -c)
    measure dd if=/dev/zero of="$work/disk" bs=1M count=$((bytes / 1048576 + 1)) conv=fsync
    rm "$work/disk"
    printf '%-38s %9s MB %11s s wall\n' "  the disk alone (dd, fsync)" "$((bytes / 1000000))" "$wall"
}

uname -srm
grep -m1 'model name' /proc/cpuinfo 2>/dev/null || true
echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || true), $(date -u +%F)"

with_peer=yes
"$python" -c 'import lxml, pyarrow' 2>/dev/null || with_peer=
if [ -z "$with_peer" ]; then
    echo "lxml or pyarrow is not installed: the peer is not measured"
else
    # Both must write the same: compared once, the transmission's ID and the declaration aside.
    "$target/release/examples/fictitious_forms" "$work/same" 3000
    "$python" benches/iris/lxml_writer.py "$work/same/forms.parquet" "$work/same/filer.toml" "$work/same/peer.xml"
    build "$work/same" >/dev/null
    plain() { sed -E -e '1d; s/<UniqueTransmissionId>[^<]*/<UniqueTransmissionId>/' -e '$a\' "$1"; }
    if cmp <(plain "$work/same/peer.xml") <(plain "$work"/same/xml/iris-*.xml); then
        echo "both write the same bytes (3000 forms)"
    fi
fi

if [ "$forms" -gt 0 ]; then
    "$target/release/examples/fictitious_forms" "$work/a" "$forms"
    sync
    peer='' own=''
    for _ in 1 2 3; do
        if [ -n "$with_peer" ]; then
            measure "$python" benches/iris/lxml_writer.py "$work/a/forms.parquet" "$work/a/filer.toml" "$work/peer.xml"
            if [ -z "$peer" ] || less "$wall" "$peer"; then peer=$wall peer_cpu=$cpu peer_memory=$memory; fi
            rm "$work/peer.xml"
        fi
        rm -rf "$work/a/xml"
        measure_build "$work/a"
        if [ -z "$own" ] || less "$wall" "$own"; then own=$wall own_cpu=$cpu own_memory=$memory; fi
    done
    if [ -n "$peer" ]; then
        wall=$peer cpu=$peer_cpu memory=$peer_memory
        line "lxml writer" "$forms"
    fi
    wall=$own cpu=$own_cpu memory=$own_memory
    line "yearend file build (whole)" "$forms"
    [ -z "$peer" ] || echo "  speed: $(ratio "$peer" "$wall") times the peer's by wall time, $(ratio "$peer_cpu" "$cpu") by processor time"
    disk "$work/a/xml"

    file=$(ls "$work"/a/xml/iris-*-001.xml)
    megabytes=$(($(stat -c %s "$file") / 1000000))
    measure xmllint --stream --noout "$file"
    line "xmllint --stream ($megabytes MB, no schema)" ""
    lint=$wall lint_cpu=$cpu
    measure "$yearend" file check "$file"
    line "yearend file check ($megabytes MB)" ""
    echo "  speed: $(ratio "$lint" "$wall") times the peer's by wall time, $(ratio "$lint_cpu" "$cpu") by processor time"
    if [ -n "${YEAREND_SHARED:-}" ]; then
        schema=$YEAREND_SHARED/irs-iris-ty2025/schema/MSG/IRS-IRIntakeTransmissionMessage.xsd
        measure xmllint --stream --noout --schema "$schema" "$file"
        line "xmllint --stream --schema ($megabytes MB)" ""
    fi
    rm -r "$work/a"
fi

if [ "$alone" -gt 0 ]; then
    "$target/release/examples/fictitious_forms" "$work/b" "$alone"
    measure_build "$work/b"
    line "yearend file build (whole)" "$alone"
    echo "  $(ls "$work"/b/xml/*.xml | wc -l) transmissions"
    disk "$work/b/xml"
fi
