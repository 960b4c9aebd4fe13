"""Money that comes in and goes out: payments, credit, deposits, receipts, transfers, journal entries, bills."""

from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, ValidationException
from quickbooks.objects.account import Account
from quickbooks.objects.base import LinkedTxn
from quickbooks.objects.bill import Bill
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.deposit import CashBackInfo, Deposit, DepositLine, DepositLineDetail
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.refundreceipt import RefundReceipt, RefundReceiptCheckPayment
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.transfer import Transfer
from quickbooks.objects.vendor import Vendor

from books import CHECKING, PYES_CAKES, UNDEPOSITED_FUNDS, Books

SAVINGS = "36"


class Money(Books):
    """What the tests of this file share."""

    def ref(self, account):
        return Account.get(account, qb=self.qb).to_ref()

    def balance(self, account):
        return Account.get(account, qb=self.qb).CurrentBalance

    def customer(self):
        return Customer.get(PYES_CAKES, qb=self.qb)

    def unapplied(self, amount, **fields):
        payment = Payment()
        payment.CustomerRef, payment.TotalAmt = self.customer().to_ref(), amount
        for name, value in fields.items():
            setattr(payment, name, value)
        return payment.save(qb=self.qb)

    def linked_line(self, record, amount, with_detail=False):
        """A deposit line as the library's users have to make it: without the DetailType that it always adds."""
        line = DepositLine()
        line.Amount = amount
        link = LinkedTxn()
        link.TxnId, link.TxnType, link.TxnLineId = record.Id, record.qbo_object_name, "0"
        line.LinkedTxn.append(link)
        if not with_detail:
            del line.DetailType
        return line

    def direct_line(self, account, amount, **detail):
        line = DepositLine()
        line.Amount = amount
        line.DepositLineDetail = DepositLineDetail()
        line.DepositLineDetail.AccountRef = self.ref(account)
        for name, value in detail.items():
            setattr(line.DepositLineDetail, name, value)
        return line

    def deposit(self, *lines, account=CHECKING):
        deposit = Deposit()
        deposit.DepositToAccountRef = self.ref(account)
        deposit.Line = list(lines)
        return deposit.save(qb=self.qb)


