#!/usr/bin/env python3
"""The same work in polars and DuckDB: join payments with distributions on CUSIP and date, round 20
amounts of each half up, sum them per account, write Parquet.

    peers.py polars|duckdb DIR OUT THREADS

Integers throughout (10^-9 dollars and cents), which is both exact and the fastest way for either.
They neither apportion (the leaves need not sum to the cash), keep containments, reconcile, read the
accounts, nor write recipients.
"""

import os
import sys

BOXES = [
    "income_dividends", "short_term_capital_gain", "capital_gain_distributions",
    "nondividend_distributions", "cash_liquidation", "exempt_interest_dividends",
    "foreign_tax_in_ordinary", "qualified_dividends", "unrecaptured_section_1250_gain",
    "section_1202_gain", "collectibles_gain", "foreign_tax_paid", "noncash_liquidation",
    "private_activity", "section_199a_dividends", "section_897_ordinary_dividends",
    "section_897_capital_gain", "prior_year", "next_year", "total_distribution",
]


def polars(folder, out):
    import polars as pl

    rates = pl.scan_parquet(f"{folder}/distributions.parquet")
    payments = pl.scan_parquet(f"{folder}/payments.parquet")
    total = pl.col("total")
    amount = lambda b: ((2 * pl.col("cents") * pl.col(b) + total) // (2 * total)).alias(b)
    (
        payments.select("account_id", "cusip", "payable_date",
                        (pl.col("cash") * 100).cast(pl.Int64).alias("cents"))
        .join(rates.with_columns(total=pl.col("total_distribution")), on=["cusip", "payable_date"])
        .select("account_id", *[amount(b) for b in BOXES])
        .group_by("account_id")
        .agg(pl.col(BOXES).sum())
        .collect(engine="streaming")
        .write_parquet(out)
    )


def duckdb(folder, out, threads):
    import duckdb as db

    sums = ", ".join(
        f"sum((2 * cents * {b} + total_distribution) // (2 * total_distribution))::BIGINT AS {b}"
        for b in BOXES
    )
    db.sql(f"SET threads = {threads}")
    db.sql("SET preserve_insertion_order = false")
    db.sql(f"""
        COPY (
            SELECT account_id, {sums}
            FROM (SELECT account_id, cusip, payable_date, (cash * 100)::BIGINT AS cents
                  FROM '{folder}/payments.parquet') p
            JOIN '{folder}/distributions.parquet' USING (cusip, payable_date)
            GROUP BY account_id
        ) TO '{out}' (FORMAT parquet)
    """)


if __name__ == "__main__":
    peer, folder, out, threads = sys.argv[1:]
    if peer == "polars":
        os.environ["POLARS_MAX_THREADS"] = threads
        polars(folder, out)
    else:
        duckdb(folder, out, threads)
