-- The store. One text for SQLite and PostgreSQL; {{blob}}, {{clustered}} and {{id}} are the only
-- words that differ. Facts (document, receipt, reading, layout, statement, line, contact, finding,
-- clash, decision, audit) are only ever added. What stands (security, stand, amended) is derived
-- from them and rewritten in the same transaction.
-- Times are UTC text of one width (2026-01-17T09:30:00.000000Z), so that text order is time order.

CREATE TABLE document (
    id          {{id}} NOT NULL PRIMARY KEY,
    sha256      TEXT   NOT NULL UNIQUE,
    media_type  TEXT   NOT NULL,
    size        BIGINT NOT NULL,
    received_at TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    body        {{blob}} NOT NULL
);

CREATE TABLE receipt (
    id          {{id}} NOT NULL PRIMARY KEY,
    document_id BIGINT NOT NULL REFERENCES document (id),
    name        TEXT   NOT NULL,
    origin      TEXT   NOT NULL,
    received_at TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    recorded_by TEXT   NOT NULL,
    UNIQUE (document_id, name, origin)
);

CREATE TABLE reading (
    id          {{id}} NOT NULL PRIMARY KEY,
    document_id BIGINT NOT NULL REFERENCES document (id),
    digest      TEXT   NOT NULL,
    reader      TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    parts       TEXT   NOT NULL
);
CREATE INDEX reading_document ON reading (document_id);

CREATE TABLE layout (
    reading_id  BIGINT NOT NULL REFERENCES reading (id),
    ordinal     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    tax_year    BIGINT NOT NULL,
    title       TEXT   NOT NULL,
    PRIMARY KEY (reading_id, ordinal)
) {{clustered}};

CREATE TABLE statement (
    id          {{id}} NOT NULL PRIMARY KEY,
    reading_id  BIGINT NOT NULL REFERENCES reading (id),
    document_id BIGINT NOT NULL REFERENCES document (id),
    ordinal     BIGINT NOT NULL,
    layout      BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    tax_year    BIGINT NOT NULL,
    cusip       TEXT   NOT NULL,
    ticker      TEXT,
    name        TEXT   NOT NULL,
    review      BIGINT NOT NULL,
    lines       BIGINT NOT NULL,
    events      TEXT   NOT NULL,
    rank_min    BIGINT NOT NULL,
    rank_max    BIGINT NOT NULL
);
CREATE INDEX statement_cusip ON statement (cusip, tax_year, kind);
CREATE INDEX statement_reading ON statement (reading_id, ordinal);

CREATE TABLE line (
    statement_id     BIGINT NOT NULL REFERENCES statement (id),
    ordinal          BIGINT NOT NULL,
    record_date      TEXT,
    ex_dividend_date TEXT,
    payable_date     TEXT,
    status           TEXT,
    amounts          TEXT   NOT NULL,
    cusip_change     TEXT,
    inferred         BIGINT NOT NULL,
    repaired         BIGINT NOT NULL,
    part             BIGINT NOT NULL,
    line             BIGINT NOT NULL,
    PRIMARY KEY (statement_id, ordinal)
) {{clustered}};

CREATE TABLE contact (
    reading_id  BIGINT NOT NULL REFERENCES reading (id),
    ordinal     BIGINT NOT NULL,
    fund        TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    affiliation TEXT   NOT NULL,
    telephone   TEXT   NOT NULL,
    facsimile   TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    PRIMARY KEY (reading_id, ordinal)
) {{clustered}};

CREATE TABLE finding (
    reading_id   BIGINT NOT NULL REFERENCES reading (id),
    ordinal      BIGINT NOT NULL,
    finding      TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    severity     TEXT   NOT NULL,
    message      TEXT   NOT NULL,
    help         TEXT,
    cusip        TEXT,
    distribution BIGINT,
    field        TEXT,
    location     TEXT,
    PRIMARY KEY (reading_id, ordinal)
) {{clustered}};
CREATE INDEX finding_name ON finding (finding);
CREATE INDEX finding_cusip ON finding (cusip);

CREATE TABLE clash (
    finding      TEXT   NOT NULL PRIMARY KEY,
    document_id  BIGINT NOT NULL REFERENCES document (id),
    code         TEXT   NOT NULL,
    message      TEXT   NOT NULL,
    help         TEXT   NOT NULL,
    cusip        TEXT   NOT NULL,
    tax_year     BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    distribution BIGINT NOT NULL,
    recorded_at  TEXT   NOT NULL
);
CREATE INDEX clash_cusip ON clash (cusip);

CREATE TABLE decision (
    id           {{id}} NOT NULL PRIMARY KEY,
    finding      TEXT   NOT NULL,
    document_id  BIGINT NOT NULL REFERENCES document (id),
    ruling       TEXT   NOT NULL CHECK (ruling IN ('accept', 'value', 'reject', 'undo', 'approve')),
    cusip        TEXT,
    tax_year     BIGINT,
    kind         TEXT,
    distribution BIGINT,
    field        TEXT,
    value        TEXT,
    reason       TEXT   NOT NULL,
    decided_by   TEXT   NOT NULL,
    login        TEXT   NOT NULL,
    decided_at   TEXT   NOT NULL,
    provisional  BIGINT NOT NULL,
    refers_to    BIGINT REFERENCES decision (id)
);

CREATE TABLE security (
    tax_year    BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    cusip       TEXT   NOT NULL,
    family      TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    ticker      TEXT,
    state       TEXT   NOT NULL,
    review      BIGINT NOT NULL,
    versions    BIGINT NOT NULL,
    changed_at  TEXT   NOT NULL,
    PRIMARY KEY (tax_year, kind, cusip)
) {{clustered}};
CREATE INDEX security_cusip ON security (cusip);

CREATE TABLE stand (
    cusip        TEXT   NOT NULL,
    tax_year     BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    lines        TEXT,
    PRIMARY KEY (cusip, tax_year, kind, statement_id)
) {{clustered}};

CREATE TABLE amended (
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    ordinal      BIGINT NOT NULL,
    amounts      TEXT   NOT NULL,
    PRIMARY KEY (statement_id, ordinal)
) {{clustered}};

CREATE TABLE family (
    issuer TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit (
    seq     {{id}} NOT NULL PRIMARY KEY,
    at      TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    hash    TEXT   NOT NULL
);
