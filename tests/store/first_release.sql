-- The database of the first release, with made-up rows. Never edited: what it holds must open in every later one.
PRAGMA application_id = 1396790596;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'self-audit','m0001_first_release','2026-11-01 14:00:00.000000+00:00');
CREATE TABLE actions (
    organisation TEXT NOT NULL,
    audit TEXT NOT NULL,
    key TEXT NOT NULL,
    criteria TEXT NOT NULL,
    text TEXT,
    interim TEXT,
    interim_done INTEGER NOT NULL,
    owner TEXT NOT NULL,
    due TEXT,
    progress TEXT NOT NULL,
    reason TEXT NOT NULL,
    outside TEXT NOT NULL,
    evidence TEXT NOT NULL,
    effort TEXT NOT NULL,
    cost TEXT NOT NULL,
    needs_support INTEGER NOT NULL,
    note TEXT NOT NULL,
    removed INTEGER NOT NULL,
    version INTEGER NOT NULL,
    saved TEXT NOT NULL,
    PRIMARY KEY (organisation, audit, key),
    CONSTRAINT key_name CHECK (length(key) BETWEEN 1 AND 40 AND key NOT GLOB '*[^A-Za-z0-9-]*'),
    CONSTRAINT criteria_words CHECK (length(criteria) <= 2000 AND criteria NOT GLOB '*[^ A-Za-z0-9-]*'),
    CONSTRAINT text_text CHECK (length(text) BETWEEN 0 AND 5000 AND instr(text, char(0)) = 0),
    CONSTRAINT interim_text CHECK (length(interim) BETWEEN 0 AND 5000 AND instr(interim, char(0)) = 0),
    CONSTRAINT interim_done_flag CHECK (interim_done IN (0, 1)),
    CONSTRAINT owner_text CHECK (length(owner) BETWEEN 0 AND 300 AND instr(owner, char(0)) = 0),
    CONSTRAINT due_day CHECK (date(due, '+0 days') IS due),
    CONSTRAINT progress_word CHECK (progress IN ('not started', 'in progress', 'done', 'will not do')),
    CONSTRAINT reason_text CHECK (length(reason) BETWEEN 0 AND 5000 AND instr(reason, char(0)) = 0),
    CONSTRAINT dropped_with_reason CHECK (progress <> 'will not do' OR length(trim(reason)) > 0),
    CONSTRAINT outside_text CHECK (length(outside) BETWEEN 0 AND 5000 AND instr(outside, char(0)) = 0),
    CONSTRAINT evidence_text CHECK (length(evidence) BETWEEN 0 AND 5000 AND instr(evidence, char(0)) = 0),
    CONSTRAINT effort_word CHECK (effort IN ('', 'small', 'medium', 'large')),
    CONSTRAINT cost_text CHECK (length(cost) BETWEEN 0 AND 300 AND instr(cost, char(0)) = 0),
    CONSTRAINT needs_support_flag CHECK (needs_support IN (0, 1)),
    CONSTRAINT note_text CHECK (length(note) BETWEEN 0 AND 5000 AND instr(note, char(0)) = 0),
    CONSTRAINT removed_flag CHECK (removed IN (0, 1)),
    CONSTRAINT version_counts CHECK (version >= 1),
    CONSTRAINT saved_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', saved, '+0 days') IS saved),
    FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO "actions" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-1','FIR-1 FIR-2',NULL,NULL,0,'House lead','2026-12-24','in progress','','','','','',0,'',0,1,'2026-11-02T09:30:00Z');
INSERT INTO "actions" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-1','FIR-1 FIR-2',NULL,NULL,0,'House lead','2026-12-24','in progress','','','','','',0,'',0,1,'2026-11-02T09:30:00Z');
CREATE TABLE answer_changes (
    organisation TEXT NOT NULL,
    audit TEXT NOT NULL,
    criterion TEXT NOT NULL,
    level INTEGER,
    not_applicable TEXT,
    not_sure INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    note TEXT NOT NULL,
    version INTEGER NOT NULL,
    saved TEXT NOT NULL,
    PRIMARY KEY (organisation, audit, criterion, version),
    CONSTRAINT criterion_name CHECK (length(criterion) BETWEEN 1 AND 40 AND criterion NOT GLOB '*[^A-Za-z0-9-]*'),
    CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3),
    CONSTRAINT reason_given CHECK (length(trim(not_applicable)) >= 5),
    CONSTRAINT not_applicable_text CHECK (length(not_applicable) BETWEEN 0 AND 5000 AND instr(not_applicable, char(0)) = 0),
    CONSTRAINT not_sure_flag CHECK (not_sure IN (0, 1)),
    CONSTRAINT one_kind CHECK ((level IS NOT NULL) + (not_applicable IS NOT NULL) + not_sure <= 1),
    CONSTRAINT evidence_list CHECK (evidence GLOB '[[]*]' AND length(evidence) <= 100000),
    CONSTRAINT note_text CHECK (length(note) BETWEEN 0 AND 5000 AND instr(note, char(0)) = 0),
    CONSTRAINT version_counts CHECK (version >= 1),
    CONSTRAINT saved_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', saved, '+0 days') IS saved),
    FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-1',2,NULL,0,'[]','Škola – ქართული',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-1',3,NULL,0,'[{"title": "House book, p. 2", "date": "2026-03-01"}, {"title": "It''s a log", "date": null}]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-2',NULL,'We have no oven',0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-3',NULL,NULL,1,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-4',0,NULL,0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-4',NULL,NULL,0,'[]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-1',2,NULL,0,'[]','Škola – ქართული',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-1',3,NULL,0,'[{"title": "House book, p. 2", "date": "2026-03-01"}, {"title": "It''s a log", "date": null}]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-2',NULL,'We have no oven',0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-3',NULL,NULL,1,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-4',0,NULL,0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answer_changes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-4',NULL,NULL,0,'[]','',2,'2026-11-02T09:30:00Z');
CREATE TABLE answers (
    organisation TEXT NOT NULL,
    audit TEXT NOT NULL,
    criterion TEXT NOT NULL,
    level INTEGER,
    not_applicable TEXT,
    not_sure INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    note TEXT NOT NULL,
    version INTEGER NOT NULL,
    saved TEXT NOT NULL,
    PRIMARY KEY (organisation, audit, criterion),
    CONSTRAINT criterion_name CHECK (length(criterion) BETWEEN 1 AND 40 AND criterion NOT GLOB '*[^A-Za-z0-9-]*'),
    CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3),
    CONSTRAINT reason_given CHECK (length(trim(not_applicable)) >= 5),
    CONSTRAINT not_applicable_text CHECK (length(not_applicable) BETWEEN 0 AND 5000 AND instr(not_applicable, char(0)) = 0),
    CONSTRAINT not_sure_flag CHECK (not_sure IN (0, 1)),
    CONSTRAINT one_kind CHECK ((level IS NOT NULL) + (not_applicable IS NOT NULL) + not_sure <= 1),
    CONSTRAINT evidence_list CHECK (evidence GLOB '[[]*]' AND length(evidence) <= 100000),
    CONSTRAINT note_text CHECK (length(note) BETWEEN 0 AND 5000 AND instr(note, char(0)) = 0),
    CONSTRAINT version_counts CHECK (version >= 1),
    CONSTRAINT saved_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', saved, '+0 days') IS saved),
    FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO "answers" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-1',3,NULL,0,'[{"title": "House book, p. 2", "date": "2026-03-01"}, {"title": "It''s a log", "date": null}]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answers" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-2',NULL,'We have no oven',0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answers" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-3',NULL,NULL,1,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answers" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','FIR-4',NULL,NULL,0,'[]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answers" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-1',3,NULL,0,'[{"title": "House book, p. 2", "date": "2026-03-01"}, {"title": "It''s a log", "date": null}]','',2,'2026-11-02T09:30:00Z');
