"""What goes wrong, as the library tells it, and what a client does about it."""

import json

import requests
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    SevereException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.payment import Payment
from quickbooks.objects.term import Term

from books import PYES_CAKES, Books


class Faults(Books):
    """Each code as the exception it becomes."""

    # Code 3202 is sent when asked for.
    arguments = ("--switch", "S17=on-demand")

    def test_codes_become_the_exceptions_of_the_library(self):
        table = [
            (120, AuthorizationException),
            (500, UnsupportedException),
            (610, ObjectNotFoundException),
            (2050, ValidationException),
            (2170, ValidationException),
            (3202, ValidationException),
            (5010, QuickbooksException),
            (6190, QuickbooksException),
            (6240, QuickbooksException),
            (10000, SevereException),
        ]
        for code, kind in table:
            self.program.fault(kind="fault", value=code, path="/customer/")
            with self.assertRaises(QuickbooksException) as raised:
                Customer.get(PYES_CAKES, qb=self.qb)
            if raised.exception.error_code == 401:
                # The library does not read what a 401 says.
                self.assertIn(str(code), raised.exception.detail)
                self.assertIs(AuthorizationException, type(raised.exception))
            else:
                self.assertEqual((code, kind), (raised.exception.error_code, type(raised.exception)))
        self.assertEqual(PYES_CAKES, Customer.get(PYES_CAKES, qb=self.qb).Id)

    def test_an_unknown_property_is_refused(self):
        body = json.dumps({"DisplayName": "With Horns", "Horns": 2})
        error = self.refused(ValidationException, 2010, self.qb.create_object, "Customer", body)
        self.assertIn("Horns", error.detail)
        self.assertEqual(0, Customer.count("DisplayName = 'With Horns'", qb=self.qb))

    def test_a_text_that_is_too_long_is_refused(self):
        body = json.dumps({"DisplayName": "x" * 501})
        self.refused(ValidationException, 2050, self.qb.create_object, "Customer", body)

    def test_a_word_in_place_of_a_number_is_refused(self):
        body = json.dumps({"CustomerRef": {"value": PYES_CAKES}, "TotalAmt": "a lot"})
        self.assertRaises(ValidationException, self.qb.create_object, "Payment", body)

    def test_a_number_may_be_text_and_a_reference_may_be_a_number(self):
        body = json.dumps({"CustomerRef": {"value": int(PYES_CAKES)}, "TotalAmt": "12.50"})
        made = Payment.from_json(self.qb.create_object("Payment", body)["Payment"])
        self.assertEqual((12.5, PYES_CAKES), (made.TotalAmt, made.CustomerRef.value))

    def test_a_body_that_is_no_json_is_refused(self):
        self.assertRaises(QuickbooksException, self.qb.create_object, "Customer", "{not json")

    def test_what_is_no_json_is_told_as_such(self):
        for kind in ("garbage", "html", "truncate"):
            self.program.fault(kind=kind, path="/customer/")
            error = self.refused(QuickbooksException, 10000, Customer.get, PYES_CAKES, qb=self.qb)
            self.assertIn("Error reading json response", error.message)

    def test_a_bare_status_is_told_as_such(self):
        self.program.fault(kind="status", value=503, path="/customer/")
        self.assertRaises(QuickbooksException, Customer.get, PYES_CAKES, qb=self.qb)

    def test_a_cut_connection_after_the_work_was_done_is_mended_by_the_request_id(self):
        def pay():
            payment = Payment()
            payment.CustomerRef = Customer.get(PYES_CAKES, qb=self.qb).to_ref()
            payment.TotalAmt, payment.PaymentRefNum = 77, "cut-off"
            return payment.save(qb=self.qb, request_id="after-the-cut")

        self.program.fault(kind="drop_after", method="POST", path="/payment?")
        self.assertRaises(requests.exceptions.ConnectionError, pay)
        made = pay()
        self.assertEqual([made.Id], [row.Id for row in Payment.filter(PaymentRefNum="cut-off", qb=self.qb)])

    def test_a_cut_connection_before_the_work_leaves_nothing(self):
        self.program.fault(kind="drop_before", method="POST", path="/term?")
        term = Term()
        term.Name, term.DueDays = "Never", 3
        self.assertRaises(requests.exceptions.ConnectionError, term.save, qb=self.qb)
        self.assertEqual(0, Term.count("Name = 'Never'", qb=self.qb))

    def test_the_answers_headers(self):
        answer = self.qb.process_request(
            "GET", f"{self.qb.api_url}/company/{self.qb.company_id}/customer/{PYES_CAKES}",
            headers={"Accept": "application/json", "Accept-Encoding": "gzip"}, params={"format": "json"},
        )
        self.assertEqual("application/json;charset=UTF-8", answer.headers["Content-Type"])
        self.assertTrue(answer.headers["intuit_tid"])
        self.assertTrue(answer.headers["QBO-Version"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual({"Customer", "time"}, set(answer.json()))

    def test_any_minor_version_is_answered_the_same(self):
        for version in (1, 40, 75):
            qb = self.client(minorversion=version)
            self.assertEqual("Pye's Cakes", Customer.get(PYES_CAKES, qb=qb).DisplayName)


class Throttled(Books):
    """More calls in a second than the real service takes."""

    throttle = True
    # By a clock that stands still all calls come within one second, however slow this computer is.
    arguments = ("--clock", "manual")

    def test_too_many_calls_are_refused_and_nothing_is_done(self):
        invoices = Invoice.count(qb=self.qb)
        refused = None
        for at in range(40):
            term = Term()
            term.Name, term.DueDays = f"Term {at}", at
            try:
                term.save(qb=self.qb)
            except QuickbooksException as error:
                refused = error
                break
        self.assertIsNotNone(refused, "forty calls in a row were all taken")
        self.assertIn("status code '429'", refused.message)
        self.assertIn("ThrottleExceeded; errorCode=003001; statusCode=429", refused.message)
        self.assertIn('"SERVICE"', refused.message.replace(" ", ""))
        state = self.program.control("GET", "/state?side=quickbooks")
        names = [row["Name"] for row in state["quickbooks"]["companies"][0]["records"]["Term"]]
        self.assertNotIn(f"Term {at}", names)
        self.assertEqual(7, invoices)
        self.program.control("POST", "/clock", {"advance": 60})
        self.assertEqual(f"Term {at}", term.save(qb=self.qb).Name)
