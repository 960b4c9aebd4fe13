"""Invoices and estimates: from the draft to void and deletion."""

import datetime
from decimal import Decimal

from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, ValidationException
from quickbooks.objects.account import Account
from quickbooks.objects.base import Address, CustomerMemo, EmailAddress
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import (
    DescriptionOnlyLine,
    DiscountLine,
    DiscountLineDetail,
    SalesItemLine,
)
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.tax import TxnTaxDetail
from quickbooks.objects.term import Term

from books import PYES_CAKES, Books


class Invoicing(Books):
    """What people who invoice do."""

    def owed(self):
        return Customer.get(PYES_CAKES, qb=self.qb).Balance

    def test_an_invoice_reads_back_and_is_owed(self):
        before = self.owed()
        memo = CustomerMemo()
        memo.value = "Thank you."
        made = self.invoice(100, CustomerMemo=memo, PrivateNote="by script", DueDate="2026-12-31")
        kept = self.again(made)
        self.assertEqual(("0", 100, 100), (kept.SyncToken, kept.TotalAmt, kept.Balance))
        self.assertEqual(("15", "Pye's Cakes"), (kept.CustomerRef.value, kept.CustomerRef.name))
        self.assertEqual(("Thank you.", "by script", "2026-12-31"),
                         (kept.CustomerMemo.value, kept.PrivateNote, kept.DueDate))
        self.assertEqual(["SalesItemLineDetail", "SubTotalLineDetail"], [line.DetailType for line in kept.Line])
        self.assertEqual(("1", 1, "as agreed"), (kept.Line[0].Id, kept.Line[0].LineNum, kept.Line[0].Description))
        self.assertEqual(before + 100, self.owed())

    def test_the_server_numbers_and_keeps_a_number_that_was_sent(self):
        first, second = self.invoice(1), self.invoice(1)
        self.assertEqual(int(first.DocNumber) + 1, int(second.DocNumber))
        self.assertEqual("SCRIPT-1", self.invoice(1, DocNumber="SCRIPT-1").DocNumber)

    def test_the_date_is_today_unless_given(self):
        today = datetime.date.today()
        made = self.invoice(1)
        # The company's day begins elsewhere than this computer's.
        self.assertIn(made.TxnDate, [(today + datetime.timedelta(days=days)).isoformat() for days in (-1, 0, 1)])
        self.assertEqual("2026-03-05", self.invoice(1, TxnDate="2026-03-05").TxnDate)

    def test_a_term_sets_the_due_day(self):
        thirty = next(term for term in Term.all(qb=self.qb) if term.DueDays == 30)
        made = self.invoice(1, TxnDate="2026-03-05", SalesTermRef=thirty.to_ref())
        self.assertEqual("2026-04-04", made.DueDate)

    def test_quantity_times_price_is_the_amount(self):
        line = self.sales_line(300, Qty=4, UnitPrice=75)
        self.assertEqual(300, self.invoice(300, Line=[line]).TotalAmt)
        wrong = self.sales_line(301, Qty=4, UnitPrice=75)
        self.refused(QuickbooksException, 6070, self.invoice, Line=[wrong])

    def test_the_price_counts_at_the_precision_it_was_sent_with(self):
        made = self.invoice(Line=[self.sales_line(100, Qty=3, UnitPrice=33.333333)])
        self.assertEqual(100, made.TotalAmt)
        self.refused(QuickbooksException, 6070, self.invoice, Line=[self.sales_line(100, Qty=3, UnitPrice=33.33)])

    def test_decimals_travel_as_strings_and_come_back_exact(self):
        exact = self.client(use_decimal=True)
        made = self.invoice(Line=[self.sales_line(Decimal("19.99"), Qty=Decimal("1"), UnitPrice=Decimal("19.99"))])
        self.assertEqual(Decimal("19.99"), Invoice.get(made.Id, qb=exact).TotalAmt)

    def test_a_discount_line_lowers_the_total(self):
        discount = DiscountLine()
        discount.DiscountLineDetail = DiscountLineDetail()
        discount.DiscountLineDetail.PercentBased, discount.DiscountLineDetail.DiscountPercent = True, 10
        made = self.invoice(Line=[self.sales_line(200), discount])
        self.assertEqual(180, made.TotalAmt)
        kinds = [line.DetailType for line in made.Line]
        self.assertEqual(["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"], kinds)

    def test_a_line_of_words_costs_nothing(self):
        words = DescriptionOnlyLine()
        words.Description = "Work of the first week"
        made = self.invoice(Line=[words, self.sales_line(50)])
        self.assertEqual((50, "Work of the first week"), (made.TotalAmt, made.Line[0].Description))

    def test_an_invoice_needs_customer_and_lines(self):
        invoice = Invoice()
        invoice.Line.append(self.sales_line(1))
        error = self.refused(ValidationException, 2020, invoice.save, qb=self.qb)
        self.assertIn("CustomerRef", error.detail)
        invoice = Invoice()
        invoice.CustomerRef = Customer.get(PYES_CAKES, qb=self.qb).to_ref()
        self.refused(ValidationException, 2020, invoice.save, qb=self.qb)

    def test_a_reference_to_nobody_is_refused(self):
        invoice = Invoice()
        invoice.CustomerRef = Customer.get(PYES_CAKES, qb=self.qb).to_ref()
        invoice.CustomerRef.value = "99999"
        invoice.Line.append(self.sales_line(1))
        self.refused(ValidationException, 2500, invoice.save, qb=self.qb)

    def test_a_whole_echo_with_one_change(self):
        made = self.again(self.invoice(80))
        made.PrivateNote = "changed"
        changed = made.save(qb=self.qb)
        self.assertEqual(("1", "changed", 80), (changed.SyncToken, changed.PrivateNote, changed.TotalAmt))
        self.assertEqual(2, len(changed.Line))
        self.assertEqual("1", changed.Line[0].Id)

    def test_a_sparse_update_leaves_the_lines_alone(self):
        made = self.invoice(80, PrivateNote="before")
        body = f'{{"Id": "{made.Id}", "SyncToken": "{made.SyncToken}", "sparse": true, "PrivateNote": "after"}}'
        changed = Invoice.from_json(self.qb.update_object("Invoice", body)["Invoice"])
        self.assertEqual(("after", 80, 2), (changed.PrivateNote, changed.TotalAmt, len(changed.Line)))

    def test_lines_that_are_sent_replace_all_lines(self):
        made = self.again(self.invoice(80))
        made.Line = [self.sales_line(30), self.sales_line(12)]
        self.assertEqual(42, made.save(qb=self.qb).TotalAmt)

    def test_the_same_request_id_makes_one_invoice(self):
        numbers = {self.once("invoice-once").Id for _ in range(3)}
        self.assertEqual(1, len(numbers))
        self.assertEqual(1, Invoice.count(f"Id = '{numbers.pop()}'", qb=self.qb))

    def once(self, request_id):
        invoice = Invoice()
        invoice.CustomerRef = Customer.get(PYES_CAKES, qb=self.qb).to_ref()
        invoice.Line.append(self.sales_line(33))
        return invoice.save(qb=self.qb, request_id=request_id)

    def test_a_request_id_that_is_known_does_nothing_whatever_comes_with_it(self):
        made = self.once("invoice-and-then-customer")
        customer = Customer()
        customer.DisplayName = "Never Made"
        answer = self.qb.create_object("Customer", customer.to_json(), request_id="invoice-and-then-customer")
        self.assertEqual(made.Id, answer["Invoice"]["Id"])
        self.assertEqual(0, Customer.count("DisplayName = 'Never Made'", qb=self.qb))

    def test_a_request_id_answers_for_an_invoice_that_was_deleted_since(self):
        made = self.once("invoice-deleted-since")
        made.delete(qb=self.qb)
        again = self.once("invoice-deleted-since")
        self.assertEqual(made.Id, again.Id)
        self.refused(ObjectNotFoundException, 610, Invoice.get, again.Id, qb=self.qb)

    def test_deleting_leaves_nothing_to_query(self):
        before = self.owed()
        made = self.invoice(60)
        answer = made.delete(qb=self.qb)
        self.assertEqual({"status": "Deleted", "domain": "QBO", "Id": made.Id}, answer["Invoice"])
        self.assertEqual([], Invoice.filter(Id=made.Id, qb=self.qb))
        self.refused(ObjectNotFoundException, 610, Invoice.get, made.Id, qb=self.qb)
        self.assertEqual(before, self.owed())

    def test_voiding_keeps_an_invoice_of_zero(self):
        before = self.owed()
        made = self.invoice(60, PrivateNote="order 7")
        made.void(qb=self.qb)
        kept = self.again(made)
        self.assertEqual((0, 0, "1"), (kept.TotalAmt, kept.Balance, kept.SyncToken))
        self.assertTrue(kept.PrivateNote.startswith("Voided"))
        self.assertIn("order 7", kept.PrivateNote)
        self.assertEqual(before, self.owed())
        self.assertEqual([made.Id], [row.Id for row in Invoice.filter(Id=made.Id, qb=self.qb)])

    def test_a_void_of_a_paid_invoice_gives_its_payment_back_as_credit(self):
        made = self.invoice(60)
        paid = self.payment(made, 60)
        self.again(made).void(qb=self.qb)
        kept = Payment.get(paid.Id, qb=self.qb)
        self.assertEqual((0, 60, 60, []), (self.again(made).TotalAmt, kept.TotalAmt, kept.UnappliedAmt, kept.Line))

    def test_void_and_delete_with_an_old_version_are_refused(self):
        made = self.invoice(60)
        self.payment(made, 10)
        self.refused(QuickbooksException, 5010, made.void, qb=self.qb)
        self.refused(QuickbooksException, 5010, made.delete, qb=self.qb)

    def test_sending_marks_the_invoice_sent(self):
        email = EmailAddress()
        email.Address = "pye@example.com"
        made = self.invoice(60, BillEmail=email)
        answer = made.send(qb=self.qb)
        self.assertEqual("EmailSent", answer["Invoice"]["EmailStatus"])
        self.assertTrue(self.again(made).email_sent)
        other = self.invoice(61, BillEmail=email)
        answer = other.send(qb=self.qb, send_to="kate+books@example.com")
        self.assertEqual("kate+books@example.com", answer["Invoice"]["BillEmail"]["Address"])

    def test_the_pdf_shows_the_invoice(self):
        made = self.invoice(1234.5)
        pdf = made.download_pdf(qb=self.qb)
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertIn(made.DocNumber.encode(), pdf)
        gone = Invoice()
        gone.Id = "99999"
        self.refused(ObjectNotFoundException, 610, gone.download_pdf, qb=self.qb)

    def test_a_link_to_pay_is_asked_for(self):
        email = EmailAddress()
        email.Address = "pye@example.com"
        fields = {"BillEmail": email, "AllowOnlineCreditCardPayment": True, "AllowOnlineACHPayment": True,
                  "AllowOnlinePayment": True}
        made = self.invoice(60, **fields)
        with_link = Invoice.get(made.Id, qb=self.qb, params={"include": "invoiceLink"})
        self.assertTrue(with_link.InvoiceLink.startswith("https"))
        self.assertEqual("", Invoice.get(made.Id, qb=self.qb).InvoiceLink)

    def test_duplicate_numbers_are_allowed_when_asked_for(self):
        self.invoice(1, DocNumber="TWICE")
        invoice = Invoice()
        invoice.CustomerRef = Customer.get(PYES_CAKES, qb=self.qb).to_ref()
        invoice.DocNumber = "TWICE"
        invoice.Line.append(self.sales_line(2))
        made = invoice.save(qb=self.qb, params={"include": "allowduplicatedocnum"})
        self.assertEqual("TWICE", made.DocNumber)
        self.assertEqual(2, Invoice.count("DocNumber = 'TWICE'", qb=self.qb))

    def test_closed_books_take_nothing(self):
        realm = self.program.company()["realm_id"]
        self.program.control("POST", f"/quickbooks/{realm}/close-books", {"date": "2024-12-31"})
        self.addCleanup(self.program.control, "POST", f"/quickbooks/{realm}/close-books", {"date": None})
        self.refused(QuickbooksException, 6210, self.invoice, TxnDate="2024-12-31")
        self.assertEqual("2025-01-01", self.invoice(TxnDate="2025-01-01").TxnDate)

    def test_a_line_without_an_item_gets_the_first_one(self):
        line = SalesItemLine()
        line.Amount = 5
        made = self.invoice(Line=[line])
        self.assertEqual("1", made.Line[0].SalesItemLineDetail.ItemRef.value)


