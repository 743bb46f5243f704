-- Facts are only added; a change or removal is refused by the database itself.
CREATE FUNCTION yearend_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
{{#facts}}
CREATE TRIGGER {{table}}_keeps BEFORE UPDATE OR DELETE ON {{table}}
    FOR EACH ROW EXECUTE FUNCTION yearend_append_only();
CREATE TRIGGER {{table}}_stays BEFORE TRUNCATE ON {{table}}
    FOR EACH STATEMENT EXECUTE FUNCTION yearend_append_only();
{{/facts}}
-- Roles: reader asks, operator imports, approver decides. Where this login may not create roles,
-- an administrator does, and grants them as docs/store.md says.
DO $$
DECLARE role TEXT;
BEGIN
    FOREACH role IN ARRAY ARRAY['yearend_reader', 'yearend_operator', 'yearend_approver'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO yearend_reader, yearend_operator, yearend_approver;
    GRANT INSERT ON document, receipt, reading, layout, statement, line, contact, finding
        TO yearend_operator;
    GRANT INSERT ON decision TO yearend_approver;
    GRANT INSERT ON clash, audit TO yearend_operator, yearend_approver;
    GRANT INSERT, UPDATE, DELETE ON security, stand, amended, family
        TO yearend_operator, yearend_approver;
    GRANT INSERT, UPDATE ON setting TO yearend_approver;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
        RAISE NOTICE 'roles were not created: this login may not';
END $$;
