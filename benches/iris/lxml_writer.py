"""The peer: a plain Python writer of the same records with lxml.

It reads the same Parquet file (with pyarrow) and the same filer.toml, and writes the same elements as
`yearend file build`: manifest, header with totals and totals by state, details with name controls,
in two passes since totals stand before the details. What it leaves out: the split into
transmissions of 100 MB, the report of cleaned values, the rules, the ledger, and the reading back.

    lxml_writer.py forms.parquet filer.toml OUT.xml
"""

import re
import sys
import tomllib
import unicodedata
from decimal import Decimal

import pyarrow.parquet as pq
from lxml import etree

NS = "urn:us:gov:treasury:irs:ir"
YEAR = "2025"
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
# The totals begin with box 4.
TOTALS = sorted(BOXES, key=lambda b: b[0] != "box_4")
COLUMNS = [
    "payer_id", "account_id", "tin", "tin_type", "business_name", "first_name", "middle_name",
    "last_name", "suffix", "additional_name", "address_line1", "address_line2", "city", "state",
    "zip", "fatca", "second_tin_notice", "reportable",
] + [column for column, _ in BOXES]
NOT_NAME = re.compile(r"[^A-Za-z -]")
NOT_STREET = re.compile(r"[^A-Za-z0-9 /-]")
NOT_BUSINESS = re.compile(r"[^A-Za-z0-9 #()&'-]")
TIN_TYPES = {"individual": "INDIVIDUAL_TIN", "business": "BUSINESS_TIN", "unknown": "UNKNOWN"}
ZERO = Decimal(0)


def cleaned(text, unwanted):
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return unwanted.sub("", text)


def leaf(parent, name, text):
    etree.SubElement(parent, name).text = text


def leaf_if(parent, name, text):
    if text:
        etree.SubElement(parent, name).text = text


def business(parent, line1, line2=None):
    b = etree.SubElement(parent, "BusinessName")
    leaf(b, "BusinessNameLine1Txt", line1)
    leaf_if(b, "BusinessNameLine2Txt", line2)


def us_address(parent, line1, line2, city, state, zip_code):
    a = etree.SubElement(etree.SubElement(parent, "MailingAddressGrp"), "USAddress")
    leaf(a, "AddressLine1Txt", line1)
    leaf_if(a, "AddressLine2Txt", line2)
    leaf(a, "CityNm", city)
    leaf(a, "StateAbbreviationCd", state)
    leaf(a, "ZIPCd", zip_code)


def of_filer(parent, a):
    us_address(parent, a["line1"], a.get("line2"), a["city"], a["state"], a["zip"])


def recipient(parent, row):
    r = etree.SubElement(parent, "RecipientDetail")
    leaf(r, "TIN", row["tin"])
    leaf(r, "TINSubmittedTypeCd", TIN_TYPES[row["tin_type"]])
    if row["business_name"]:
        name = cleaned(row["business_name"], NOT_BUSINESS)
        control = re.sub("[^A-Z0-9&-]", "", name.upper())[:4]
        leaf(r, "BusinessNameControlTxt", control)
        business(r, name)
    else:
        last = cleaned(row["last_name"], NOT_NAME)
        leaf(r, "PersonNameControlTxt", last.replace(" ", "").upper()[:4])
        n = etree.SubElement(r, "PersonName")
        leaf(n, "PersonFirstNm", cleaned(row["first_name"], NOT_NAME))
        leaf_if(n, "PersonMiddleNm", row["middle_name"])
        leaf(n, "PersonLastNm", last)
        leaf_if(n, "SuffixNm", row["suffix"])
    leaf_if(r, "AdditionalRecipientTxt", row["additional_name"])
    us_address(
        r, cleaned(row["address_line1"], NOT_STREET), row["address_line2"],
        cleaned(row["city"].replace("-", " "), NOT_NAME), row["state"], row["zip"],
    )


def detail(row, record, elected):
    d = etree.Element("Form1099DIVDetail")
    leaf(d, "TaxYr", YEAR)
    leaf(d, "RecordId", str(record))
    if row["state"] in elected:
        leaf(d, "CFSFElectionStateCd", row["state"])
    leaf(d, "VoidInd", "0")
    leaf(d, "CorrectedInd", "0")
    recipient(d, row)
    leaf(d, "RecipientAccountNum", row["account_id"])
    leaf(d, "FATCAFilingRequirementInd", "1" if row["fatca"] else "0")
    leaf(d, "SecondTINNoticeInd", "1" if row["second_tin_notice"] else "0")
    for column, element in BOXES:
        if row[column]:
            leaf(d, element, str(row[column]))
    return d


class Sums:
    def __init__(self):
        self.forms = 0
        self.boxes = {column: ZERO for column, _ in BOXES}

    def add(self, row):
        self.forms += 1
        for column, _ in BOXES:
            self.boxes[column] += row[column]


