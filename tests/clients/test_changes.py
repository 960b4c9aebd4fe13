"""Many at once: change data capture and batches."""

import json
from datetime import datetime, timedelta, timezone

from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import QuickbooksException, ValidationException
from quickbooks.helpers import qb_datetime_utc_offset_format
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.vendor import Vendor

from books import PYES_CAKES, Books


def live(group):
    """The records of a group that still exist."""
    return [row for row in group if getattr(row, "status", None) != "Deleted"]


class Changes(Books):
    """What changed since a moment."""

    arguments = ("--clock", "manual")

    def setUp(self):
        # Each test begins in a minute of its own, so that what earlier ones did is before it; the token lives an hour.
        self.program.control("POST", "/clock", {"advance": 60})
        now = self.program.control("GET", "/clock")["now"]
        self.since = datetime.fromisoformat(now.replace("Z", "+00:00"))
        self.program.control("POST", "/clock", {"advance": 5})

    def changed(self, *kinds, since=None):
        moment = since or self.since
        return change_data_capture(
            list(kinds), qb_datetime_utc_offset_format(moment.astimezone(timezone.utc), "+00:00"), qb=self.qb
        )

    def test_what_was_made_and_what_it_moved(self):
        invoice = self.invoice(90)
        self.payment(invoice, 90)
        answer = self.changed(Invoice, Payment, Customer)
        self.assertEqual([invoice.Id], [row.Id for row in answer.Invoice])
        self.assertEqual(0, answer.Invoice[0].Balance)
        self.assertEqual(1, len(answer.Payment))
        self.assertEqual((1, 1), (answer.Invoice.startPosition, answer.Invoice.maxResults))

    def test_what_was_deleted_comes_after_what_lives(self):
        gone, kept = self.invoice(10), self.invoice(11)
        gone.delete(qb=self.qb)
        rows = list(self.changed(Invoice).Invoice)
        self.assertEqual([kept.Id, gone.Id], [row.Id for row in rows])
        self.assertEqual("Deleted", rows[1].status)
        self.assertTrue(rows[1].MetaData.LastUpdatedTime)
        self.assertEqual([kept.Id], [row.Id for row in live(rows)])

    def test_what_was_voided_is_a_live_object_of_zero(self):
        invoice = self.invoice(10)
        invoice.void(qb=self.qb)
        row = self.changed(Invoice).Invoice[0]
        self.assertEqual((0, False), (row.TotalAmt, hasattr(row, "status")))

    def test_an_inactive_record_is_a_live_object(self):
        vendor = Vendor()
        vendor.DisplayName = "Gone Inactive"
        vendor = vendor.save(qb=self.qb)
        vendor.Active = False
        vendor.save(qb=self.qb)
        self.assertEqual([False], [row.Active for row in self.changed(Vendor).Vendor])

    def test_without_changes_there_is_no_group(self):
        answer = self.changed(Department, Item)
        self.assertFalse(hasattr(answer, "Department"))
        self.assertFalse(hasattr(answer, "Item"))

    def test_a_time_without_an_offset_is_taken(self):
        # The library formats a naive datetime so.
        naive = self.since.replace(tzinfo=None) - timedelta(days=20)
        invoice = self.invoice(10)
        answer = change_data_capture([Invoice], naive, qb=self.qb)
        self.assertIn(invoice.Id, [row.Id for row in answer.Invoice])

    def test_more_than_thirty_days_back_is_refused(self):
        self.assertRaises(
            QuickbooksException, self.changed, Invoice, since=self.since - timedelta(days=31)
        )

    def test_an_unknown_entity_is_refused(self):
        self.assertRaises(ValidationException, self.qb.change_data_capture, "Invoice,Planet", "2026-11-20")


