"""Signing in by code, tokens and who signed in, with intuit-oauth."""

import jwt
import requests
from intuitlib.client import AuthClient
from intuitlib.config import DISCOVERY_URL
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.exceptions import AuthorizationException, QuickbooksException
from quickbooks.objects.company_info import CompanyInfo

from books import MINOR_VERSION, REDIRECT, Books
from sign_in_pages import GOOGLE, Browser

EVERYTHING = [
    Scopes.ACCOUNTING, Scopes.OPENID, Scopes.PROFILE, Scopes.EMAIL, Scopes.PHONE, Scopes.ADDRESS
]


class SigningIn(Books):
    """From the app's link to a company's name, and every way out."""

    arguments = ("--companies", "2")

    def realm(self):
        return self.program.company()["realm_id"]

    def sign_in(self, scopes=None):
        """A whole sign-in; gives the client with its tokens."""
        auth = self.auth_client()
        back = Browser(REDIRECT).walk(auth.get_authorization_url(scopes or EVERYTHING), self.realm())
        self.assertEqual(auth.state_token, back["state"])
        auth.get_bearer_token(back["code"], realm_id=back.get("realmId"))
        return auth

    def refused_token(self, work, *arguments, **named):
        """A token call that must be answered with a status other than 200."""
        with self.assertRaises(AuthClientError) as raised:
            work(*arguments, **named)
        return raised.exception

    def test_a_sign_in_ends_in_the_books_of_the_chosen_company(self):
        auth = self.sign_in()
        self.assertEqual(self.realm(), auth.realm_id)
        self.assertEqual(3600, auth.expires_in)
        self.assertEqual(8_726_400, auth.x_refresh_token_expires_in)
        self.assertTrue(auth.access_token.startswith("eyJhbGciOiJkaXIi"))
        self.assertTrue(auth.refresh_token.startswith("RT1-"))
        qb = QuickBooks(auth_client=auth, company_id=auth.realm_id, minorversion=MINOR_VERSION)
        info = CompanyInfo.get(auth.realm_id, qb=qb)
        self.assertEqual(self.program.company()["name"], info.CompanyName)

    def test_the_sandbox_of_the_library_can_be_pointed_at_the_program(self):
        real = DISCOVERY_URL["sandbox"]
        DISCOVERY_URL["sandbox"] = self.program.quickbooks["discovery"] + "/"
        self.addCleanup(DISCOVERY_URL.__setitem__, "sandbox", real)
        side, company = self.program.quickbooks, self.program.company()
        auth = AuthClient(side["client_id"], side["client_secret"], REDIRECT, "sandbox")
        auth.refresh(refresh_token=company["refresh_token"])
        qb = QuickBooks(auth_client=auth, company_id=company["realm_id"], minorversion=MINOR_VERSION)
        self.assertTrue(qb.sandbox)
        self.assertEqual(company["name"], CompanyInfo.all(qb=qb)[0].CompanyName)

    def test_the_id_token_passes_the_library_and_names_company_and_person(self):
        auth = self.sign_in()
        self.assertIsNotNone(auth.id_token, "the library drops an id token that does not hold")
        self.assertEqual("RS256", jwt.get_unverified_header(auth.id_token)["alg"])
        claims = jwt.decode(auth.id_token, options={"verify_signature": False})
        self.assertEqual([auth.client_id], claims["aud"])
        self.assertEqual(auth.issuer_uri, claims["iss"])
        self.assertEqual(self.realm(), claims["realmid"])
        self.assertEqual(3600, claims["exp"] - claims["iat"])
        self.assertEqual(auth.get_user_info().json()["sub"], claims["sub"])

    def test_an_id_token_changed_by_one_letter_is_dropped(self):
        token = self.sign_in().id_token
        head, claims, signature = token.split(".")
        changed = "A" if signature[10] != "A" else "B"
        key = jwt.PyJWKClient(self.auth_client().jwks_uri).get_signing_key_from_jwt(token).key
        audience = self.program.quickbooks["client_id"]
        self.assertTrue(jwt.decode(token, key, audience=audience, algorithms=["RS256"]))
        broken = ".".join([head, claims, signature[:10] + changed + signature[11:]])
        with self.assertRaises(jwt.InvalidSignatureError):
            jwt.decode(broken, key, audience=audience, algorithms=["RS256"])

    def test_user_info_holds_what_the_scopes_allow(self):
        info = self.sign_in().get_user_info().json()
        for name in ("sub", "email", "emailVerified", "givenName", "familyName", "phoneNumber",
                     "phoneNumberVerified", "address"):
            self.assertIn(name, info)
        self.assertIs(True, info["phoneNumberVerified"])
        few = self.sign_in([Scopes.OPENID, Scopes.EMAIL]).get_user_info().json()
        self.assertEqual({"sub", "email", "emailVerified"}, set(few))

    def test_without_openid_there_is_no_id_token_and_no_user_info(self):
        auth = self.sign_in([Scopes.ACCOUNTING])
        self.assertIsNone(auth.id_token)
        self.assertIn(self.refused_token(auth.get_user_info).status_code, (401, 403))

    def test_openid_alone_asks_for_no_company(self):
        auth = self.auth_client()
        back = Browser(REDIRECT).walk(auth.get_authorization_url([Scopes.OPENID]))
        self.assertNotIn("realmId", back)
        self.assertIn("code", back)

    def test_google_and_skipping_the_phone_lead_to_the_same_callback(self):
        auth, browser = self.auth_client(), Browser(REDIRECT)
        browser.open(auth.get_authorization_url([Scopes.ACCOUNTING]))
        browser.send(GOOGLE)
        self.assertEqual(["Verify your phone number"], browser.page.headings)
        browser.send("skip-phone")
        self.assertIn(self.realm(), browser.page.forms["company"]["choices"]["realm_id"])
        browser.send("company")
        browser.send("consent")
        self.assertEqual({"code", "state", "realmId"}, set(browser.callback))

    def test_a_wrong_password_and_a_wrong_code_stay_on_their_page(self):
        auth, browser = self.auth_client(), Browser(REDIRECT)
        browser.open(auth.get_authorization_url([Scopes.ACCOUNTING]))
        email, password = browser.page.bold[:2]
        browser.send("sign-in", email=email, password=password + "x")
        self.assertEqual((422, ["Sign in"]), (browser.status, browser.page.headings))
        self.assertTrue(browser.page.alert)
        browser.send("sign-in", email=email, password=password)
        right = int(browser.page.bold[0])
        browser.send("phone", code=f"{(right + 1) % 1_000_000:06}")
        self.assertEqual((422, ["Verify your phone number"]), (browser.status, browser.page.headings))
        browser.send("phone", code=f"{right:06}")
        self.assertIn("company", browser.page.forms)

    def test_cancel_at_every_page_tells_the_app(self):
        steps = [[], [(GOOGLE, {})], [(GOOGLE, {}), ("skip-phone", {})],
                 [(GOOGLE, {}), ("skip-phone", {}), ("company", {})]]
        for before in steps:
            auth, browser = self.auth_client(), Browser(REDIRECT)
            browser.open(auth.get_authorization_url([Scopes.ACCOUNTING]))
            for form, fields in before:
                browser.send(form, **fields)
            browser.send("cancel")
            self.assertEqual({"error": "access_denied", "state": auth.state_token}, browser.callback)

    def test_a_redirect_address_that_is_not_registered_is_never_followed(self):
        auth = self.auth_client()
        auth.redirect_uri = "https://elsewhere.example/callback"
        browser = Browser(auth.redirect_uri)
        browser.open(auth.get_authorization_url([Scopes.ACCOUNTING]))
        self.assertEqual(400, browser.status)
        self.assertIsNone(browser.callback)

    def test_a_code_is_good_once(self):
        auth = self.auth_client()
        back = Browser(REDIRECT).walk(auth.get_authorization_url([Scopes.ACCOUNTING]))
        auth.get_bearer_token(back["code"])
        error = self.refused_token(auth.get_bearer_token, back["code"])
        self.assertEqual(400, error.status_code)
        self.assertEqual({"error": "invalid_grant", "error_description": "Token invalid"}, error.response.json())
        self.assertTrue(error.intuit_tid)

    def test_a_code_is_only_good_for_its_own_redirect_address(self):
        auth = self.auth_client()
        back = Browser(REDIRECT).walk(auth.get_authorization_url([Scopes.ACCOUNTING]))
        auth.redirect_uri = "http://localhost:17824/callback"
        self.assertIn(b'"invalid_grant"', self.refused_token(auth.get_bearer_token, back["code"]).content)

    def test_a_wrong_secret_is_another_error(self):
        auth = self.auth_client()
        auth.client_secret += "x"
        error = self.refused_token(auth.refresh, refresh_token=self.program.company()["refresh_token"])
        self.assertEqual(401, error.status_code)
        self.assertIn(b'"invalid_client"', error.content)

    def test_refreshing_gives_a_token_that_works(self):
        auth = self.sign_in()
        before = auth.access_token
        auth.refresh()
        self.assertNotEqual(before, auth.access_token)
        qb = QuickBooks(auth_client=auth, company_id=self.realm(), minorversion=MINOR_VERSION)
        self.assertEqual(1, len(CompanyInfo.all(qb=qb)))

    def test_the_sample_company_refreshes_with_the_same_token_all_day(self):
        # The library's own integration tests refresh with one token from the environment, test after test.
        auth = self.sign_in()
        first = auth.refresh_token
        for _ in range(3):
            auth.refresh(refresh_token=first)
            self.assertEqual(first, auth.refresh_token)

    def test_both_client_authentications_are_taken(self):
        # tap-quickbooks sends id and secret in the body, and an empty field that nobody asked for.
        side = self.program.quickbooks
        auth = self.sign_in()
        body = {
            "client_id": side["client_id"], "client_secret": side["client_secret"], "params": "",
            "grant_type": "refresh_token", "refresh_token": auth.refresh_token,
        }
        answer = requests.post(auth.token_endpoint, data=body, timeout=30)
        self.assertEqual(200, answer.status_code)
        self.assertEqual("bearer", answer.json()["token_type"])
        self.assertNotIn("x_refresh_token_hard_expires_in", answer.json())
        header = {"x-include-refresh-token-hard-expires-in": "true"}
        body["refresh_token"] = answer.json()["refresh_token"]
        answer = requests.post(auth.token_endpoint, data=body, headers=header, timeout=30)
        self.assertIn("x_refresh_token_hard_expires_in", answer.json())

    def test_revoking_ends_refresh_and_access(self):
        auth = self.sign_in()
        self.assertIs(True, auth.revoke())
        self.assertIn(b'"invalid_grant"', self.refused_token(auth.refresh).content)
        qb = QuickBooks(auth_client=auth, company_id=self.realm(), minorversion=MINOR_VERSION)
        self.refused(AuthorizationException, 401, CompanyInfo.all, qb=qb)

    def test_an_expired_token_is_an_authorization_exception(self):
        qb = self.client()
        qb.auth_client.access_token = None
        qb.session.token = {"access_token": "eyJhbGciOiJkaXIi.not-one-of-ours"}
        error = self.refused(AuthorizationException, 401, CompanyInfo.all, qb=qb)
        self.assertIn("3200", error.detail)

    def test_the_company_is_chosen_on_its_page(self):
        auth = self.auth_client()
        other = self.program.company(1)
        back = Browser(REDIRECT).walk(auth.get_authorization_url([Scopes.ACCOUNTING]), other["realm_id"])
        self.assertEqual(other["realm_id"], back["realmId"])
        auth.get_bearer_token(back["code"], realm_id=back["realmId"])
        qb = QuickBooks(auth_client=auth, company_id=auth.realm_id, minorversion=MINOR_VERSION)
        self.assertEqual(other["name"], CompanyInfo.all(qb=qb)[0].CompanyName)

    def test_a_token_opens_one_company_only(self):
        qb = self.client(company_id=self.program.company(1)["realm_id"])
        error = self.refused(QuickbooksException, 10000, CompanyInfo.all, qb=qb)
        self.assertIn("status code '403'", error.message)
        self.assertIn("3100", error.message)
