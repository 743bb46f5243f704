DO $$ BEGIN
    GRANT SELECT ON filing_transmission, filing_submission, filing_record, filing_error,
        filing_event, filing_folder, filing_key
        TO yearend_reader, yearend_operator, yearend_approver;
    GRANT INSERT, UPDATE, DELETE ON filing_transmission, filing_submission, filing_record,
        filing_error, filing_event, filing_folder, filing_key TO yearend_operator;
EXCEPTION WHEN undefined_object OR insufficient_privilege THEN
    RAISE NOTICE 'roles were not granted: they are not there';
END $$;
