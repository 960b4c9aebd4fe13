-- What lists, sums and search are made from without unpacking a body: a few columns of a record and of a link, kept
-- beside their bodies in the same transaction, and the journal told as changes, which is derived from it by whoever
-- shows it.

CREATE TABLE figures (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What people search by, in lower case.
    folded TEXT NOT NULL,
    label TEXT NOT NULL,
    -- Accounting date, else the instant it was made.
    dated TEXT NOT NULL,
    due TEXT,
    -- Its customer, on its own side.
    party TEXT,
    -- The payout of a payment, the deposit of a payment in the books.
    bundle TEXT,
    -- The account a payment in the books was recorded to.
    account TEXT,
    currency TEXT NOT NULL,
    total INTEGER NOT NULL,
    -- What is still owed or asked for; of a payment what was given back.
    rest INTEGER,
    status TEXT NOT NULL,
    -- Alternative's record follows one in the books.
    follows INTEGER NOT NULL CHECK (follows IN (0, 1)),
    gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
    PRIMARY KEY (company, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX figures_unsettled ON figures (company, status) WHERE kind = 'a_payment' AND bundle IS NULL;
CREATE INDEX figures_resting ON figures (company) WHERE kind = 'q_payment' AND bundle IS NULL AND status = 'ours';
CREATE INDEX figures_alone ON figures (company, kind, id) WHERE follows = 0 AND kind = 'a_invoice';
CREATE INDEX figures_payouts ON figures (company, status, dated DESC) WHERE kind = 'a_payout';

CREATE TABLE invoice_links (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    id TEXT NOT NULL,
    alternative TEXT,
    refused TEXT,
    drift TEXT,
    kept_out INTEGER NOT NULL CHECK (kept_out IN (0, 1)),
    pdf INTEGER NOT NULL CHECK (pdf IN (0, 1)),
    PRIMARY KEY (company, id)
) STRICT, WITHOUT ROWID;

-- Up to which journal entry changes were told.
ALTER TABLE companies ADD COLUMN told_seq INTEGER NOT NULL DEFAULT 0;

CREATE TABLE told (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    item TEXT,
    direction TEXT,
    subject TEXT,
    record TEXT,
    -- The intent it is about, while that is to be written.
    slot TEXT,
    -- The question that was asked.
    hold TEXT,
    name TEXT,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    minor INTEGER,
    currency TEXT,
    PRIMARY KEY (company, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_of_item ON told (company, item, seq);
CREATE INDEX told_to_come ON told (company, slot) WHERE slot IS NOT NULL;
CREATE INDEX told_held ON told (company, seq) WHERE hold IS NOT NULL;
