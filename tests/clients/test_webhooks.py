"""The signature of webhooks, checked with the library's own function."""

import base64

from books import Books

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
