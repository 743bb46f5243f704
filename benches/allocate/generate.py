#!/usr/bin/env python3
"""A seeded generator of payments, accounts and layouts for the allocation benchmark.

    generate.py DIR [--payments 20000000] [--accounts 2000000] [--securities 4000] [--seed 1]
                    [--ids int|text] [--shuffle]

Writes into DIR:
  payments.parquet       account_id, cusip, payable_date, cash, shares; sorted by account
  accounts.parquet       one row per account, with name, TIN (beginning 000) and address
  layouts.json           the layouts as `yearend convert` writes them (yearend.reading/1)
  distributions.parquet  the same figures for the peers: integer rates of 10^-9 dollars

The cash is shares x rate, rounded half up to the cent, so every payment finds its distribution.
"""

import argparse
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

E9 = 10**9
LEAVES = [
    "income_dividends", "short_term_capital_gain", "capital_gain_distributions",
    "nondividend_distributions", "cash_liquidation", "exempt_interest_dividends",
]
BOXES = LEAVES + [
    "foreign_tax_in_ordinary", "qualified_dividends", "unrecaptured_section_1250_gain",
    "section_1202_gain", "collectibles_gain", "foreign_tax_paid", "noncash_liquidation",
    "private_activity", "section_199a_dividends", "section_897_ordinary_dividends",
    "section_897_capital_gain", "prior_year", "next_year", "total_distribution",
]
CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def cusip(number):
    """A CUSIP of nine characters with its check digit; issuers begin with 9 (private use)."""
    body = ""
    for _ in range(7):
        number, digit = divmod(number, 36)
        body = CHARS[digit] + body
    body = "9" + body
    total = 0
    for i, c in enumerate(body):
        v = CHARS.index(c) * (2 if i % 2 else 1)
        total += v // 10 + v % 10
    return body + str(-total % 10)


def decimals(cents, scale):
    """Integers as DECIMAL(18, scale), without a copy."""
    cents = np.ascontiguousarray(cents, dtype=np.int64)
    return pa.Array.from_buffers(pa.decimal64(18, scale), len(cents), [None, pa.py_buffer(cents)])


def layouts(rng, n):
    """Distributions of n securities: 1 to 12 a year, in the mixes that funds pay."""
    rows = []
    for s in range(n):
        kind = rng.choice(["equity", "bond", "muni", "foreign", "reit"], p=[0.4, 0.25, 0.1, 0.15, 0.1])
        times = int(rng.choice([1, 2, 4, 12], p=[0.3, 0.3, 0.3, 0.1]))
        for t in range(times):
            month = 12 if times == 1 else (t + 1) * (12 // times)
            day = int(rng.integers(5, 27))
            r = dict.fromkeys(BOXES, 0)
            rate = lambda: int(rng.integers(10**3, 10**8)) * 10  # to eight decimals
            r["income_dividends"] = rate()
            if kind == "muni":
                r["exempt_interest_dividends"] = rate()
                r["amt"] = int(rng.integers(0, 2000))
            if kind in ("equity", "foreign"):
                r["qualified_dividends"] = r["income_dividends"] * int(rng.integers(0, 101)) // 100 // 10 * 10
                if month == 12:
                    r["short_term_capital_gain"] = rate()
                    r["capital_gain_distributions"] = rate() * 3
            if kind == "foreign":
                r["foreign_tax_in_ordinary"] = r["foreign_tax_paid"] = r["income_dividends"] // 90 // 10 * 10
            if kind == "reit":
                r["section_199a_dividends"] = r["income_dividends"] * 7 // 10 // 10 * 10
                r["nondividend_distributions"] = rate()
                r["capital_gain_distributions"] = rate()
                r["unrecaptured_section_1250_gain"] = r["capital_gain_distributions"] // 4 // 10 * 10
            r["total_distribution"] = sum(r[x] for x in LEAVES)
            amt = r.pop("amt", 0)
            r["private_activity"] = r["exempt_interest_dividends"] * amt // 10_000
            rows.append((s, f"2025-{month:02}-{day:02}", amt, r))
    return rows


def plain(units):
    whole, part = divmod(units, E9)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".")


def write_layouts(out, rows, cusips):
    securities = [
        {"cusip": c, "ticker": None, "name": f"Benchmark Fund {i}", "distributions": [],
         "annual": {}, "review": False}
        for i, c in enumerate(cusips)
    ]
    for s, date, amt, r in rows:
        amounts = {k: plain(v) for k, v in r.items() if k != "private_activity" and v}
        amounts["current_year"] = plain(r["total_distribution"])
        ordinary = r["income_dividends"] + r["short_term_capital_gain"] + r["foreign_tax_in_ordinary"]
        amounts["ordinary_dividends"] = plain(ordinary)
        # The breakdowns of boxes 1b and 5, so that their identities are complete.
        if r["qualified_dividends"]:
            amounts["qualified_income_dividends"] = plain(r["qualified_dividends"])
        if r["section_199a_dividends"]:
            amounts["section_199a_income"] = plain(r["section_199a_dividends"])
        if amt:
            amounts["amt_percentage"] = f"0.{amt:04}"
        securities[s]["distributions"].append({
            "record_date": date, "ex_dividend_date": date, "payable_date": date,
            "status": None, "amounts": amounts, "inferred": [],
        })
    reading = {
        "schema": "yearend.reading/1",
        "source": {"name": "benchmark", "sha256": "", "media_type": "application/json"},
        "layouts": [{"kind": "primary", "tax_year": 2025, "title": "", "securities": securities}],
        "contacts": [], "findings": [],
    }
    (out / "layouts.json").write_text(json.dumps(reading))


