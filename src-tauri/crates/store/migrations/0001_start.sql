-- Flags are 0/1, instants are epoch milliseconds, amounts are minor units. Every row of a company begins with the
-- company's number and goes away with it. Bodies are JSON, packed by `codec`; columns beside a body are what is
-- searched by. Rows with a body are ordinary tables, because a body that does not fit on a page of an index-organised
-- table would take whole overflow pages.

CREATE TABLE installation (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id TEXT NOT NULL
) STRICT;

CREATE TABLE companies (
    company INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    -- Last stamp given to a dirty mark.
    stamp INTEGER NOT NULL DEFAULT 0,
    -- Number and hash of the last journal entry: an entry cut off at the end is noticed, too.
    journal_seq INTEGER NOT NULL DEFAULT 0,
    journal_hash BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE records (
    record INTEGER PRIMARY KEY,
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    listed_at TEXT NOT NULL,
    label TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    gone_at INTEGER,
    body BLOB NOT NULL,
    raw BLOB,
    UNIQUE (company, kind, id)
) STRICT;
CREATE INDEX records_listed ON records (company, kind, listed_at DESC, id);
CREATE INDEX records_live ON records (company, kind, id, read_at) WHERE gone_at IS NULL;

CREATE TABLE record_counts (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    kind TEXT NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (company, kind)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER records_counted AFTER INSERT ON records WHEN NEW.gone_at IS NULL BEGIN
    INSERT INTO record_counts (company, kind, live) VALUES (NEW.company, NEW.kind, 1)
        ON CONFLICT (company, kind) DO UPDATE SET live = live + 1;
END;
CREATE TRIGGER records_gone AFTER UPDATE OF gone_at ON records
    WHEN OLD.gone_at IS NULL AND NEW.gone_at IS NOT NULL BEGIN
    UPDATE record_counts SET live = live - 1 WHERE company = NEW.company AND kind = NEW.kind;
END;
CREATE TRIGGER records_back AFTER UPDATE OF gone_at ON records
    WHEN OLD.gone_at IS NOT NULL AND NEW.gone_at IS NULL BEGIN
    INSERT INTO record_counts (company, kind, live) VALUES (NEW.company, NEW.kind, 1)
        ON CONFLICT (company, kind) DO UPDATE SET live = live + 1;
END;

-- Which records name which: read backwards by the target, replaced forwards by the source.
CREATE TABLE edges (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    PRIMARY KEY (company, target_kind, target_id, source_kind, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_of_source ON edges (company, source_kind, source_id);

CREATE TABLE links (
    link INTEGER PRIMARY KEY,
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    subject TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (company, subject)
) STRICT;

CREATE TABLE dirty (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    subject TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY (company, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX dirty_oldest ON dirty (company, stamp);

CREATE TABLE outbox (
    -- Rises with insertion; a slot that is replaced keeps its number.
    intent INTEGER PRIMARY KEY,
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    slot TEXT NOT NULL,
    subject TEXT NOT NULL,
    item TEXT NOT NULL,
    state TEXT NOT NULL,
    lane INTEGER NOT NULL,
    planned_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (company, slot)
) STRICT;
CREATE INDEX outbox_of_subject ON outbox (company, subject);
CREATE INDEX outbox_by_lane ON outbox (company, lane, planned_at, intent, not_before)
    WHERE state IN ('ready', 'sent', 'waiting');
CREATE INDEX outbox_soonest ON outbox (company, not_before, lane, planned_at)
    WHERE state IN ('ready', 'sent', 'waiting');

CREATE TABLE outbox_counts (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    item TEXT NOT NULL,
    state TEXT NOT NULL,
    intents INTEGER NOT NULL,
    PRIMARY KEY (company, item, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN
    INSERT INTO outbox_counts (company, item, state, intents) VALUES (NEW.company, NEW.item, NEW.state, 1)
        ON CONFLICT (company, item, state) DO UPDATE SET intents = intents + 1;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF item, state ON outbox
    WHEN OLD.item <> NEW.item OR OLD.state <> NEW.state BEGIN
    UPDATE outbox_counts SET intents = intents - 1
        WHERE company = OLD.company AND item = OLD.item AND state = OLD.state;
    INSERT INTO outbox_counts (company, item, state, intents) VALUES (NEW.company, NEW.item, NEW.state, 1)
        ON CONFLICT (company, item, state) DO UPDATE SET intents = intents + 1;
END;
CREATE TRIGGER outbox_dropped AFTER DELETE ON outbox BEGIN
    UPDATE outbox_counts SET intents = intents - 1
        WHERE company = OLD.company AND item = OLD.item AND state = OLD.state;
END;

CREATE TABLE waits (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    subject TEXT NOT NULL,
    place INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (company, subject, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE holds (
    hold INTEGER PRIMARY KEY,
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    raised_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (company, id)
) STRICT;
CREATE INDEX holds_of_subject ON holds (company, subject);
CREATE INDEX holds_open ON holds (company, raised_at) WHERE open = 1;

CREATE TABLE cursors (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (company, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    entry INTEGER PRIMARY KEY,
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    subject TEXT,
    record_kind TEXT,
    record_id TEXT,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (company, seq)
) STRICT;
CREATE INDEX journal_of_subject ON journal (company, subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX journal_of_record ON journal (company, record_kind, record_id, seq) WHERE record_id IS NOT NULL;
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal BEGIN
    SELECT raise(ABORT, 'the journal is only appended to');
END;
-- Entries go only together with their company.
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
    WHEN EXISTS (SELECT 1 FROM companies WHERE company = OLD.company) BEGIN
    SELECT raise(ABORT, 'the journal is only appended to');
END;

CREATE TABLE ties (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    invoice TEXT NOT NULL,
    quickbooks INTEGER NOT NULL,
    alternative INTEGER NOT NULL,
    clearing INTEGER NOT NULL,
    drift INTEGER NOT NULL,
    -- What nothing explains; reckoned by the engine, whose arithmetic saturates.
    apart INTEGER NOT NULL,
    PRIMARY KEY (company, invoice)
) STRICT, WITHOUT ROWID;
CREATE INDEX ties_apart ON ties (company, invoice) WHERE apart <> 0;

-- Each sum is kept in two halves, so that no amount, however absurd, can overflow it: a 64-bit sum that overflows
-- would turn into a floating-point number. Sum = high * 2^32 + low.
CREATE TABLE tie_totals (
    company INTEGER PRIMARY KEY REFERENCES companies ON DELETE CASCADE,
    invoices INTEGER NOT NULL,
    apart INTEGER NOT NULL,
    quickbooks_high INTEGER NOT NULL,
    quickbooks_low INTEGER NOT NULL,
    alternative_high INTEGER NOT NULL,
    alternative_low INTEGER NOT NULL,
    clearing_high INTEGER NOT NULL,
    clearing_low INTEGER NOT NULL,
    drift_high INTEGER NOT NULL,
    drift_low INTEGER NOT NULL
) STRICT;
CREATE TRIGGER companies_totalled AFTER INSERT ON companies BEGIN
    INSERT INTO tie_totals VALUES (NEW.company, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
END;
CREATE TRIGGER ties_added AFTER INSERT ON ties BEGIN
    UPDATE tie_totals SET
        invoices = invoices + 1,
        apart = apart + (NEW.apart <> 0),
        quickbooks_high = quickbooks_high + (NEW.quickbooks >> 32),
        quickbooks_low = quickbooks_low + (NEW.quickbooks & 4294967295),
        alternative_high = alternative_high + (NEW.alternative >> 32),
        alternative_low = alternative_low + (NEW.alternative & 4294967295),
        clearing_high = clearing_high + (NEW.clearing >> 32),
        clearing_low = clearing_low + (NEW.clearing & 4294967295),
        drift_high = drift_high + (NEW.drift >> 32),
        drift_low = drift_low + (NEW.drift & 4294967295)
    WHERE company = NEW.company;
END;
CREATE TRIGGER ties_removed AFTER DELETE ON ties BEGIN
    UPDATE tie_totals SET
        invoices = invoices - 1,
        apart = apart - (OLD.apart <> 0),
        quickbooks_high = quickbooks_high - (OLD.quickbooks >> 32),
        quickbooks_low = quickbooks_low - (OLD.quickbooks & 4294967295),
        alternative_high = alternative_high - (OLD.alternative >> 32),
        alternative_low = alternative_low - (OLD.alternative & 4294967295),
        clearing_high = clearing_high - (OLD.clearing >> 32),
        clearing_low = clearing_low - (OLD.clearing & 4294967295),
        drift_high = drift_high - (OLD.drift >> 32),
        drift_low = drift_low - (OLD.drift & 4294967295)
    WHERE company = OLD.company;
END;
CREATE TRIGGER ties_changed AFTER UPDATE ON ties BEGIN
    UPDATE tie_totals SET
        apart = apart + (NEW.apart <> 0) - (OLD.apart <> 0),
        quickbooks_high = quickbooks_high + (NEW.quickbooks >> 32) - (OLD.quickbooks >> 32),
        quickbooks_low = quickbooks_low + (NEW.quickbooks & 4294967295) - (OLD.quickbooks & 4294967295),
        alternative_high = alternative_high + (NEW.alternative >> 32) - (OLD.alternative >> 32),
        alternative_low = alternative_low + (NEW.alternative & 4294967295) - (OLD.alternative & 4294967295),
        clearing_high = clearing_high + (NEW.clearing >> 32) - (OLD.clearing >> 32),
        clearing_low = clearing_low + (NEW.clearing & 4294967295) - (OLD.clearing & 4294967295),
        drift_high = drift_high + (NEW.drift >> 32) - (OLD.drift >> 32),
        drift_low = drift_low + (NEW.drift & 4294967295) - (OLD.drift & 4294967295)
    WHERE company = NEW.company;
END;

CREATE TABLE tallies (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    hour INTEGER NOT NULL,
    item TEXT NOT NULL,
    count INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (company, hour, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    month TEXT NOT NULL,
    reads INTEGER NOT NULL,
    writes INTEGER NOT NULL,
    PRIMARY KEY (company, month)
) STRICT, WITHOUT ROWID;
