-- What was written for the IRS and what it answered. Holds no taxpayer number, name, address or
-- account number: accounts and contents are keyed hashes (the key lies beside the database).

CREATE TABLE filing_transmission (
    id               INTEGER PRIMARY KEY,
    utid             TEXT    NOT NULL UNIQUE,
    tax_year         INTEGER NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('O', 'C', 'R')),
    test             INTEGER NOT NULL,
    tcc              TEXT    NOT NULL,
    run              TEXT    NOT NULL,
    -- prepared: the file is whole under its temporary name; built: it has its name;
    -- discarded: it was withdrawn before it was sent.
    state            TEXT    NOT NULL CHECK (state IN ('prepared', 'built', 'discarded')),
    folder           TEXT    NOT NULL,
    file             TEXT    NOT NULL,
    sha256           TEXT    NOT NULL,
    bytes            INTEGER NOT NULL,
    submissions      INTEGER NOT NULL,
    records          INTEGER NOT NULL,
    original_receipt TEXT,
    receipt          TEXT    UNIQUE,
    -- TransmissionStatusCd as the IRS spells it; NULL before any answer.
    status           TEXT,
    created_at       TEXT    NOT NULL
);

CREATE TABLE filing_submission (
    transmission INTEGER NOT NULL REFERENCES filing_transmission (id),
    id           INTEGER NOT NULL,
    payer        TEXT    NOT NULL,
    form_type    TEXT    NOT NULL,
    records      INTEGER NOT NULL,
    -- OriginalUniqueSubmissionId of a replacement.
    original     TEXT,
    -- SubmissionStatusCd; NULL before any answer.
    status       TEXT,
    PRIMARY KEY (transmission, id)
) WITHOUT ROWID;

CREATE TABLE filing_record (
    transmission INTEGER NOT NULL,
    submission   INTEGER NOT NULL,
    id           INTEGER NOT NULL,
    account      BLOB    NOT NULL,
    content      BLOB    NOT NULL,
    -- UniqueRecordId of a correction.
    corrects     TEXT,
    PRIMARY KEY (transmission, submission, id)
) WITHOUT ROWID;

CREATE INDEX filing_record_account ON filing_record (account);

CREATE TABLE filing_error (
    transmission INTEGER NOT NULL REFERENCES filing_transmission (id),
    submission   INTEGER,
    record       INTEGER,
    code         TEXT    NOT NULL,
    message      TEXT,
    element      TEXT
);

CREATE TABLE filing_event (
    id           INTEGER PRIMARY KEY,
    transmission INTEGER REFERENCES filing_transmission (id),
    at           TEXT    NOT NULL,
    what         TEXT    NOT NULL
);