class Paying(Money):
    """Payments and credit."""

    def test_a_payment_lowers_the_invoice_and_raises_its_version(self):
        invoice = self.invoice(260)
        method = PaymentMethod.filter(Name="Check", qb=self.qb)[0]
        made = self.payment(invoice, 200, PaymentRefNum="chk-5521", PaymentMethodRef=method.to_ref())
        kept = self.again(made)
        self.assertEqual((200, 0, "chk-5521"), (kept.TotalAmt, kept.UnappliedAmt, kept.PaymentRefNum))
        self.assertEqual(UNDEPOSITED_FUNDS, kept.DepositToAccountRef.value)
        self.assertEqual(("Invoice", invoice.Id), (kept.Line[0].LinkedTxn[0].TxnType, kept.Line[0].LinkedTxn[0].TxnId))
        paid = self.again(invoice)
        self.assertEqual((60, "1"), (paid.Balance, paid.SyncToken))
        self.assertEqual([("Payment", made.Id)], [(link.TxnType, link.TxnId) for link in paid.LinkedTxn])

    def test_payments_are_found_by_their_number(self):
        self.unapplied(5, PaymentRefNum="find-me")
        self.assertEqual([5], [payment.TotalAmt for payment in Payment.filter(PaymentRefNum="find-me", qb=self.qb)])

    def test_an_overpayment_stays_as_credit(self):
        made = self.payment(self.invoice(50), 50, TotalAmt=80)
        self.assertEqual((80, 30), (made.TotalAmt, made.UnappliedAmt))

    def test_a_payment_needs_an_amount_and_a_customer(self):
        payment = Payment()
        payment.CustomerRef = self.customer().to_ref()
        error = self.refused(QuickbooksException, 6000, payment.save, qb=self.qb)
        self.assertIn("You must set a transaction amount", error.detail)
        payment = Payment()
        payment.TotalAmt = 5
        self.refused(ValidationException, 2020, payment.save, qb=self.qb)

    def test_a_number_in_place_of_the_id_finds_nothing(self):
        invoice = self.invoice(50, DocNumber="X-50")
        invoice.Id = "X-50"
        self.refused(ObjectNotFoundException, 610, self.payment, invoice, 50)

    def test_the_same_request_id_pays_once(self):
        payment = Payment()
        payment.CustomerRef, payment.TotalAmt = self.customer().to_ref(), 17
        first = payment.save(qb=self.qb, request_id="pay-once")
        payment.Id = None
        self.assertEqual(first.Id, payment.save(qb=self.qb, request_id="pay-once").Id)
        self.assertEqual(1, Payment.count("TotalAmt = '17'", qb=self.qb))

    def test_an_unapplied_payment_is_applied_later_and_taken_off_again(self):
        invoice, payment = self.invoice(40), self.unapplied(40)
        self.assertEqual(40, payment.UnappliedAmt)
        line = PaymentLine()
        line.Amount = 40
        line.LinkedTxn.append(invoice.to_linked_txn())
        payment.Line = [line]
        payment = payment.save(qb=self.qb)
        self.assertEqual((0, 0), (payment.UnappliedAmt, self.again(invoice).Balance))
        payment.Line = []
        payment = payment.save(qb=self.qb)
        self.assertEqual((40, 40), (payment.UnappliedAmt, self.again(invoice).Balance))

    def test_voiding_a_payment_gives_the_invoice_its_balance_back(self):
        invoice = self.invoice(70)
        payment = self.payment(invoice, 70)
        payment.void(qb=self.qb)
        kept = self.again(payment)
        self.assertEqual((0, 0, []), (kept.TotalAmt, kept.UnappliedAmt, kept.Line))
        self.assertIn("Voided", kept.PrivateNote)
        self.assertEqual(70, self.again(invoice).Balance)

    def test_deleting_a_payment_gives_the_invoice_its_balance_back(self):
        invoice = self.invoice(70)
        payment = self.payment(invoice, 70)
        answer = payment.delete(qb=self.qb)
        self.assertEqual("Deleted", answer["Payment"]["status"])
        self.assertEqual((70, []), (self.again(invoice).Balance, self.again(invoice).LinkedTxn))
        self.assertEqual([], Payment.filter(Id=payment.Id, qb=self.qb))

    def test_a_payment_prints(self):
        payment = self.payment(self.invoice(70), 70)
        self.assertTrue(self.qb.download_pdf("Payment", payment.Id).startswith(b"%PDF"))

    def credit_memo(self, amount):
        memo = CreditMemo()
        memo.CustomerRef = self.customer().to_ref()
        memo.Line.append(self.sales_line(amount))
        return memo.save(qb=self.qb)

    def test_a_credit_memo_is_credit_until_a_payment_applies_it(self):
        before = self.customer().Balance
        memo = self.credit_memo(30)
        self.assertEqual((30, 30), (memo.TotalAmt, memo.RemainingCredit))
        self.assertEqual(before - 30, self.customer().Balance)
        invoice = self.invoice(30)
        lines = []
        for record in (invoice, memo):
            line = PaymentLine()
            line.Amount = 30
            line.LinkedTxn.append(record.to_linked_txn())
            lines.append(line)
        self.unapplied(0, Line=lines)
        self.assertEqual((0, 0), (self.again(invoice).Balance, self.again(memo).RemainingCredit))

    def test_a_credit_memo_changes_and_goes(self):
        memo = self.credit_memo(30)
        memo.PrivateNote = "for the late delivery"
        memo = memo.save(qb=self.qb)
        self.assertEqual(("1", "for the late delivery", 30), (memo.SyncToken, memo.PrivateNote, memo.TotalAmt))
        memo.delete(qb=self.qb)
        self.assertEqual([], CreditMemo.filter(Id=memo.Id, qb=self.qb))


