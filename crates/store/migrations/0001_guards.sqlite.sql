-- Facts are only added; a change or removal is refused by the database itself.
{{#facts}}
CREATE TRIGGER {{table}}_keeps BEFORE UPDATE ON {{table}}
BEGIN SELECT RAISE(ABORT, '{{table}} is append-only'); END;
CREATE TRIGGER {{table}}_stays BEFORE DELETE ON {{table}}
BEGIN SELECT RAISE(ABORT, '{{table}} is append-only'); END;
{{/facts}}
