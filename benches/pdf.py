#!/usr/bin/env python3
"""Reads a PDF layout with yearend and with its peers, in one run.

    cargo build --release
    python3 benches/pdf.py ../shared/real/yieldmax-2023-primary-layout.pdf

yearend is measured as a whole process that reads, joins page parts, solves, checks and prints JSON.
Peers: pdfplumber (tables by rules, and tables by the places of words, of every page), measured in
its process after its imports, and `pdftotext -layout` as a whole process, where they are installed.
None of them joins page parts or knows what a column is. Each runs in a process of its own, in
turns; the least of the runs counts, as wall time and as processor time, the latter because other
work on the machine does not add to it. A ratio above 1 means that the peer takes longer. Nothing is
asserted.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time

PLUMBER = """
import sys, time, pdfplumber
wall, cpu = time.perf_counter(), time.process_time()
cells = 0
with pdfplumber.open(sys.argv[1]) as document:
    for page in document.pages:
        for table in page.extract_tables(SETTINGS):
            cells += sum(1 for row in table for cell in row if cell)
print("measured", time.perf_counter() - wall, time.process_time() - cpu, cells)
"""
TEXT = '{"vertical_strategy": "text", "horizontal_strategy": "text"}'


def run(command):
    """Wall and processor seconds of a process, or as it measured them itself."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        return None
    if out.startswith(b"measured "):
        return tuple(float(x) for x in out.split()[1:3])
    return wall, usage.ru_utime + usage.ru_stime


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(here, "target"))
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("file")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--program", default=f"{target}/release/yearend")
    a = arguments.parse_args()
    if not os.path.exists(a.program):
        sys.exit(f"{a.program} is missing: build it as said at the top of this script")

    python = [sys.executable, "-c"]
    readers = {
        "yearend read": [a.program, "read", a.file, "--format", "json"],
        "pdfplumber, rules": [*python, PLUMBER.replace("SETTINGS", "{}"), a.file],
        "pdfplumber, words": [*python, PLUMBER.replace("SETTINGS", TEXT), a.file],
    }
    if shutil.which("pdftotext"):
        readers["pdftotext -layout"] = ["pdftotext", "-layout", a.file, "-"]
    best = {name: None for name in readers}
    for _ in range(a.runs):
        for name, command in readers.items():
            measured = run(command)
            if measured:
                kept = best[name] or measured
                best[name] = tuple(map(min, kept, measured))

    own = best["yearend read"]
    if not own:
        sys.exit("yearend could not read the file")
    print(f"{os.path.basename(a.file)}, least of {a.runs} runs")
    print(f"{'':20} {'wall':>10} {'ratio':>8} {'processor':>12} {'ratio':>8}")
    for name, measured in best.items():
        if not measured:
            print(f"{name:20} not installed, or failed")
            continue
        (wall, cpu), (own_wall, own_cpu) = measured, own
        ratios = f"{wall / own_wall:>8.1f}", f"{cpu / max(own_cpu, 1e-4):>8.1f}"
        print(f"{name:20} {wall * 1e3:>7.1f} ms {ratios[0]} {cpu * 1e3:>9.1f} ms {ratios[1]}")


if __name__ == "__main__":
    main()
