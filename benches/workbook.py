#!/usr/bin/env python3
"""Reads one large xlsx with yearend and with its peers, in one run.

    cargo build --release
    cargo build --release -p yearend-source --example workbook     # for calamine; may be left out
    python3 benches/workbook.py [--rows 10000] [--memory-rows 100000]

The file is a layout of 41 columns that keeps every identity; `yearend convert` writes it, with
formulas and totals. `yearend read` is the whole reading: cells, columns, securities, rules, JSON
written. Peers stop at the cells: openpyxl (read-only, values), pandas (read_excel), calamine (the
range of values) and yearend's own grid, where they are installed or built. Each reads the same file
in a process of its own, in turns; of the runs the least wall and the least processor time count, for
what a user waits and for what the machine does. A ratio above 1 means that the peer takes longer.
Nothing is asserted.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

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


HEADINGS = """Security Description (Fund Name)|CUSIP|Ticker Symbol|Estimated (E)|Reclass (R)|
Corrected (C)|Record Date|Ex-Dividend Date|Payable Date|Total Distribution Per Share (11+12+13)|
2024 (Prior Year)|2026 (Next Year)|2025 (Current Year) (14+15+22+26+28+30)|Income Dividends|
Short-term Capital Gain|Foreign Tax Paid|Ordinary Dividends (14+15+16)|Income Dividends|
Short-term Capital Gain|Foreign Tax Paid|Qualified Dividends (18+19+20)|Total Capital Gain Distr.|
Unrecap Sec. 1250 Gain|Section 1202 Gain|Collectibles (28%) Gain|Nondividend Distributions|
Foreign Tax Paid|Cash Liquidation Distr.|Noncash Liquidation Distr.|Exempt Interest Dividends|
Percentage of AMT in Column 30|CUSIP Number Change (M) or (Y)|Income Dividends|
Short-term Capital Gain|Foreign Tax Paid|Section 199A Dividends (33+34+35)|Income Dividends|
Short-term Capital Gain|Foreign Tax Paid|Section 897 Ordinary Dividends (37+38+39)|
Section 897 Capital Gain"""


def cusip(number):
    """Eight digits with their check digit."""
    base = f"{10_000_000 + 7 * number:08}"
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(base))
    return base + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def layout(rows, path):
    """A layout of four distributions for each security, as CSV."""
    chance = random.Random(1)
    money = lambda millionths: f"{millionths // 10**6}.{millionths % 10**6:06}"
    letters = str.maketrans("0123456789", "ABCDEFGHIJ")
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["PRIMARY LAYOUT"])
        out.writerow(["2025 YEAR-END TAX REPORTING INFORMATION"])
        out.writerow([])
        out.writerow(range(1, 42))
        out.writerow(h.strip() for h in HEADINGS.split("|"))
        for i in range(rows // 4):
            names = [f"Specimen Fund {i} Class {'ABCIN'[i % 5]}", cusip(i)]
            names += [f"{i % 10000:04}".translate(letters) + "X", "", "", ""]
            for month in (3, 6, 9, 12):
                income, foreign = chance.randrange(1, 10**6), chance.randrange(10**4)
                short, gain, capital = (chance.randrange(n) for n in (10**5, 10**6, 10**5))
                total = income + short + gain + capital
                ordinary, qualified = income + short + foreign, income // 2
                figures = [total, 0, 0, total, income, short, foreign, ordinary, qualified, 0, 0]
                figures += [qualified, gain, 0, 0, 0, capital, foreign, 0, 0, 0]
                dates = [f"{month:02}/{day}/2025" for day in (12, 12, 15)]
                out.writerow(names + dates + [*map(money, figures), 0, ""] + [0] * 9)
            out.writerow([""] * 41)


def run(command):
    """Wall and processor seconds, peak memory in MiB, and the filled cells that the command met."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    # 1: the reading has findings.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    # Peers print seconds and cells; a reading is one line of JSON.
    cells = 0 if out.startswith(b"{") else int(out.split()[1])
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20, cells


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(here, "target"))
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--memory-rows", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--yearend", default=f"{target}/release/yearend")
    arguments.add_argument("--program", default=f"{target}/release/examples/workbook")
    a = arguments.parse_args()
    if not os.path.exists(a.yearend):
        sys.exit(f"{a.yearend} is missing: build it as said at the top of this script")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    readers = {
        "yearend read": lambda f: [a.yearend, "read", f, "--format", "json"],
        "openpyxl": lambda f: [sys.executable, "-c", OPENPYXL, f],
        "pandas": lambda f: [sys.executable, "-c", PANDAS, f],
    }
    if os.path.exists(a.program):
        readers["calamine"] = lambda f: [a.program, "calamine", f]
        readers["yearend grid"] = lambda f: [a.program, "grid", f]
    with tempfile.TemporaryDirectory() as folder:
        table, file = os.path.join(folder, "rows.csv"), os.path.join(folder, "rows.xlsx")
        written = make(a, a.rows, table, file)
        best = {}
        for _ in range(a.runs):
            for name, command in readers.items():
                if (result := run(command(file))) is not None:
                    best[name] = tuple(map(min, zip(best.get(name, result), result)))
        print(f"{a.rows} rows of 41 columns, {os.path.getsize(file) / 2**20:.1f} MiB")
        show("yearend convert", written)
        for name in readers:
            if name not in best:
                print(f"  {name:15} is not installed")
                continue
            show(name, best[name], best["yearend read"])

        if a.memory_rows:
            written = make(a, a.memory_rows, table, file)
            print(f"{a.memory_rows} rows of 41 columns, {os.path.getsize(file) / 2**20:.1f} MiB")
            show("yearend convert", written)
            for name in ("yearend read", "calamine", "yearend grid"):
                if name in readers:
                    show(name, run(readers[name](file)))


def make(a, rows, table, file):
    """Writes the layout as CSV and lets yearend make the workbook; what that took."""
    layout(rows, table)
    began = time.perf_counter()
    process = subprocess.Popen([a.yearend, "convert", table, "-o", file], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit("yearend could not write the workbook")
    unit = 1 if sys.platform == "darwin" else 1024
    wall = time.perf_counter() - began
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20, 0


def show(name, measured, base=None):
    wall, cpu, memory, cells = measured
    times = [f"{t:7.3f} s" + (f" {t / b:6.2f} x" if base else "") for t, b in zip((wall, cpu), base or (1, 1))]
    cells = f"{cells:9} cells" if cells else ""
    print(f"  {name:15} wall {times[0]}, processor {times[1]} {memory:5.0f} MiB {cells}")


if __name__ == "__main__":
    main()
