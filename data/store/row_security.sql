-- What a person may see and change, as the service decides it, told once more in the language of the database.
-- A transaction says for whom it is: `passage.roles`, `passage.clearance`, `passage.sectors`, `passage.person`.
-- The service itself says `passage.serves`; where nothing is said, nothing is shown and nothing is taken.
-- `earlier` asks for what stood before the running transaction; `said` is the sharing protocol that counts.

CREATE OR REPLACE FUNCTION serves() RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT coalesce(current_setting('passage.serves', true), '') = 'on'
$$;

CREATE OR REPLACE FUNCTION has_role(VARIADIC names text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT string_to_array(coalesce(current_setting('passage.roles', true), ''), ',') && names
$$;

CREATE OR REPLACE FUNCTION clearance() RETURNS integer LANGUAGE sql STABLE AS $$
SELECT coalesce(nullif(current_setting('passage.clearance', true), '')::integer, -1)
$$;

CREATE OR REPLACE FUNCTION is_own(sector text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT coalesce(nullif(current_setting('passage.sectors', true), ''), '[]')::jsonb ? sector
$$;

CREATE OR REPLACE FUNCTION shape_of(body jsonb, field text) RETURNS geometry LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN jsonb_typeof(body -> field) = 'object' THEN st_geomfromgeojson(body -> field) END
$$;

CREATE OR REPLACE FUNCTION every_of(wanted text, earlier boolean)
RETURNS TABLE (id text, body jsonb) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT r.id, r.body::jsonb FROM record r
WHERE r.kind = wanted AND NOT r.deleted AND r.body <> '' AND NOT (earlier AND r.xmin = pg_current_xact_id()::xid)
UNION ALL
SELECT v.id, b.body::jsonb FROM record r
JOIN revision v ON v.kind = r.kind AND v.id = r.id AND v.version = r.version - 1 JOIN body b ON b.hash = v.hash
WHERE r.kind = wanted AND earlier AND r.xmin = pg_current_xact_id()::xid AND NOT v.deleted AND b.body <> ''
$$;

CREATE OR REPLACE FUNCTION stood(what text, earlier boolean, OUT kind text, OUT body jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT one.kind, one.body FROM (
    SELECT r.kind, r.body::jsonb AS body FROM record r
    WHERE r.id = what AND NOT r.deleted AND r.body <> '' AND NOT (earlier AND r.xmin = pg_current_xact_id()::xid)
    UNION ALL
    SELECT v.kind, b.body::jsonb FROM record r
    JOIN revision v ON v.kind = r.kind AND v.id = r.id AND v.version = r.version - 1 JOIN body b ON b.hash = v.hash
    WHERE r.id = what AND earlier AND r.xmin = pg_current_xact_id()::xid AND NOT v.deleted AND b.body <> ''
) one WHERE one.kind NOT IN ('plan', 'erasure', 'joining', 'proposal')
$$;

CREATE OR REPLACE FUNCTION protocol(earlier boolean) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT coalesce((SELECT body -> 'sharing' FROM every_of('plan', earlier)), '{}'::jsonb)
$$;

CREATE OR REPLACE FUNCTION step_of(kind text, id text, said jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce(
    (SELECT (pair ->> 1)::integer FROM jsonb_array_elements(said -> 'records') pair WHERE pair ->> 0 = id),
    (SELECT (pair ->> 1)::integer FROM jsonb_array_elements(said -> 'kinds') pair WHERE pair ->> 0 = kind),
    2)
$$;

CREATE OR REPLACE FUNCTION convoy_of(kind text, body jsonb, earlier boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE next record;
BEGIN
    IF kind = 'convoy' THEN RETURN body; END IF;
    IF kind NOT IN ('passing_report', 'mission_outcome', 'note') THEN RETURN NULL; END IF;
    SELECT * INTO next FROM stood(body ->> CASE kind WHEN 'note' THEN 'about' ELSE 'convoy' END, earlier);
    RETURN CASE WHEN next.kind IS NULL THEN NULL ELSE convoy_of(next.kind, next.body, earlier) END;
END $$;

CREATE OR REPLACE FUNCTION level_of(kind text, id text, body jsonb, said jsonb, earlier boolean) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    convoy jsonb := convoy_of(kind, body, earlier);
    about record;
    level integer := step_of(kind, id, said);
BEGIN
    IF convoy IS NOT NULL AND convoy ->> 'release' IS NULL THEN RETURN 3; END IF;
    IF kind = 'note' AND body ->> 'about' IS NOT NULL THEN
        SELECT * INTO about FROM stood(body ->> 'about', earlier);
        IF about.kind IS NOT NULL AND about.kind <> 'note' THEN
            level := greatest(level, level_of(about.kind, body ->> 'about', about.body, said, earlier));
        END IF;
    END IF;
    RETURN level;
END $$;

CREATE OR REPLACE FUNCTION own_ground(earlier boolean) RETURNS geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT st_union(shape_of(body, 'area')) FROM every_of('sector', earlier) WHERE is_own(id)
$$;

CREATE OR REPLACE FUNCTION point_of(place jsonb, earlier boolean) RETURNS geometry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE there record;
BEGIN
    IF jsonb_typeof(place) = 'object' THEN RETURN shape_of(place, 'point'); END IF;
    SELECT * INTO there FROM stood(place #>> '{}', earlier);
    RETURN CASE WHEN there.kind IN ('site', 'crossing') THEN shape_of(there.body, 'point') END;
END $$;

CREATE OR REPLACE FUNCTION crosses_own(convoy jsonb, earlier boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    ground geometry := own_ground(earlier);
    points geometry[];
    corridor record;
BEGIN
    IF ground IS NULL THEN RETURN false; END IF;
    SELECT array_agg(point ORDER BY at) INTO points FROM (
        SELECT point_of(place, earlier) AS point, at FROM jsonb_array_elements(
            jsonb_build_array(convoy -> 'origin') || (convoy -> 'via') || jsonb_build_array(convoy -> 'destination')
        ) WITH ORDINALITY AS places (place, at)
    ) known WHERE point IS NOT NULL;
    IF cardinality(points) = 1 AND st_intersects(points[1], ground) THEN RETURN true; END IF;
    IF cardinality(points) > 1 AND st_intersects(st_makeline(points), ground) THEN RETURN true; END IF;
    SELECT * INTO corridor FROM stood(convoy ->> 'corridor', earlier);
    RETURN corridor.kind = 'corridor' AND st_intersects(shape_of(corridor.body, 'line'), ground);
END $$;

CREATE OR REPLACE FUNCTION may_see(kind text, id text, body jsonb, said jsonb, earlier boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE convoy jsonb;
BEGIN
    IF NOT has_role('viewer', 'coordinator', 'security cell', 'administrator', 'auditor')
        OR level_of(kind, id, body, said, earlier) > clearance()
    THEN RETURN false; END IF;
    convoy := convoy_of(kind, body, earlier);
    RETURN convoy IS NULL OR has_role('coordinator')
        OR (has_role('viewer') AND convoy ->> 'release' IS NOT NULL)
        OR (has_role('security cell') AND coalesce(crosses_own(convoy, earlier), false));
END $$;

CREATE OR REPLACE FUNCTION sees_id(what text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE there record;
BEGIN
    SELECT * INTO there FROM stood(what, false);
    RETURN there.kind IS NOT NULL AND may_see(there.kind, what, there.body, protocol(false), false);
END $$;

CREATE OR REPLACE FUNCTION sees_proposal(body text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT coalesce(bool_and(may_see(one ->> 0, one ->> 1, (one ->> 2)::jsonb, protocol(false), false)), false)
FROM jsonb_array_elements(body::jsonb -> 'changes') change, jsonb_array_elements(change) one
WHERE jsonb_typeof(one) = 'array'
$$;

CREATE OR REPLACE FUNCTION sees_row(kind text, id text, deleted boolean, body text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF deleted OR body = '' OR kind IN ('erasure', 'joining') THEN RETURN false; END IF;
    IF kind = 'proposal' THEN RETURN sees_proposal(body); END IF;
    IF kind <> 'plan' THEN RETURN may_see(kind, id, body::jsonb, protocol(false), false); END IF;
    RETURN has_role('administrator') OR (has_role('viewer', 'coordinator', 'security cell') AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(body::jsonb -> 'sharing' -> 'records') pair WHERE NOT sees_id(pair ->> 0)));
END $$;

CREATE OR REPLACE FUNCTION sees_act(kind text, id text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    there record;
BEGIN
    IF has_role('coordinator') AND clearance() = 3 THEN RETURN true; END IF;
    IF kind = 'plan' THEN RETURN has_role('administrator', 'coordinator', 'security cell', 'viewer'); END IF;
    IF kind = 'proposal' THEN RETURN coalesce(
        (SELECT sees_proposal(r.body) FROM record r WHERE r.kind = 'proposal' AND r.id = sees_act.id), false); END IF;
    SELECT * INTO there FROM stood(id, false);
    IF there.kind IS NOT NULL THEN RETURN sees_id(id); END IF;
    RETURN kind NOT IN ('convoy', 'passing_report', 'mission_outcome', 'note')
        AND step_of(kind, id, protocol(false)) <= clearance()
        AND has_role('viewer', 'administrator', 'coordinator', 'security cell');
END $$;

CREATE OR REPLACE FUNCTION saves_seen() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT r.commit_id FROM revision r
LEFT JOIN (SELECT kind, id FROM (SELECT DISTINCT kind, id FROM revision) one WHERE NOT sees_act(kind, id)) hidden
ON hidden.kind = r.kind AND hidden.id = r.id GROUP BY r.commit_id HAVING count(hidden.id) = 0
$$;

CREATE OR REPLACE FUNCTION sees_body(link text, body text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    change record;
    there record;
BEGIN
    SELECT r.kind, r.id, r.deleted INTO change FROM revision r WHERE r.hash = link;
    IF change.kind IS NULL OR change.deleted OR body = '' OR change.kind IN ('plan', 'erasure', 'joining')
    THEN RETURN false; END IF;
    IF change.kind = 'proposal' THEN RETURN sees_proposal(body); END IF;
    SELECT * INTO there FROM stood(change.id, false);
    IF there.kind IS NULL AND change.kind IN ('convoy', 'passing_report', 'mission_outcome', 'note')
        AND NOT (has_role('coordinator') AND clearance() = 3)
    THEN RETURN false; END IF;
    RETURN (there.kind IS NULL OR sees_id(change.id))
        AND may_see(change.kind, change.id, body::jsonb, protocol(false), false);
END $$;

CREATE OR REPLACE FUNCTION sees_photo(name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT EXISTS (SELECT FROM every_of('note', false) WHERE body ->> 'photo' = name AND sees_id(id))
$$;

CREATE OR REPLACE FUNCTION place_of(kind text, body jsonb, earlier boolean) RETURNS geometry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    there record;
    place geometry := CASE
        WHEN kind IN ('zone', 'sector') THEN shape_of(body, 'area')
        WHEN kind IN ('control_line', 'corridor') THEN shape_of(body, 'line')
        WHEN kind IN ('site', 'crossing', 'incident') THEN shape_of(body, 'point')
        WHEN kind IN ('status_report', 'note') THEN shape_of(body, 'place') END;
    about text := body ->> CASE kind
        WHEN 'status_report' THEN 'crossing_id' WHEN 'barrier' THEN 'area_id'
        WHEN 'note' THEN 'about' WHEN 'opening_rule' THEN 'about' END;
BEGIN
    IF place IS NOT NULL OR about IS NULL THEN RETURN place; END IF;
    SELECT * INTO there FROM stood(about, earlier);
    RETURN CASE WHEN there.kind IS NULL THEN NULL ELSE place_of(there.kind, there.body, earlier) END;
END $$;

CREATE OR REPLACE FUNCTION pairs_all_own(was jsonb, made jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT coalesce(bool_and(is_own(pair ->> 0)), true) FROM (
    (SELECT * FROM jsonb_array_elements(was) EXCEPT SELECT * FROM jsonb_array_elements(made)) UNION ALL
    (SELECT * FROM jsonb_array_elements(made) EXCEPT SELECT * FROM jsonb_array_elements(was))
) differing (pair)
$$;

CREATE OR REPLACE FUNCTION is_of_cell(kind text, id text, was jsonb, made jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE ground geometry;
BEGIN
    IF coalesce(nullif(current_setting('passage.sectors', true), ''), '[]') = '[]' THEN RETURN false; END IF;
    IF kind = 'sector' THEN RETURN is_own(id) AND was IS NOT NULL AND made IS NOT NULL; END IF;
    IF kind = 'phase' THEN
        RETURN was IS NOT NULL AND made IS NOT NULL
            AND was - 'sector_states' - 'sector_leads' = made - 'sector_states' - 'sector_leads'
            AND pairs_all_own(was -> 'sector_states', made -> 'sector_states')
            AND pairs_all_own(was -> 'sector_leads', made -> 'sector_leads');
    END IF;
    IF kind NOT IN ('zone', 'barrier', 'status_report', 'control_line', 'opening_rule', 'incident', 'note')
    THEN RETURN false; END IF;
    ground := own_ground(true);
    RETURN ground IS NOT NULL
        AND (was IS NULL OR coalesce(st_covers(ground, place_of(kind, was, true)), false))
        AND (made IS NULL OR coalesce(st_covers(ground, place_of(kind, made, false)), false));
END $$;

CREATE OR REPLACE FUNCTION may_set(was jsonb, made jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (has_role('administrator') OR (was -> 'sharing' IS NOT DISTINCT FROM made -> 'sharing'
        AND was -> 'one_person_suffices' IS NOT DISTINCT FROM made -> 'one_person_suffices'))
    AND (has_role('administrator', 'coordinator') OR coalesce(was -> 'held', '[]') = coalesce(made -> 'held', '[]'))
    AND (has_role('coordinator') OR was - 'sharing' - 'one_person_suffices' - 'held' - 'format'
        = made - 'sharing' - 'one_person_suffices' - 'held' - 'format')
$$;

CREATE OR REPLACE FUNCTION may_decide(was jsonb, made jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    person text := current_setting('passage.person', true);
    said jsonb := made -> 'decision';
BEGIN
    IF made IS NULL OR NOT sees_proposal(made::text) THEN RETURN false; END IF;
    IF was IS NULL THEN
        RETURN made ->> 'by_id' = person AND made ->> 'decision' IS NULL AND has_role('coordinator', 'security cell');
    END IF;
    RETURN was ->> 'decision' IS NULL AND was - 'decision' = made - 'decision' AND said ->> 'by_id' = person
        AND (was ->> 'by_id' = person) = (said ->> 'verdict' = 'withdrawn')
        AND (said ->> 'verdict' = 'withdrawn' OR has_role('coordinator', 'security cell'));
END $$;

CREATE OR REPLACE FUNCTION may_change(kind text, id text, was jsonb, made jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE said jsonb := protocol(true);
BEGIN
    IF was IS NOT DISTINCT FROM made THEN RETURN true; END IF;
    IF kind IN ('erasure', 'joining') THEN RETURN false; END IF;
    IF kind = 'proposal' THEN RETURN may_decide(was, made); END IF;
    IF kind = 'plan' THEN RETURN was IS NOT NULL AND made IS NOT NULL AND may_set(was, made); END IF;
    IF was IS NOT NULL AND NOT may_see(kind, id, was, said, true) THEN RETURN false; END IF;
    IF made IS NOT NULL AND NOT may_see(kind, id, made, said, false) THEN RETURN false; END IF;
    RETURN has_role('coordinator') OR (has_role('security cell') AND is_of_cell(kind, id, was, made));
END $$;

CREATE OR REPLACE FUNCTION require_allowed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE is_allowed boolean := false;
BEGIN
    IF serves() THEN RETURN NULL; END IF;
    CASE TG_TABLE_NAME
        WHEN 'record' THEN
            is_allowed := may_change(NEW.kind, NEW.id,
                CASE WHEN TG_OP = 'UPDATE' AND NOT OLD.deleted AND OLD.body <> '' THEN OLD.body::jsonb END,
                CASE WHEN NOT NEW.deleted AND NEW.body <> '' THEN NEW.body::jsonb END);
        WHEN 'photo' THEN is_allowed := has_role('coordinator', 'security cell');
    END CASE;
    IF is_allowed IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'PA001', MESSAGE = 'not allowed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE INDEX IF NOT EXISTS record_by_id ON record (id);
CREATE INDEX IF NOT EXISTS revision_by_hash ON revision (hash);

ALTER TABLE record ENABLE ROW LEVEL SECURITY;
ALTER TABLE revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE body ENABLE ROW LEVEL SECURITY;
ALTER TABLE told ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE photo ENABLE ROW LEVEL SECURITY;
ALTER TABLE deed ENABLE ROW LEVEL SECURITY;

CREATE POLICY shown ON record FOR SELECT USING (serves() OR sees_row(kind, id, deleted, body));
CREATE POLICY added ON record FOR INSERT WITH CHECK (true);
CREATE POLICY changed ON record FOR UPDATE USING (true) WITH CHECK (true);
CREATE POLICY shown ON revision FOR SELECT USING (serves() OR commit_id IN (SELECT saves_seen()));
CREATE POLICY added ON revision FOR INSERT WITH CHECK (true);
CREATE POLICY shown ON body FOR SELECT USING (serves() OR sees_body(hash, body));
CREATE POLICY added ON body FOR INSERT WITH CHECK (true);
CREATE POLICY shown ON told FOR SELECT USING (serves());
CREATE POLICY shown ON erased FOR SELECT USING (serves());
CREATE POLICY shown ON photo FOR SELECT USING (serves() OR sees_photo(sha256));
CREATE POLICY added ON photo FOR INSERT WITH CHECK (true);
CREATE POLICY shown ON deed FOR SELECT USING (serves() OR has_role('auditor'));
CREATE POLICY added ON deed FOR INSERT WITH CHECK (true);

CREATE CONSTRAINT TRIGGER record_allowed AFTER INSERT OR UPDATE ON record
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_allowed();
CREATE CONSTRAINT TRIGGER photo_allowed AFTER INSERT ON photo
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_allowed();

GRANT SELECT, INSERT, UPDATE ON record TO passage_app;
GRANT SELECT, INSERT ON revision, body, photo, deed TO passage_app;
GRANT SELECT ON told, erased, layout TO passage_app;
GRANT SELECT, UPDATE ON head TO passage_app;