class Depositing(Money):
    """Deposits, direct and of what waits in Undeposited Funds."""

    def test_a_direct_deposit_between_two_banks(self):
        # What the library's own test does: an account of type Bank on the line.
        before = self.balance(CHECKING)
        made = self.deposit(self.direct_line(SAVINGS, 100))
        kept = self.again(made)
        self.assertEqual((100, CHECKING), (kept.TotalAmt, kept.DepositToAccountRef.value))
        self.assertEqual(before + 100, self.balance(CHECKING))

    def test_payments_become_a_deposit_less_the_fee(self):
        bank, waiting = self.balance(CHECKING), self.balance(UNDEPOSITED_FUNDS)
        one, two = (self.payment(self.invoice(amount), amount) for amount in (200, 60))
        fees = Account.where("AccountType = 'Expense'", qb=self.qb)[0]
        vendor = Vendor.filter(DisplayName="Card Processor", qb=self.qb)[0].to_ref()
        vendor.type = "VENDOR"
        fee = self.direct_line(fees.Id, -7.84, Entity=vendor)
        made = self.deposit(self.linked_line(one, 200), self.linked_line(two, 60), fee)
        self.assertEqual(252.16, made.TotalAmt)
        self.assertAlmostEqual(bank + 252.16, self.balance(CHECKING), places=2)
        self.assertAlmostEqual(waiting, self.balance(UNDEPOSITED_FUNDS), places=2)
        kept = self.again(made)
        linked = [line for line in kept.Line if line.LinkedTxn]
        self.assertEqual({one.Id, two.Id}, {line.LinkedTxn[0].TxnId for line in linked})
        self.assertEqual({"0"}, {line.LinkedTxn[0].TxnLineId for line in linked})
        self.assertEqual([None, None], [line.Id for line in linked])
        entity = next(line for line in kept.Line if not line.LinkedTxn).DepositLineDetail.Entity
        self.assertEqual(("VENDOR", vendor.value), (entity.type, entity.value))

    def test_the_detail_type_that_the_library_adds_breaks_a_linked_line(self):
        payment = self.unapplied(44)
        error = self.refused(ValidationException, 2020, self.deposit, self.linked_line(payment, 44, with_detail=True))
        self.assertIn("Line.DepositLineDetail.AccountRef", error.detail)

    def test_a_deposited_payment_is_frozen_until_the_deposit_goes(self):
        payment = self.unapplied(45)
        deposit = self.deposit(self.linked_line(payment, 45))
        frozen = self.again(payment)
        self.assertEqual([{"TxnId": deposit.Id, "TxnType": "Deposit"}], frozen.LinkedTxn)
        self.assertEqual(UNDEPOSITED_FUNDS, frozen.DepositToAccountRef.value)
        frozen.PrivateNote = "x"
        self.refused(QuickbooksException, 6540, frozen.save, qb=self.qb)
        self.refused(QuickbooksException, 6540, frozen.void, qb=self.qb)
        self.refused(QuickbooksException, 6540, frozen.delete, qb=self.qb)
        deposit.delete(qb=self.qb)
        free = self.again(payment)
        free.PrivateNote = "x"
        self.assertEqual("x", free.save(qb=self.qb).PrivateNote)

    def test_a_payment_is_deposited_once(self):
        payment = self.unapplied(46)
        self.deposit(self.linked_line(payment, 46))
        self.refused(QuickbooksException, 6000, self.deposit, self.linked_line(self.again(payment), 46))

    def test_a_payment_straight_to_the_bank_cannot_be_linked(self):
        payment = self.unapplied(47, DepositToAccountRef=self.ref(CHECKING))
        self.refused(QuickbooksException, 6000, self.deposit, self.linked_line(payment, 47))

    def test_a_part_of_a_payment_cannot_be_deposited(self):
        self.refused(QuickbooksException, 6000, self.deposit, self.linked_line(self.unapplied(48), 20))

    def test_a_deposit_needs_an_account_and_a_line(self):
        self.refused(ValidationException, 2020, Deposit().save, qb=self.qb)
        self.refused(ValidationException, 2020, self.deposit)

    def test_cash_back_lowers_what_reaches_the_bank(self):
        deposit = Deposit()
        deposit.DepositToAccountRef = self.ref(CHECKING)
        deposit.Line = [self.direct_line(SAVINGS, 100)]
        deposit.CashBack = CashBackInfo()
        deposit.CashBack.AccountRef, deposit.CashBack.Amount = self.ref(SAVINGS), 30
        before = self.balance(CHECKING)
        self.assertEqual(70, deposit.save(qb=self.qb).TotalAmt)
        self.assertEqual(before + 70, self.balance(CHECKING))


