"""One running practice program, and what tests do to it from outside."""

import json
import os
import subprocess

import requests

# The built program; the test runner names it.
PROGRAM = os.environ.get("PRACTICE_PROGRAM", "practice")
SECONDS_TO_END = 10


class PracticeProgram:
    """`practice serve` on a port of its own, with the sample company and without a throttle."""

    def __init__(self, *arguments, company="sample", throttle=False):
        # It ends with its standard input, however this program ends.
        command = [PROGRAM, "serve", "--with-parent", "--listen", "127.0.0.1:0", "--company", company]
        if not throttle:
            command.append("--no-throttle")
        self._process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{PROGRAM} ended before it was ready")
        self.ready = json.loads(line)

    @property
    def quickbooks(self):
        """What the ready line says of the QuickBooks side."""
        return self.ready["quickbooks"]

    def company(self, at=0):
        """`realm_id`, `name`, `access_token`, `refresh_token` of a company."""
        return self.quickbooks["companies"][at]

    def control(self, method, path, body=None):
        """A call of the control API; gives the decoded answer."""
        answer = requests.request(
            method,
            self.ready["control"] + path,
            json=body,
            headers={"Authorization": "Bearer " + self.ready["control_token"]},
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()

    def fault(self, **rule):
        """Puts a fault on the next matching call."""
        return self.control("POST", "/faults", {"service": "quickbooks", "times": 1, **rule})

    def requests_seen(self):
        """Every request so far, as the program wrote them down."""
        return self.control("GET", "/requests")

    def end(self):
        """Asks the program to end and waits for it."""
        self._process.terminate()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()
