"""An app's webhook endpoint on this computer: takes what is posted and answers as it is told."""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS_TO_ARRIVE = 30


class WebhookEndpoint:
    """Listens until ended."""

    def __init__(self):
        # What each coming delivery is answered with; 200 when nothing is said.
        self.statuses = queue.Queue()
        self._arrived = queue.Queue()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    status = endpoint.statuses.get_nowait()
                except queue.Empty:
                    status = 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                endpoint._arrived.put((dict(self.headers.items()), body.decode()))

            def log_message(self, *arguments):
                """The tests' own lines are enough."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/webhooks"

    def next(self):
        """Headers, with their names in lower case, and body of the next delivery."""
        headers, body = self._arrived.get(timeout=SECONDS_TO_ARRIVE)
        return {name.lower(): value for name, value in headers.items()}, body

    def end(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
