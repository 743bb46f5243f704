-- The filing ledger: what was written for the IRS and what it answered. Its statements are in
-- crates/iris/src/ledger. Holds no taxpayer number, name, address or account number: accounts and
-- contents are keyed hashes, the key is in a file, never here.
-- IF NOT EXISTS: a ledger of the first release is a file with these tables and no store around
-- them; it becomes a store.

CREATE TABLE IF NOT EXISTS filing_transmission (
    id               {{id}} NOT NULL PRIMARY KEY,
    utid             TEXT    NOT NULL UNIQUE,
    tax_year         BIGINT  NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('O', 'C', 'R')),
    test             BIGINT  NOT NULL,
    tcc              TEXT    NOT NULL,
    run              TEXT    NOT NULL,
    -- prepared: the file is whole under its temporary name; built: it has its name;
    -- discarded: it was withdrawn before it was sent.
    state            TEXT    NOT NULL CHECK (state IN ('prepared', 'built', 'discarded')),
    folder           TEXT    NOT NULL,
    file             TEXT    NOT NULL,
    sha256           TEXT    NOT NULL,
    bytes            BIGINT  NOT NULL,
    submissions      BIGINT  NOT NULL,
    records          BIGINT  NOT NULL,
    original_receipt TEXT,
    receipt          TEXT    UNIQUE,
    -- TransmissionStatusCd as the IRS spells it; NULL before any answer.
    status           TEXT,
    created_at       TEXT    NOT NULL
);

CREATE TABLE IF NOT EXISTS filing_submission (
    transmission BIGINT  NOT NULL REFERENCES filing_transmission (id),
    id           BIGINT  NOT NULL,
    payer        TEXT    NOT NULL,
    form_type    TEXT    NOT NULL,
    records      BIGINT  NOT NULL,
    -- OriginalUniqueSubmissionId of a replacement.
    original     TEXT,
    -- SubmissionStatusCd; NULL before any answer.
    status       TEXT,
    PRIMARY KEY (transmission, id)
) {{clustered}};

CREATE TABLE IF NOT EXISTS filing_record (
    transmission BIGINT  NOT NULL,
    submission   BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    account      {{blob}} NOT NULL,
    content      {{blob}} NOT NULL,
    -- UniqueRecordId of a correction.
    corrects     TEXT,
    PRIMARY KEY (transmission, submission, id)
) {{clustered}};

CREATE INDEX IF NOT EXISTS filing_record_account ON filing_record (account);

CREATE TABLE IF NOT EXISTS filing_error (
    transmission BIGINT  NOT NULL REFERENCES filing_transmission (id),
    submission   BIGINT,
    record       BIGINT,
    code         TEXT    NOT NULL,
    message      TEXT,
    element      TEXT
);

CREATE TABLE IF NOT EXISTS filing_event (
    id           {{id}} NOT NULL PRIMARY KEY,
    transmission BIGINT REFERENCES filing_transmission (id),
    at           TEXT    NOT NULL,
    what         TEXT    NOT NULL
);

-- The mark that lies in the folder of a transmission's file: a folder of this name on another
-- machine is another folder.
CREATE TABLE filing_folder (
    transmission BIGINT NOT NULL PRIMARY KEY REFERENCES filing_transmission (id),
    mark         TEXT   NOT NULL
);

-- The fingerprint of the secret that keys the hashes: under another secret no account would be
-- found again.
CREATE TABLE filing_key (
    id          {{id}} NOT NULL PRIMARY KEY,
    fingerprint TEXT   NOT NULL
);
