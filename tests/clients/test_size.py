"""More records than one answer holds: pages of a thousand, and change data that is cut without a word."""

from quickbooks.batch import batch_create
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import ValidationException
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.vendor import Vendor

from books import Books

INVOICES = 2_500
PAGE = 1_000


class Large(Books):
    """Three years of invoices."""

    company = "msp"
    arguments = ("--invoices", str(INVOICES))

    def test_pages_of_a_thousand_hold_every_invoice_once(self):
        ids, start = [], 1
        while True:
            page = Invoice.all(order_by="Id", start_position=start, max_results=PAGE, qb=self.qb)
            ids += [invoice.Id for invoice in page]
            start += len(page)
            if len(page) < PAGE:
                break
        self.assertEqual(Invoice.count(qb=self.qb), len(ids))
        self.assertEqual(len(set(ids)), len(ids))
        self.assertGreaterEqual(len(ids), INVOICES)

    def test_a_hundred_come_unless_more_are_asked_for(self):
        self.assertEqual(100, len(Invoice.where(qb=self.qb)))

    def test_more_than_a_thousand_cannot_be_asked_for(self):
        self.refused(ValidationException, 4001, Invoice.all, max_results=PAGE + 1, qb=self.qb)

    def test_past_the_last_row_there_is_nothing(self):
        self.assertEqual([], Invoice.all(start_position=1_000_000, max_results=PAGE, qb=self.qb))

    def test_an_open_balance_filters_what_is_owed(self):
        owed = Invoice.where("Balance > '0'", max_results=PAGE, qb=self.qb)
        self.assertEqual(Invoice.count("Balance > '0'", qb=self.qb), len(owed))
        paid = Invoice.count("Balance = '0'", qb=self.qb)
        self.assertEqual(Invoice.count(qb=self.qb), len(owed) + paid)


class Many(Books):
    """More changes than one answer of change data holds."""

    def test_a_thousand_changes_are_shared_by_all_kinds(self):
        people = []
        for kind, count in ((Customer, 700), (Vendor, 400)):
            for at in range(count):
                person = kind()
                person.DisplayName = f"{kind.__name__} {at:04}"
                people.append(person)
        made = batch_create(people, qb=self.qb)
        self.assertEqual((1_100, 0), (len(made.successes), len(made.faults)))
        since = min(person.MetaData["CreateTime"] for person in made.successes)
        answer = change_data_capture([Customer, Vendor], since, qb=self.qb)
        self.assertEqual(1_000, len(answer.Customer) + len(answer.Vendor))
        # Asked for one kind at a time, as tap-quickbooks does then, nothing is missing.
        for kind, count in (("Customer", 700), ("Vendor", 400)):
            raw = self.qb.change_data_capture(kind, since)["CDCResponse"][0]["QueryResponse"]
            self.assertGreaterEqual(sum(len(group.get(kind, [])) for group in raw), count)
