#!/usr/bin/env python3
"""Side by side in one run: yearend, the bare scan, polars and DuckDB; prints the table of ratios.

    run.py DIR --yearend target/release/yearend --scan target/release/examples/scan
           [--threads 2] [--repeat 3]

DIR holds what generate.py made. Rounds are interleaved and the minimum of each counts, so that other
load on the machine troubles all alike. Peak memory is that of the process. Nothing is asserted.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent


def measure(command):
    """Wall seconds, processor seconds and peak MiB of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    p = argparse.ArgumentParser()
    p.add_argument("dir", type=pathlib.Path)
    p.add_argument("--yearend", required=True)
    p.add_argument("--scan", required=True)
    p.add_argument("--threads", default="2")
    p.add_argument("--repeat", type=int, default=3)
    a = p.parse_args()
    out = a.dir / "bench-out"
    yearend = [
        a.yearend, "allocate", "--payments", a.dir / "payments.parquet", "--accounts",
        a.dir / "accounts.parquet", "--layouts", a.dir / "layouts.json", "--year", "2025",
        "--threads", a.threads, "-o", out,
    ]
    peer = lambda name: [
        sys.executable, HERE / "peers.py", name, a.dir, a.dir / f"{name}.parquet", a.threads
    ]
    contestants = {
        "scan": [a.scan, a.dir / "payments.parquet", a.threads],
        "yearend": yearend + ["--no-lines"],
        "yearend with lines": yearend,
        "polars": peer("polars"),
        "duckdb": peer("duckdb"),
    }
    best = {}
    for _ in range(a.repeat):
        for name, command in contestants.items():
            # Nobody's time is spent on what an earlier round wrote.
            shutil.rmtree(out, ignore_errors=True)
            for peer_out in ("polars", "duckdb"):
                (a.dir / f"{peer_out}.parquet").unlink(missing_ok=True)
            now = measure(command)
            best[name] = tuple(map(min, zip(now, best.get(name, now))))
    shutil.rmtree(out, ignore_errors=True)
    mine, scan = best["yearend"], best["scan"]
    print("| | wall s | processor s | peak MiB | wall / yearend | processor / yearend | memory / yearend |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (wall, cpu, mib) in best.items():
        ratios = f"{wall / mine[0]:.2f} | {cpu / mine[1]:.2f} | {mib / mine[2]:.2f}"
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {mib:.0f} | {ratios} |")
    print(f"\nyearend / bare scan: {mine[0] / scan[0]:.2f} in wall time, {mine[1] / scan[1]:.2f} in processor time")


if __name__ == "__main__":
    main()
