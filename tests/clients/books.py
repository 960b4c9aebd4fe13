"""What the scripts share: a practice program for each file, the real client on it, and records to start from."""

import os
import unittest
import warnings

# The practice program serves plain HTTP on this computer; oauthlib refuses that unless told otherwise.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment, PaymentLine

from practice_program import PracticeProgram

REDIRECT = "http://localhost:17823/callback"
MINOR_VERSION = 75

# Ids of the sample company.
UNDEPOSITED_FUNDS = "4"
CHECKING = "35"
DESIGN = "4"
PYES_CAKES = "15"


class Books(unittest.TestCase):
    """A company of its own for each file of tests, and a signed-in client."""

    arguments = ()
    company = "sample"
    throttle = False

    @classmethod
    def setUpClass(cls):
        # What the libraries themselves do outdated is none of our business.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        cls.program = PracticeProgram(*cls.arguments, company=cls.company, throttle=cls.throttle)
        cls.addClassCleanup(cls.program.end)
        cls.qb = cls.client()

    @classmethod
    def tearDownClass(cls):
        # Whatever the tests of a file did: debits and credits are equal in the end.
        state = cls.program.control("GET", "/state?side=quickbooks")
        for company in state["quickbooks"]["companies"]:
            if company["trial_balance"] != 0:
                raise AssertionError(f"the trial balance is {company['trial_balance']}")

    @classmethod
    def auth_client(cls, **tokens):
        """The real OAuth client, told where the discovery document is."""
        side = cls.program.quickbooks
        return AuthClient(side["client_id"], side["client_secret"], REDIRECT, side["discovery"], **tokens)

    @classmethod
    def client(cls, **settings):
        """The real API client, with a token that the refresh token of the ready line gave."""
        QuickBooks.api_url_v3 = cls.program.quickbooks["api"] + "/v3"
        QuickBooks.sandbox_api_url_v3 = QuickBooks.api_url_v3
        company = cls.program.company()
        auth = cls.auth_client(access_token=company["access_token"], refresh_token=company["refresh_token"])
        known = {"company_id": company["realm_id"], "minorversion": MINOR_VERSION}
        return QuickBooks(auth_client=auth, refresh_token=company["refresh_token"], **{**known, **settings})

    def refused(self, kind, code, work, *arguments, **named):
        """Does something that must be refused so; gives what was raised."""
        with self.assertRaises(kind) as raised:
            work(*arguments, **named)
        self.assertIs(type(raised.exception), kind, raised.exception)
        self.assertEqual(code, raised.exception.error_code, raised.exception)
        return raised.exception

    def invoice(self, amount=120, customer=PYES_CAKES, **fields):
        """A new invoice of one line, saved."""
        invoice = Invoice()
        invoice.CustomerRef = Customer.get(customer, qb=self.qb).to_ref()
        invoice.Line.append(self.sales_line(amount))
        for name, value in fields.items():
            setattr(invoice, name, value)
        return invoice.save(qb=self.qb)

    def sales_line(self, amount, item=DESIGN, **detail):
        """A line as the library's users make it: an amount, and neither quantity nor price."""
        line = SalesItemLine()
        line.Amount = amount
        line.Description = "as agreed"
        line.SalesItemLineDetail = SalesItemLineDetail()
        line.SalesItemLineDetail.ItemRef = Item.get(item, qb=self.qb).to_ref()
        for name, value in detail.items():
            setattr(line.SalesItemLineDetail, name, value)
        return line

    def payment(self, invoice, amount, **fields):
        """A payment of one invoice, saved."""
        payment = Payment()
        payment.CustomerRef = invoice.CustomerRef
        payment.TotalAmt = amount
        line = PaymentLine()
        line.Amount = amount
        line.LinkedTxn.append(invoice.to_linked_txn())
        payment.Line.append(line)
        for name, value in fields.items():
            setattr(payment, name, value)
        return payment.save(qb=self.qb)

    def again(self, record):
        """The record as it is kept now."""
        return type(record).get(record.Id, qb=self.qb)
