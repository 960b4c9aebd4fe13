"""The sign-in pages, walked as a browser without scripts walks them: read the forms, fill one in, send it."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

EMAIL_AND_PASSWORD = "sign-in"
GOOGLE = "google"


class Page(HTMLParser):
    """The forms of a page by id, the headings, and the hints in bold."""

    def __init__(self, address, text):
        super().__init__()
        self.address = address
        self.forms = {}
        self.headings = []
        self.bold = []
        self.alert = ""
        self._form = None
        self._within = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in ("input", "link", "meta"):
            self._within.append((tag, attributes))
        if tag == "form":
            target = urljoin(self.address, attributes.get("action", ""))
            self._form = {"target": target, "fields": {}, "choices": {}}
            self.forms[attributes["id"]] = self._form
        elif tag == "input" and self._form is not None:
            self._take_input(attributes)

    def _take_input(self, attributes):
        name, value = attributes.get("name"), attributes.get("value", "")
        if attributes.get("type") == "radio":
            self._form["choices"].setdefault(name, []).append(value)
            if "checked" not in attributes:
                return
        self._form["fields"][name] = value

    def handle_endtag(self, tag):
        while self._within and self._within.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if not self._within:
            return
        tag, attributes = self._within[-1]
        if tag == "h1":
            self.headings.append(data)
        elif tag == "b":
            self.bold.append(data)
        elif attributes.get("role") == "alert":
            self.alert += data


class Browser:
    """Follows redirects inside the sign-in and stops at the app's own address."""

    def __init__(self, redirect):
        self.redirect = redirect
        self.page = None
        self.status = None
        # What came back to the app, once it did.
        self.callback = None
        self._session = requests.Session()

    def open(self, address):
        self._follow(self._session.get(address, allow_redirects=False, timeout=30))

    def send(self, form, **fields):
        """Sends a form of the page with what it holds and these fields."""
        found = self.page.forms[form]
        body = {**found["fields"], **fields}
        self._follow(self._session.post(found["target"], data=body, allow_redirects=False, timeout=30))

    def _follow(self, answer):
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(self.redirect):
                pairs = parse_qs(urlsplit(target).query, strict_parsing=True)
                self.callback = {name: values[0] for name, values in pairs.items()}
                return
            answer = self._session.get(target, allow_redirects=False, timeout=30)
        self.status = answer.status_code
        self.page = Page(answer.url, answer.text)

    def walk(self, address, realm=None):
        """From the app's link to the callback: e-mail and password, the code to the phone, company, consent."""
        self.open(address)
        email, password = self.page.bold[:2]
        self.send(EMAIL_AND_PASSWORD, email=email, password=password)
        if "phone" in self.page.forms:
            self.send("phone", code=self.page.bold[0])
        if "company" in self.page.forms:
            self.send("company", **({"realm_id": realm} if realm else {}))
        self.send("consent")
        return self.callback