class Batches(Books):
    """Up to thirty things in one call, each with an outcome of its own."""

    def customers(self, word, count):
        made = []
        for at in range(count):
            customer = Customer()
            customer.DisplayName = f"{word} {at}"
            made.append(customer)
        return made

    def test_more_than_thirty_are_made_in_two_calls(self):
        before = len(self.program.requests_seen())
        result = batch_create(self.customers("Batch", 31), qb=self.qb)
        self.assertEqual((31, 0), (len(result.successes), len(result.faults)))
        calls = [row["path"] for row in self.program.requests_seen()[before:] if row["path"].endswith("/batch")]
        self.assertEqual(2, len(calls))
        self.assertEqual({f"Batch {at}" for at in range(31)}, {row.DisplayName for row in result.successes})

    def test_one_bad_item_spoils_no_other(self):
        items = self.customers("Mixed", 3)
        items[1].DisplayName = "Pye's Cakes"
        result = batch_create(items, qb=self.qb)
        self.assertEqual(["Mixed 0", "Mixed 2"], sorted(row.DisplayName for row in result.successes))
        fault = result.faults[0]
        self.assertEqual(("6240", items[1]), (fault.Error[0].code, fault.original_object))
        self.assertEqual(3, len(result.batch_responses))

    def test_updating_and_deleting_many(self):
        invoices = [self.invoice(amount) for amount in (1, 2, 3)]
        for invoice in invoices:
            invoice.PrivateNote = "all at once"
        changed = batch_update(invoices, qb=self.qb)
        self.assertEqual(["1"] * 3, [row.SyncToken for row in changed.successes])
        self.assertEqual("all at once", self.again(invoices[0]).PrivateNote)
        gone = batch_delete(changed.successes, qb=self.qb)
        self.assertEqual(["Deleted"] * 3, [row.status for row in gone.successes])
        ids = ", ".join(f"'{invoice.Id}'" for invoice in invoices)
        self.assertEqual(0, Invoice.count(f"Id IN ({ids})", qb=self.qb))

    def test_a_stale_item_fails_alone(self):
        one, two = self.invoice(1), self.invoice(2)
        one.SyncToken = "7"
        result = batch_delete([one, two], qb=self.qb)
        self.assertEqual([two.Id], [row.Id for row in result.successes])
        self.assertEqual("5010", result.faults[0].Error[0].code)

    def batch(self, *items):
        return self.qb.batch_operation(json.dumps({"BatchItemRequest": items}))["BatchItemResponse"]

    def test_queries_and_voids_in_a_batch(self):
        # As tap-quickbooks and node-quickbooks send them: queries only, and items without an operation.
        invoice = self.invoice(5)
        answers = self.batch(
            {"bId": "q", "Query": "select * from Customer where DisplayName = 'Cool Cars'"},
            {"bId": "c", "Customer": {"DisplayName": "No Operation"}},
            {"bId": "v", "operation": "update", "optionsData": "void",
             "Invoice": {"Id": invoice.Id, "SyncToken": invoice.SyncToken}},
            {"bId": "wrong", "Query": "select * frm Customer"},
        )
        by_id = {answer["bId"]: answer for answer in answers}
        self.assertEqual("3", by_id["q"]["QueryResponse"]["Customer"][0]["Id"])
        self.assertEqual("No Operation", by_id["c"]["Customer"]["DisplayName"])
        self.assertEqual(0, by_id["v"]["Invoice"]["TotalAmt"])
        self.assertEqual("4000", by_id["wrong"]["Fault"]["Error"][0]["code"])

    def test_thirty_one_items_in_one_call_are_refused(self):
        items = [{"bId": str(at), "Query": "select * from Term"} for at in range(31)]
        self.assertRaises(QuickbooksException, self.batch, *items)

    def test_a_batch_pays_an_invoice(self):
        invoice = self.invoice(20)
        payment = Payment()
        payment.CustomerRef, payment.TotalAmt = Customer.get(PYES_CAKES, qb=self.qb).to_ref(), 20
        result = batch_create([payment], qb=self.qb)
        self.assertEqual(20, result.successes[0].UnappliedAmt)
        self.assertEqual(20, self.again(invoice).Balance)
