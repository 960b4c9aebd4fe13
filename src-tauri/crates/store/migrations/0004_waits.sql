-- Whose change ends a wait: a change of that subject marks those that wait for it.
CREATE TABLE wait_edges (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    waits_on TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (company, waits_on, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX wait_edges_of_subject ON wait_edges (company, subject);

-- Waits and open holds were kept in sentences. They are planned again, from what is known already, and kept as facts.
INSERT INTO dirty (company, subject, stamp)
    SELECT worded.company, worded.subject,
           companies.stamp + row_number() OVER (PARTITION BY worded.company ORDER BY worded.subject)
    FROM (SELECT company, subject FROM waits UNION SELECT company, subject FROM holds WHERE open = 1) AS worded
    JOIN companies USING (company)
    WHERE true
    ON CONFLICT DO NOTHING;
UPDATE companies SET stamp =
    max(stamp, (SELECT coalesce(max(dirty.stamp), 0) FROM dirty WHERE dirty.company = companies.company));