def write_accounts(out, ids, rng):
    n = len(ids)
    number = np.arange(n)
    first = np.array(["Alex", "Blake", "Casey", "Drew", "Ellis", "Frankie", "Gray", "Harper"])
    last = np.array(["Ashford", "Brook", "Calder", "Dale", "Easton", "Field", "Grove", "Hill"])
    city = np.array(["Springfield", "Riverside", "Fairview", "Franklin", "Georgetown"])
    state = np.array(["CA", "TX", "NY", "FL", "IL", "WA"])
    pick = lambda a: a[rng.integers(0, len(a), n)]
    text = lambda a: pa.array(a, pa.string())
    table = pa.table({
        "account_id": ids,
        "payer_id": text(np.full(n, "MAIN")),
        "tin": text(np.char.zfill((number % 1_000_000).astype(str), 9)),
        "tin_type": text(np.full(n, "individual")),
        "first_name": text(pick(first)),
        "last_name": text(np.char.add(pick(last), (number % 97).astype(str))),
        "address_line1": text(np.char.add((number % 9973).astype(str), " Main Street")),
        "city": text(pick(city)),
        "state": text(pick(state)),
        "zip": text(np.char.zfill((number % 99_999).astype(str), 5)),
        "country": text(np.full(n, "US")),
        "exempt_recipient": pa.array(rng.random(n) < 0.1),
        "nonresident": pa.array(rng.random(n) < 0.01),
        "fatca": pa.array(np.zeros(n, bool)),
        "second_tin_notice": pa.array(np.zeros(n, bool)),
        "backup_withholding": pa.array(np.zeros(n, bool)),
    })
    pq.write_table(table, out / "accounts.parquet", row_group_size=1 << 20)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("dir", type=pathlib.Path)
    p.add_argument("--payments", type=int, default=20_000_000)
    p.add_argument("--accounts", type=int, default=2_000_000)
    p.add_argument("--securities", type=int, default=4_000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--ids", choices=["int", "text"], default="int")
    p.add_argument("--shuffle", action="store_true", help="payments in no order")
    a = p.parse_args()
    a.dir.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(a.seed)
    cusips = [cusip(1_000_003 * (i + 1)) for i in range(a.securities)]
    rows = layouts(rng, a.securities)
    # Two rows of a security on one date would be one distribution.
    seen = set()
    rows = [r for r in rows if (r[0], r[1]) not in seen and not seen.add((r[0], r[1]))]
    write_layouts(a.dir, rows, cusips)
    dates = np.array([np.datetime64(r[1]) for r in rows]).astype("datetime64[D]").astype(np.int32)
    security = np.array([r[0] for r in rows], np.int32)
    total = np.array([r[3]["total_distribution"] for r in rows], np.int64)
    table = {"cusip": pa.array([cusips[s] for s in security]), "payable_date": pa.array(dates, pa.date32())}
    for b in BOXES:
        table[b] = pa.array(np.array([r[3][b] for r in rows], np.int64))
    pq.write_table(pa.table(table), a.dir / "distributions.parquet")

    account = lambda number: (
        pa.array(1_000_000_000 + number * 7)
        if a.ids == "int"
        else pa.array(np.char.add("A", np.char.zfill((number * 7).astype(str), 10)), pa.string())
    )
    write_accounts(a.dir, account(np.arange(a.accounts)), rng)

    chunk = 1 << 20
    writer = None
    names = pa.array(cusips)
    shuffled = rng.permutation(a.payments) if a.shuffle else None
    for start in range(0, a.payments, chunk):
        n = min(chunk, a.payments - start)
        place = shuffled[start:start + n] if a.shuffle else np.arange(start, start + n)
        owner = place * a.accounts // a.payments
        which = rng.integers(0, len(rows), n)
        shares = np.minimum((rng.lognormal(3.5, 1.2, n) * 10_000).astype(np.int64) + 1, 10**9)
        # Halves go up: (2 x + d) // 2 d with x = shares x rate and d = 10^11, units per cent.
        # In two parts, so that 64 bits hold the products.
        d = 10**11
        high, low = np.divmod(total[which], 10**5)
        units = shares * high + shares * low // 10**5  # of 10^-8 dollars, rounded down
        cash = (units + 5 * 10**5) // 10**6
        t = pa.table({
            "account_id": account(owner),
            "cusip": pa.DictionaryArray.from_arrays(pa.array(security[which]), names),
            "payable_date": pa.array(dates[which], pa.date32()),
            "cash": decimals(cash, 2),
            "shares": decimals(shares, 4),
        })
        if writer is None:
            schema = pa.schema([f if f.name != "cusip" else pa.field("cusip", pa.string()) for f in t.schema])
            writer = pq.ParquetWriter(a.dir / "payments.parquet", schema, store_decimal_as_integer=True,
                                      use_dictionary=["cusip", "payable_date", "account_id"])
        writer.write_table(t.cast(schema))
    writer.close()
    print(f"{a.payments:,} payments, {a.accounts:,} accounts, {len(rows):,} distributions in {a.dir}")


if __name__ == "__main__":
    main()
