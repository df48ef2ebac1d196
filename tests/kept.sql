-- A schema with a copy of every table, and procedures that put the copies back where triggers noted
-- that somebody wrote. `tests.kept` keeps and puts back what factories wrote.
--
-- A database that a test has made large is truncated first, because deleted rows take room as well.
CREATE SCHEMA pristine;
CREATE TABLE pristine."written" (name text);
CREATE FUNCTION pristine.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO pristine."written" VALUES (TG_TABLE_NAME);
    RETURN NULL;
END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', name);
        EXECUTE format('CREATE TRIGGER written AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE '
                       'ON public.%1$I EXECUTE FUNCTION pristine.note()', name);
    END LOOP;
END $$;
CREATE TABLE pristine."next" AS
    SELECT schemaname || '.' || sequencename AS sequence, coalesce(last_value, 0) + 1 AS number
    FROM pg_sequences;
CREATE PROCEDURE pristine.restore() LANGUAGE plpgsql AS $$
DECLARE
    names text[];
    name text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- No trigger forbids or notes it.
    CALL pristine.settle();
    names := ARRAY(SELECT DISTINCT noted.name FROM pristine.noted);
    IF pg_database_size(current_database()) > 80 * 2^20 THEN
        names := ARRAY(SELECT tablename FROM pg_tables WHERE schemaname = 'public');
        EXECUTE 'TRUNCATE public.' || array_to_string(names, ', public.');
    END IF;
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('DELETE FROM public.%1$I', name);
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM pristine.%1$I', name);
    END LOOP;
    DELETE FROM pristine.noted;
    PERFORM setval(sequence, greatest(number - 1, 1), number > 1) FROM pristine."next";
END $$;
CREATE TABLE pristine.noted (name text);
CREATE TABLE pristine.kept (number integer, name text);
CREATE TABLE pristine.kept_next (number integer, sequence text, next bigint);
CREATE PROCEDURE pristine.settle() LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pristine.noted
        SELECT name FROM pristine."written" EXCEPT SELECT name FROM pristine.noted;
    DELETE FROM pristine."written";
END $$;
CREATE PROCEDURE pristine.keep(this integer) LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT DISTINCT noted.name FROM pristine.noted LOOP
        EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', this || name, name);
        INSERT INTO pristine.kept VALUES (this, name);
    END LOOP;
    INSERT INTO pristine.kept_next
        SELECT this, schemaname || '.' || sequencename, coalesce(last_value, 0) + 1
        FROM pg_sequences;
END $$;
CREATE PROCEDURE pristine.put_back(this integer) LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT kept.name FROM pristine.kept WHERE number = this LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM pristine.%I', name, this || name);
        INSERT INTO pristine.noted VALUES (name);
    END LOOP;
    PERFORM setval(sequence, greatest(next - 1, 1), next > 1)
        FROM pristine.kept_next WHERE number = this;
END $$;
CREATE PROCEDURE pristine.forget(this integer) LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT kept.name FROM pristine.kept WHERE number = this LOOP
        EXECUTE format('DROP TABLE pristine.%I', this || name);
    END LOOP;
    DELETE FROM pristine.kept WHERE number = this;
    DELETE FROM pristine.kept_next WHERE number = this;
END $$;
