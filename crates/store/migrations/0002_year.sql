-- `status --as-of` asks for the statements of one tax year.
CREATE INDEX statement_year ON statement (tax_year);
