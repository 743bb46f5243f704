-- Hashes cannot be compressed: it is not tried.
ALTER TABLE filing_block ALTER COLUMN hashes SET STORAGE EXTERNAL;

DO $$ BEGIN
    GRANT SELECT ON filing_block, filing_corrects
        TO yearend_reader, yearend_operator, yearend_approver;
    GRANT INSERT, UPDATE, DELETE ON filing_block, filing_corrects TO yearend_operator;
EXCEPTION WHEN undefined_object OR insufficient_privilege THEN
    RAISE NOTICE 'roles were not granted: they are not there';
END $$;
