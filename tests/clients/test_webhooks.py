"""Webhooks: the signature checked with the library's own function, and what the app does on one."""

import base64
import json

from quickbooks.objects.invoice import Invoice

from books import Books
from webhook_endpoint import WebhookEndpoint

# The reference's own vector: a body of 277 bytes, a verifier token, the signature.
BODY = (
    '[{"specversion":"1.0","id":"3b1f6a52-5a0e-4f0e-9f0b-8d1c2e7a4b10","source":"intuit.cHJhY3RpY2U=",'
    '"type":"qbo.invoice.updated.v1","datacontenttype":"application/json","time":"2026-11-20T18:04:11.123456789Z",'
    '"intuitentityid":"145","intuitaccountid":"9341450000000001","data":{}}]'
)
VERIFIER = "practice-verifier-token"
SIGNATURE = "nGSHTAbPpSUNJPglgKBa9Ju2ZdyuOriyupz6DFKr9i0="


class Signatures(Books):
    """A body, a signature, a token that both sides know."""

    def test_the_known_vector_holds(self):
        self.assertEqual(277, len(BODY.encode()))
        self.assertTrue(self.qb.validate_webhook_signature(BODY, SIGNATURE, VERIFIER))

    def test_another_body_token_or_signature_does_not(self):
        other = base64.b64encode(b"x" * 32).decode()
        self.assertFalse(self.qb.validate_webhook_signature(BODY + " ", SIGNATURE, VERIFIER))
        self.assertFalse(self.qb.validate_webhook_signature(BODY, SIGNATURE, VERIFIER + "x"))
        self.assertFalse(self.qb.validate_webhook_signature(BODY, other, VERIFIER))


class Deliveries(Books):
    """What the practice program sends to the app's endpoint."""

    # By a clock of its own nothing is sent before the test says so.
    arguments = ("--clock", "manual")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.qb = cls.client(verifier_token=cls.program.quickbooks["webhook_verifier"])
        cls.endpoint = WebhookEndpoint()
        cls.addClassCleanup(cls.endpoint.end)
        cls.program.control("POST", "/quickbooks/webhooks", {"url": cls.endpoint.address})

    def delivered(self):
        """The next delivery, sent now, with its signature checked."""
        self.program.control("POST", "/quickbooks/webhooks/deliver")
        headers, body = self.endpoint.next()
        self.assertTrue(self.qb.validate_webhook_signature(body, headers["intuit-signature"]))
        return headers, body

    def events(self):
        """The events of the next delivery as (entity, word, id)."""
        events = json.loads(self.delivered()[1])
        words = [event["type"].split(".")[1:3] for event in events]
        return [(entity, word, event["intuitentityid"]) for (entity, word), event in zip(words, events, strict=True)]

    def test_an_event_leads_to_the_record_it_is_about(self):
        made = self.invoice(10)
        headers, body = self.delivered()
        event = json.loads(body)[0]
        self.assertEqual(("1.0", "qbo.invoice.created.v1"), (event["specversion"], event["type"]))
        self.assertEqual(self.program.company()["realm_id"], event["intuitaccountid"])
        self.assertEqual(made.DocNumber, Invoice.get(event["intuitentityid"], qb=self.qb).DocNumber)
        self.assertTrue(headers["content-type"].startswith("application/json"))
        self.assertTrue(headers["user-agent"].startswith("intuit_notification_server"))

    def test_a_changed_body_fails_the_check(self):
        self.invoice(10)
        headers, body = self.delivered()
        self.assertFalse(self.qb.validate_webhook_signature(body.replace("1.0", "1.1"), headers["intuit-signature"]))

    def test_a_payment_tells_of_itself_and_of_its_invoice(self):
        invoice = self.invoice(10)
        self.events()
        payment = self.payment(invoice, 10)
        events = self.events()
        self.assertIn(("payment", "created", payment.Id), events)
        self.assertIn(("invoice", "updated", invoice.Id), events)

    def test_what_was_not_acknowledged_comes_again_before_anything_else(self):
        self.endpoint.statuses.put(500)
        first = self.invoice(10)
        self.assertIn(("invoice", "created", first.Id), self.events())
        second = self.invoice(11)
        again = self.events()
        self.assertIn(("invoice", "created", first.Id), again)
        self.assertNotIn(("invoice", "created", second.Id), again)
        self.assertIn(("invoice", "created", second.Id), self.events())


class OldDeliveries(Deliveries):
    """The form of before 2026-07-31: the same events in the old words."""

    arguments = ("--clock", "manual", "--switch", "S12=old")

    def events(self):
        words = {"Create": "created", "Update": "updated", "Delete": "deleted"}
        notifications = json.loads(self.delivered()[1])["eventNotifications"]
        entities = [entity for row in notifications for entity in row["dataChangeEvent"]["entities"]]
        return [(row["name"].lower(), words[row["operation"]], row["id"]) for row in entities]

    def test_an_event_leads_to_the_record_it_is_about(self):
        made = self.invoice(10)
        notification = json.loads(self.delivered()[1])["eventNotifications"][0]
        self.assertEqual(self.program.company()["realm_id"], notification["realmId"])
        entity = notification["dataChangeEvent"]["entities"][0]
        self.assertEqual(("Invoice", "Create", made.Id), (entity["name"], entity["operation"], entity["id"]))

    def test_a_changed_body_fails_the_check(self):
        made = self.invoice(10)
        headers, body = self.delivered()
        changed = body.replace(f'"{made.Id}"', '"1"')
        self.assertNotEqual(body, changed)
        self.assertFalse(self.qb.validate_webhook_signature(changed, headers["intuit-signature"]))