def manifest(filer, payers, forms):
    t = filer["transmitter"]
    m = etree.Element("IRTransmissionManifest")
    leaf(m, "SchemaVersionNum", "2.0.3")
    leaf(m, "UniqueTransmissionId", f"550e8400-e29b-41d4-a716-446655440000:IRIS:{t['tcc']}::A")
    leaf(m, "TaxYr", YEAR)
    leaf(m, "PriorYearDataInd", "0")
    leaf(m, "TransmissionTypeCd", "O")
    leaf(m, "TestCd", "T")
    g = etree.SubElement(m, "TransmitterGrp")
    leaf(g, "TIN", t["tin"])
    leaf(g, "TINSubmittedTypeCd", "BUSINESS_TIN")
    leaf(g, "TransmitterControlCd", t["tcc"])
    leaf(g, "ForeignEntityInd", "0")
    business(g, t["name"])
    company = etree.SubElement(g, "CompanyGrp")
    business(company, t["name"])
    of_filer(company, t["address"])
    c = filer["contact"]
    leaf(etree.SubElement(g, "ContactNameGrp"), "PersonNm", c["name"])
    leaf_if(g, "ContactEmailAddressTxt", c.get("email"))
    leaf(g, "ContactPhoneNum", c["phone"])
    leaf(m, "VendorCd", "I")
    leaf(m, "SoftwareId", filer["software"]["id"])
    leaf(m, "TotalIssuerFormCnt", str(payers))
    leaf(m, "TotalRecipientFormCnt", str(forms))
    leaf(m, "PaperSubmissionInd", "0")
    leaf(m, "MediaSourceCd", "M")
    leaf(m, "SubmissionChannelCd", "A2A")
    return m


def header(number, payer, sums, by_state):
    h = etree.Element("IRSubmission1Header")
    leaf(h, "SubmissionId", str(number))
    leaf(h, "TaxYr", YEAR)
    i = etree.SubElement(h, "IssuerDetail")
    leaf(i, "ForeignEntityInd", "0")
    leaf(i, "TIN", payer["tin"])
    leaf(i, "TINSubmittedTypeCd", "BUSINESS_TIN")
    leaf(i, "BusinessNameControlTxt", payer["name"].replace(" ", "").upper()[:4])
    business(i, payer["name"])
    of_filer(i, payer["address"])
    leaf(i, "PhoneNum", payer["phone"])
    leaf(h, "FormTypeCd", "1099DIV")
    leaf(h, "ParentFormTypeCd", "1096")
    leaf(h, "CFSFElectionInd", "1" if by_state else "0")
    leaf(h, "TotalReportedRcpntFormCnt", str(sums.forms))
    totals = etree.SubElement(h, "IRSubmission1FormTotals")
    g = etree.SubElement(totals, "Form1099DIVTotalAmtGrp")
    for column, element in TOTALS:
        leaf(g, element, f"{sums.boxes[column]:.2f}")
    for state in sorted(by_state):
        g = etree.SubElement(totals, "Form1099DIVTotalByStateGrp")
        leaf(g, "StateAbbreviationCd", state)
        leaf(g, "TotalReportedRcpntFormCnt", str(by_state[state].forms))
        (first, *rest) = TOTALS
        leaf(g, first[1], f"{by_state[state].boxes[first[0]]:.2f}")
        leaf(g, "StateTaxWithheldAmt", "0.00")
        for column, element in rest:
            leaf(g, element, f"{by_state[state].boxes[column]:.2f}")
    return h


def rows(path):
    for batch in pq.ParquetFile(path).iter_batches(8192, columns=COLUMNS):
        for row in batch.to_pylist():
            if row["reportable"]:
                yield row


def main(source, filer_toml, target):
    with open(filer_toml, "rb") as f:
        filer = tomllib.load(f)
    payers = {p["id"]: p for p in filer["payer"]}
    sums, by_state = {}, {}
    for row in rows(source):
        payer = row["payer_id"]
        if payer not in sums:
            sums[payer], by_state[payer] = Sums(), {}
        sums[payer].add(row)
        if row["state"] in payers[payer].get("cfsf", []):
            by_state[payer].setdefault(row["state"], Sums()).add(row)
    with etree.xmlfile(target, encoding="utf-8") as xf:
        xf.write_declaration()
        with xf.element("IRTransmission", nsmap={None: NS}):
            xf.write(manifest(filer, len(sums), sum(s.forms for s in sums.values())))
            forms = rows(source)
            row = next(forms, None)
            number = 0
            while row is not None:
                number += 1
                payer = row["payer_id"]
                with xf.element("IRSubmission1Grp"):
                    xf.write(header(number, payers[payer], sums[payer], by_state[payer]))
                    with xf.element("IRSubmission1Detail"):
                        record = 0
                        elected = set(payers[payer].get("cfsf", []))
                        while row is not None and row["payer_id"] == payer:
                            record += 1
                            xf.write(detail(row, record, elected))
                            row = next(forms, None)


if __name__ == "__main__":
    main(*sys.argv[1:4])
