#!/usr/bin/env python3
"""Reads one large xlsx with yearend's reader and with its peers, in one run.

    cargo build --release -p yearend-source --example workbook
    python3 benches/workbook.py [--rows 10000] [--memory-rows 100000]

Peers: calamine (the range of values, the same program), openpyxl (read-only, values) and pandas
(read_excel), where they are installed. Each reads the same file in a process of its own, in turns;
the least processor time of the runs counts, because other work on the machine does not add to it.
A ratio above 1 means that the peer takes longer. Nothing is asserted.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile

OPENPYXL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
print(0, sum(1 for s in book for r in s.iter_rows(values_only=True) for v in r if v is not None))
"""
PANDAS = """
import sys, pandas
sheets = pandas.read_excel(sys.argv[1], sheet_name=None, header=None)
print(0, int(sum(s.notna().sum().sum() for s in sheets.values())))
"""


def run(command):
    """Processor seconds, peak memory in MiB, and the filled cells that the command met."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    cells = int(out.split()[1])
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20, cells


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(here, "target"))
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--memory-rows", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--program", default=f"{target}/release/examples/workbook")
    a = arguments.parse_args()
    if not os.path.exists(a.program):
        sys.exit(f"{a.program} is missing: build it as said at the top of this script")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    readers = {
        "yearend": lambda f: [a.program, "grid", f],
        "calamine": lambda f: [a.program, "calamine", f],
        "openpyxl": lambda f: [sys.executable, "-c", OPENPYXL, f],
        "pandas": lambda f: [sys.executable, "-c", PANDAS, f],
    }
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "rows.xlsx")
        subprocess.run([a.program, "make", str(a.rows), file], check=True)
        best = {}
        for _ in range(a.runs):
            for name, command in readers.items():
                if (result := run(command(file))) is not None:
                    best[name] = min(best.get(name, result), result)
        print(f"{a.rows} rows of 41 columns, {os.path.getsize(file) / 2**20:.1f} MiB")
        for name in readers:
            if name not in best:
                print(f"  {name:9} is not installed")
                continue
            seconds, memory, cells = best[name]
            ratio = seconds / best["yearend"][0]
            print(f"  {name:9} {seconds:8.3f} s {ratio:7.2f} x {memory:7.0f} MiB {cells:9} cells")

        if a.memory_rows:
            subprocess.run([a.program, "make", str(a.memory_rows), file], check=True)
            print(f"{a.memory_rows} rows of 41 columns, {os.path.getsize(file) / 2**20:.1f} MiB")
            for name in ("yearend", "calamine"):
                seconds, memory, cells = run(readers[name](file))
                print(f"  {name:9} {seconds:8.3f} s {'':9} {memory:7.0f} MiB {cells:9} cells")


if __name__ == "__main__":
    main()