INSERT INTO "answers" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-2',NULL,'We have no oven',0,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answers" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-3',NULL,NULL,1,'[]','',1,'2026-11-01T14:02:00Z');
INSERT INTO "answers" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','FIR-4',NULL,NULL,0,'[]','',2,'2026-11-02T09:30:00Z');
CREATE TABLE audits (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL PRIMARY KEY,
    programme TEXT NOT NULL,
    standard TEXT NOT NULL,
    edition TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    formula INTEGER NOT NULL,
    scope TEXT NOT NULL,
    date TEXT NOT NULL,
    is_test INTEGER NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    CONSTRAINT id_token CHECK (length(id) = 16 AND id NOT GLOB '*[^a-z2-7]*'),
    CONSTRAINT formula_number CHECK (formula >= 1),
    CONSTRAINT scope_word CHECK (scope IN ('full', 'first-pass')),
    CONSTRAINT date_day CHECK (date(date, '+0 days') IS date),
    CONSTRAINT is_test_flag CHECK (is_test IN (0, 1)),
    CONSTRAINT created_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', created, '+0 days') IS created),
    CONSTRAINT changed_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', changed, '+0 days') IS changed),
    UNIQUE (organisation, id),
    FOREIGN KEY (organisation, programme) REFERENCES programmes (organisation, id),
    FOREIGN KEY (content_hash, standard, edition) REFERENCES editions (content_hash, standard, edition)
) STRICT;
INSERT INTO "audits" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','bakery-2025','first','734543bda62a3c5149ab977068cc4b65cb8e9152d3e725698147596ebd966064',1,'full','2026-11-01',0,'2026-11-01T14:02:00Z','2026-11-02T09:30:00Z');
INSERT INTO "audits" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','bakery-2025','first','734543bda62a3c5149ab977068cc4b65cb8e9152d3e725698147596ebd966064',1,'full','2026-11-01',0,'2026-11-01T14:02:00Z','2026-11-02T09:30:00Z');
CREATE TABLE editions (
    content_hash TEXT NOT NULL PRIMARY KEY,
    standard TEXT NOT NULL,
    edition TEXT NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT content_hash_shape CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT standard_text CHECK (length(standard) BETWEEN 1 AND 200 AND instr(standard, char(0)) = 0),
    CONSTRAINT edition_text CHECK (length(edition) BETWEEN 1 AND 200 AND instr(edition, char(0)) = 0),
    UNIQUE (content_hash, standard, edition)
) STRICT;
INSERT INTO "editions" VALUES('734543bda62a3c5149ab977068cc4b65cb8e9152d3e725698147596ebd966064','bakery-2025','first','{"basis":"Made up for tests","certainties":[["A","Read."]],"disclaimer":"Nobody bakes by this.","documents":[{"key":"guild","publisher":"A made-up guild","read":"All of it.","title":"The guild''s book","year":"2025"}],"domains":[{"criteria":[{"action":"Mend FIR-1.","articles":["5"],"certainty":"A","evidence":["A page about FIR-1"],"id":"FIR-1","interim":"Until FIR-1 is mended, bake nothing.","kind":"red line","lead":"Baker","levels":["FIR-1: we do not.","FIR-1: it depends on who is working.","FIR-1: we do, but not at weekends.","FIR-1: we do, every day."],"not_applicable_when":"","second_voice":true,"sources":[{"certainty":"A","document":"guild","section":"FIR-1"}],"statement":"The oven door has a guard.","theme":"baking","why":"Because of FIR-1."}],"id":"fire","summary":"Ovens that burn nobody.","title":"Fire"}],"edition":"first","id":"bakery-2025","language":"en","levels":[{"label":"No","level":0,"meaning":"Not in place."},{"label":"It depends","level":1,"meaning":"It depends on who is working."},{"label":"Mostly","level":2,"meaning":"In place, but not in every case."},{"label":"Always","level":3,"meaning":"In place, every time."}],"priorities":[{"days":30,"label":"Act now","number":1},{"days":90,"label":"Urgent","number":2},{"days":180,"label":"Plan","number":3},{"days":365,"label":"Improve","number":4}],"publisher":"A made-up guild","status":"adopted","title":"Safe bakery"}');
CREATE TABLE organisations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    fictional INTEGER NOT NULL,
    CONSTRAINT id_token CHECK (length(id) = 16 AND id NOT GLOB '*[^a-z2-7]*'),
    CONSTRAINT name_text CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    CONSTRAINT country_code CHECK (country GLOB '[A-Z][A-Z]'),
    CONSTRAINT zone_text CHECK (length(zone) BETWEEN 1 AND 64 AND instr(zone, char(0)) = 0),
    CONSTRAINT fictional_flag CHECK (fictional IN (0, 1))
) STRICT;
INSERT INTO "organisations" VALUES('aaaaaaaaaaaaaaaa','Association a','HR','Europe/Zagreb',0);
INSERT INTO "organisations" VALUES('bbbbbbbbbbbbbbbb','Association b','HR','Europe/Zagreb',0);
CREATE TABLE programmes (
    organisation TEXT NOT NULL REFERENCES organisations (id),
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    languages TEXT NOT NULL,
    setting TEXT NOT NULL,
    size_band TEXT NOT NULL,
    models TEXT NOT NULL,
    CONSTRAINT id_token CHECK (length(id) = 16 AND id NOT GLOB '*[^a-z2-7]*'),
    CONSTRAINT name_text CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    CONSTRAINT country_code CHECK (country GLOB '[A-Z][A-Z]'),
    CONSTRAINT languages_words CHECK (length(languages) <= 2000 AND languages NOT GLOB '*[^ A-Za-z0-9-]*'),
    CONSTRAINT setting_word CHECK (setting IN ('community', 'probation', 'prison', 'health', 'other')),
    CONSTRAINT size_band_word CHECK (size_band IN ('under-25', '25-99', '100-299', '300-or-more')),
    CONSTRAINT models_words CHECK (length(models) <= 2000 AND models NOT GLOB '*[^ A-Za-z0-9-]*'),
    UNIQUE (organisation, id)
) STRICT;
INSERT INTO "programmes" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','Choosing change','HR','hr en','community','25-99','social-educational-feminist family');
INSERT INTO "programmes" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','Choosing change','HR','hr en','community','25-99','social-educational-feminist family');
CREATE TABLE sections (
    organisation TEXT NOT NULL,
    audit TEXT NOT NULL,
    domain TEXT NOT NULL,
    completed TEXT NOT NULL,
    PRIMARY KEY (organisation, audit, domain),
    CONSTRAINT domain_name CHECK (length(domain) BETWEEN 1 AND 40 AND domain NOT GLOB '*[^A-Za-z0-9-]*'),
    CONSTRAINT completed_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', completed, '+0 days') IS completed),
    FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO "sections" VALUES('aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaa','fire','2026-11-02T09:30:00Z');
INSERT INTO "sections" VALUES('bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbb','fire','2026-11-02T09:30:00Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX audits_of_a_programme ON audits (organisation, programme);
CREATE TRIGGER answers_keep_the_first AFTER INSERT ON answers
BEGIN INSERT INTO answer_changes (organisation, audit, criterion, level, not_applicable, not_sure, evidence, note, version, saved) VALUES (NEW.organisation, NEW.audit, NEW.criterion, NEW.level, NEW.not_applicable, NEW.not_sure, NEW.evidence, NEW.note, NEW.version, NEW.saved); END;
CREATE TRIGGER answers_keep_every_change AFTER UPDATE ON answers
BEGIN INSERT INTO answer_changes (organisation, audit, criterion, level, not_applicable, not_sure, evidence, note, version, saved) VALUES (NEW.organisation, NEW.audit, NEW.criterion, NEW.level, NEW.not_applicable, NEW.not_sure, NEW.evidence, NEW.note, NEW.version, NEW.saved); END;
CREATE TRIGGER answers_count_versions BEFORE UPDATE ON answers
WHEN (NEW.organisation, NEW.audit, NEW.criterion, NEW.version) IS NOT (OLD.organisation, OLD.audit, OLD.criterion, OLD.version + 1)
BEGIN SELECT RAISE(ABORT, 'an answer changes by one version'); END;
CREATE TRIGGER answers_stay BEFORE DELETE ON answers
WHEN EXISTS (SELECT 1 FROM audits WHERE organisation = OLD.organisation AND id = OLD.audit)
BEGIN SELECT RAISE(ABORT, 'an answer goes only with its audit'); END;
CREATE TRIGGER answer_changes_never_change BEFORE UPDATE ON answer_changes
WHEN 1
BEGIN SELECT RAISE(ABORT, 'the history of an answer is never changed'); END;
CREATE TRIGGER answer_changes_are_added BEFORE INSERT ON answer_changes
WHEN EXISTS (SELECT 1 FROM answer_changes WHERE organisation = NEW.organisation AND audit = NEW.audit AND criterion = NEW.criterion AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'the history of an answer is never changed'); END;
CREATE TRIGGER answer_changes_stay BEFORE DELETE ON answer_changes
WHEN EXISTS (SELECT 1 FROM audits WHERE organisation = OLD.organisation AND id = OLD.audit)
BEGIN SELECT RAISE(ABORT, 'the history of an answer goes only with its audit'); END;
CREATE TRIGGER editions_never_change BEFORE UPDATE ON editions
WHEN 1
BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END;
CREATE TRIGGER editions_are_added BEFORE INSERT ON editions
WHEN EXISTS (SELECT 1 FROM editions WHERE content_hash = NEW.content_hash)
BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END;
CREATE TRIGGER editions_stay BEFORE DELETE ON editions
WHEN 1
BEGIN SELECT RAISE(ABORT, 'an edition is never deleted'); END;
COMMIT;