class Receipts(Money):
    """Sales and refunds on the spot, transfers, journal entries, bills."""

    def test_a_sales_receipt_needs_no_customer(self):
        before = self.balance(UNDEPOSITED_FUNDS)
        receipt = SalesReceipt()
        receipt.Line.append(self.sales_line(35, item="10"))
        made = receipt.save(qb=self.qb)
        self.assertEqual((35, 0, UNDEPOSITED_FUNDS), (made.TotalAmt, made.Balance, made.DepositToAccountRef.value))
        self.assertEqual(before + 35, self.balance(UNDEPOSITED_FUNDS))
        self.assertTrue(made.download_pdf(qb=self.qb).startswith(b"%PDF"))
        made.void(qb=self.qb)
        kept = self.again(made)
        self.assertEqual(0, kept.TotalAmt)
        self.assertIn("Voided", kept.PrivateNote)
        kept.delete(qb=self.qb)
        self.assertEqual([], SalesReceipt.filter(Id=made.Id, qb=self.qb))

    def test_a_sales_receipt_is_deposited_like_a_payment(self):
        receipt = SalesReceipt()
        receipt.CustomerRef = self.customer().to_ref()
        receipt.Line.append(self.sales_line(36, item="10"))
        made = receipt.save(qb=self.qb)
        self.deposit(self.linked_line(made, 36))
        self.refused(QuickbooksException, 6540, self.again(made).void, qb=self.qb)

    def test_a_refund_receipt_takes_money_out_of_an_account(self):
        checking = Account.where("Name = 'checking'", qb=self.qb)[0]
        receipt = RefundReceipt()
        receipt.DocNumber, receipt.TotalAmt, receipt.Balance = "DocNum123", 100, 100
        receipt.PaymentType, receipt.CheckPayment = "Check", RefundReceiptCheckPayment()
        receipt.CheckPayment.CheckNum, receipt.CheckPayment.NameOnAcct = "1001", "Kate Whelan"
        receipt.CheckPayment.AcctNum, receipt.CheckPayment.BankName = "00000", "Practice Bank"
        receipt.DepositToAccountRef = checking.to_ref()
        receipt.Line.append(self.sales_line(100, item="10"))
        made = receipt.save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual(("DocNum123", 100, "1001"), (kept.DocNumber, kept.TotalAmt, kept.CheckPayment.CheckNum))
        self.assertEqual(checking.CurrentBalance - 100, self.balance(checking.Id))
        kept.PrivateNote = "returned unopened"
        kept = kept.save(qb=self.qb)
        self.assertEqual(("1", "returned unopened"), (kept.SyncToken, kept.PrivateNote))
        kept.delete(qb=self.qb)
        self.assertEqual(checking.CurrentBalance, self.balance(checking.Id))

    def test_a_transfer_moves_money_and_back(self):
        before = self.balance(CHECKING), self.balance(SAVINGS)
        transfer = Transfer()
        transfer.Amount, transfer.FromAccountRef, transfer.ToAccountRef = 100.5, self.ref(CHECKING), self.ref(SAVINGS)
        transfer.TxnDate = "2026-11-01"
        made = transfer.save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual((100.5, CHECKING, SAVINGS), (kept.Amount, kept.FromAccountRef.value, kept.ToAccountRef.value))
        self.assertEqual((before[0] - 100.5, before[1] + 100.5), (self.balance(CHECKING), self.balance(SAVINGS)))
        kept.Amount = 50
        kept = kept.save(qb=self.qb)
        self.assertEqual(before[0] - 50, self.balance(CHECKING))
        kept.delete(qb=self.qb)
        self.assertEqual(before, (self.balance(CHECKING), self.balance(SAVINGS)))

    def test_a_transfer_between_one_account_is_refused(self):
        transfer = Transfer()
        transfer.Amount, transfer.FromAccountRef, transfer.ToAccountRef = 1, self.ref(CHECKING), self.ref(CHECKING)
        self.assertRaises(QuickbooksException, transfer.save, qb=self.qb)

    def journal_line(self, kind, account, amount):
        line = JournalEntryLine()
        line.Amount, line.Description = amount, "by script"
        line.JournalEntryLineDetail = JournalEntryLineDetail()
        line.JournalEntryLineDetail.PostingType = kind
        line.JournalEntryLineDetail.AccountRef = self.ref(account)
        return line

    def test_a_journal_entry_balances(self):
        before = self.balance(CHECKING)
        entry = JournalEntry()
        entry.Line = [self.journal_line("Debit", CHECKING, 25), self.journal_line("Credit", "36", 25)]
        made = entry.save(qb=self.qb)
        self.assertEqual(before + 25, self.balance(CHECKING))
        kept = self.again(made)
        self.assertEqual(["Debit", "Credit"], [line.JournalEntryLineDetail.PostingType for line in kept.Line])
        kept.delete(qb=self.qb)
        self.assertEqual(before, self.balance(CHECKING))

    def test_a_journal_entry_out_of_balance_is_refused(self):
        entry = JournalEntry()
        entry.Line = [self.journal_line("Debit", CHECKING, 25), self.journal_line("Credit", "36", 24)]
        self.assertRaises(QuickbooksException, entry.save, qb=self.qb)

    def test_bills_are_read(self):
        bills = Bill.all(qb=self.qb)
        self.assertTrue(bills)
        self.assertEqual(bills[0].TotalAmt, Bill.get(bills[0].Id, qb=self.qb).TotalAmt)
        self.assertEqual("Books by Bessie", bills[0].VendorRef.name)