class Estimating(Books):
    """Estimates ask for nothing yet."""

    def estimate(self, amount=250):
        estimate = Estimate()
        estimate.CustomerRef = Customer.get("24", qb=self.qb).to_ref()
        line = self.sales_line(amount, item="10")
        discount = DiscountLine()
        discount.DiscountLineDetail = DiscountLineDetail()
        discount.DiscountLineDetail.PercentBased, discount.DiscountLineDetail.DiscountPercent = True, 10
        estimate.Line = [line, discount]
        return estimate.save(qb=self.qb)

    def test_an_estimate_owes_nothing(self):
        before = Customer.get("24", qb=self.qb).Balance
        made = self.estimate()
        kept = self.again(made)
        self.assertEqual(225, kept.TotalAmt)
        self.assertEqual(["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"],
                         [line.DetailType for line in kept.Line])
        self.assertEqual("Pest Control", Item.get(kept.Line[0].SalesItemLineDetail.ItemRef.value, qb=self.qb).Name)
        self.assertEqual(before, Customer.get("24", qb=self.qb).Balance)

    def test_an_estimate_with_addresses_and_its_own_discount_account(self):
        estimate = Estimate()
        estimate.CustomerRef = Customer.all(max_results=1, qb=self.qb)[0].to_ref()
        estimate.TotalAmt, estimate.PrintStatus = 31.5, "NeedToPrint"
        for field, number in (("BillAddr", None), ("ShipAddr", "2221042")):
            address = Address()
            address.Id, address.Line1, address.City = number, "65 Ocean Dr.", "Half Moon Bay"
            address.Lat, address.Long = "37.4300318", "-122.4336537"
            setattr(estimate, field, address)
        estimate.TxnTaxDetail = TxnTaxDetail()
        line = self.sales_line(35, item="10", UnitPrice=35, Qty=1)
        discount = DiscountLine()
        discount.Amount, discount.DiscountLineDetail = 3.5, DiscountLineDetail()
        discount.DiscountLineDetail.PercentBased, discount.DiscountLineDetail.DiscountPercent = True, 10
        discount.DiscountLineDetail.DiscountAccountRef = Account.get("86", qb=self.qb).to_ref()
        estimate.Line = [line, discount]
        kept = self.again(estimate.save(qb=self.qb))
        self.assertEqual((31.5, "NeedToPrint", "NotSet"), (kept.TotalAmt, kept.PrintStatus, kept.EmailStatus))
        self.assertEqual(("65 Ocean Dr.", "Half Moon Bay"), (kept.BillAddr.Line1, kept.ShipAddr.City))
        self.assertEqual((0, 3.5), (kept.TxnTaxDetail.TotalTax, kept.Line[2].Amount))
        taken = kept.Line[2].DiscountLineDetail.DiscountAccountRef
        self.assertEqual(("86", "Discounts given"), (taken.value, taken.name))

    def test_an_estimate_changes_prints_sends_and_goes(self):
        made = self.estimate()
        made.TxnStatus = "Accepted"
        made = made.save(qb=self.qb)
        self.assertEqual(("1", "Accepted"), (made.SyncToken, made.TxnStatus))
        self.assertTrue(made.download_pdf(qb=self.qb).startswith(b"%PDF"))
        made.send(qb=self.qb, send_to="family@example.com")
        made = self.again(made)
        self.assertEqual("EmailSent", made.EmailStatus)
        made.delete(qb=self.qb)
        self.assertEqual([], Estimate.filter(Id=made.Id, qb=self.qb))
