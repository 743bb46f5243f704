-- The records of the filing ledger, many in a row: they are only ever written and read as a whole,
-- and a row and an index entry for each cost more than all the rest of writing a transmission.

CREATE TABLE filing_block (
    transmission BIGINT NOT NULL,
    submission   BIGINT NOT NULL,
    -- The number of the first record; the others follow.
    first        BIGINT NOT NULL,
    -- For each record 16 bytes of its account's hash and 16 of its content's.
    hashes       {{blob}} NOT NULL,
    PRIMARY KEY (transmission, submission, first)
);

-- The UniqueRecordId that a correction names.
CREATE TABLE filing_corrects (
    transmission BIGINT NOT NULL,
    submission   BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    corrects     TEXT   NOT NULL,
    PRIMARY KEY (transmission, submission, id)
) {{clustered}};

INSERT INTO filing_block (transmission, submission, first, hashes)
SELECT transmission, submission, id, CAST(account || content AS {{blob}}) FROM filing_record;

INSERT INTO filing_corrects (transmission, submission, id, corrects)
SELECT transmission, submission, id, corrects FROM filing_record WHERE corrects IS NOT NULL;

DROP TABLE filing_record;
