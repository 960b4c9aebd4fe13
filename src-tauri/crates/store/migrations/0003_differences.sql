-- Invoices whose sides differ, the farthest apart first. A difference too large for a whole number becomes a rough one
-- here, which is enough to stand first.
CREATE INDEX ties_differ ON ties (company, max(quickbooks - alternative, alternative - quickbooks) DESC, invoice)
    WHERE quickbooks <> alternative;
