"""The peer: a plain Python writer of the same records with lxml, streaming, in two passes.

It writes what `yearend file build` writes (manifest, header with totals, details), but cleans only
what the records of the benchmark need, keeps no ledger and checks nothing.
"""

import csv
import re
import sys
import unicodedata
from decimal import Decimal
from itertools import groupby

from lxml import etree

NS = "urn:us:gov:treasury:irs:ir"
BOXES = [
    ("box_1a", "TotalOrdinaryDividendsAmt"), ("box_1b", "QualifiedDividendsAmt"),
    ("box_2a", "TotalCapitalDistributionsAmt"), ("box_2b", "UnrecapturedSection1250GainAmt"),
    ("box_2c", "CapitalGainSect1202Amt"), ("box_2d", "Collectibles28PercentGainAmt"),
    ("box_2e", "Section897OrdinaryDividendsAmt"), ("box_2f", "Section897CapitalGainAmt"),
    ("box_3", "NondividendDistributionsAmt"), ("box_4", "FederalIncomeTaxWithheldAmt"),
    ("box_5", "Section199ADividendsAmt"), ("box_6", "InvestmentExpenseAmt"),
    ("box_7", "ForeignTaxesPaidAmt"), ("box_9", "CashLiquidationDistriAmt"),
    ("box_10", "NoncashLiquidationDistriAmt"), ("box_12", "ExemptInterestDividendsAmt"),
    ("box_13", "PrivateActivityBondIntDivAmt"),
]
NOT_NAME = re.compile(r"[^A-Za-z -]")
NOT_STREET = re.compile(r"[^A-Za-z0-9 /-]")


def ascii_of(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def leaf(parent, name, text):
    etree.SubElement(parent, f"{{{NS}}}{name}").text = text


def detail(row, record):
    d = etree.Element(f"{{{NS}}}Form1099DIVDetail", nsmap={None: NS})
    leaf(d, "TaxYr", "2025")
    leaf(d, "RecordId", str(record))
    leaf(d, "VoidInd", "0")
    leaf(d, "CorrectedInd", "0")
    r = etree.SubElement(d, f"{{{NS}}}RecipientDetail")
    leaf(r, "TIN", row["tin"])
    leaf(r, "TINSubmittedTypeCd", "INDIVIDUAL_TIN")
    n = etree.SubElement(r, f"{{{NS}}}PersonName")
    leaf(n, "PersonFirstNm", NOT_NAME.sub("", ascii_of(row["first_name"])))
    leaf(n, "PersonLastNm", NOT_NAME.sub("", ascii_of(row["last_name"])))
    g = etree.SubElement(r, f"{{{NS}}}MailingAddressGrp")
    a = etree.SubElement(g, f"{{{NS}}}USAddress")
    leaf(a, "AddressLine1Txt", NOT_STREET.sub("", ascii_of(row["address_line1"])))
    leaf(a, "CityNm", NOT_NAME.sub("", ascii_of(row["city"])).replace("-", " "))
    leaf(a, "StateAbbreviationCd", row["state"])
    leaf(a, "ZIPCd", row["zip"])
    leaf(d, "RecipientAccountNum", row["account_id"])
    leaf(d, "FATCAFilingRequirementInd", "0")
    leaf(d, "SecondTINNoticeInd", "0")
    for column, element in BOXES:
        if row[column] != "0.00":
            leaf(d, element, row[column])
    return d


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        yield from csv.DictReader(f)


def main(source, target):
    totals, counts = {}, {}
    for row in rows(source):
        payer = row["payer_id"]
        sums = totals.setdefault(payer, {c: Decimal(0) for c, _ in BOXES})
        counts[payer] = counts.get(payer, 0) + 1
        for column, _ in BOXES:
            sums[column] += Decimal(row[column])
    with etree.xmlfile(target, encoding="utf-8") as xf:
        xf.write_declaration()
        with xf.element(f"{{{NS}}}IRTransmission", nsmap={None: NS}):
            for number, (payer, group) in enumerate(groupby(rows(source), lambda r: r["payer_id"]), 1):
                with xf.element(f"{{{NS}}}IRSubmission1Grp"):
                    h = etree.Element(f"{{{NS}}}IRSubmission1Header", nsmap={None: NS})
                    leaf(h, "SubmissionId", str(number))
                    leaf(h, "TotalReportedRcpntFormCnt", str(counts[payer]))
                    for column, element in BOXES:
                        leaf(h, element, str(totals[payer][column]))
                    xf.write(h)
                    with xf.element(f"{{{NS}}}IRSubmission1Detail"):
                        for record, row in enumerate(group, 1):
                            xf.write(detail(row, record))


main(sys.argv[1], sys.argv[2])
