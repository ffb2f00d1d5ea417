"""What the steps of a first week need: the SDK by the names of version 2, a receiver, lists page by page."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pydantic
import svix
from svix import models
from svix.api import Svix, SvixOptions
from svix.exceptions import HttpError, HTTPValidationError

MAJOR = int(svix.__version__.split(".")[0])
EVENT_TYPES = "event_types" if MAJOR >= 2 else "filter_types"
OLDER_METHODS = {"upsert": "update", "set_headers": "update_headers"}


class Renamed:
    """A resource of either version with the methods that version 2 has."""

    def __init__(self, resource):
        self._resource = resource

    def __getattr__(self, name):
        known = name if hasattr(self._resource, name) else OLDER_METHODS.get(name, name)
        value = getattr(self._resource, known)
        return value if callable(value) else Renamed(value)


def model(kind, /, **fields):
    """A body for the SDK; version 1 says Update where version 2 says UpsertIn."""
    made = getattr(models, kind, None) or getattr(models, kind.replace("UpsertIn", "Update"))
    return made(**fields)


def connect(token, url):
    return Renamed(Svix(token, SvixOptions(server_url=url)))


def whole(value, *optional):
    """What the SDK made of an answer, if the answer had every field that the SDK knows, but for the optional ones."""
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, pydantic.BaseModel):
            missing = set(type(part).model_fields) - part.model_fields_set - set(optional)
            assert not missing, f"{type(part).__name__} lacks {sorted(missing)}"
            parts += [getattr(part, name) for name in part.model_fields_set]
        elif isinstance(part, list):
            parts += part
    return value


def has(value, **fields):
    """Fails for the first field that is not what it should be."""
    for name, expected in fields.items():
        found = getattr(value, name)
        assert found == expected, f"{name} is {found!r}, not {expected!r}"


def forward(ask):
    """All pages of a list, from the first to the last."""
    pages = [whole(ask(None), "msg")]
    while not pages[-1].done:
        pages.append(whole(ask(pages[-1].iterator), "msg"))
    return pages


def back(page, ask):
    """All pages before this one, the nearest first."""
    pages = []
    while True:
        page = whole(ask(page.prev_iterator), "msg")
        if not page.data:
            return pages
        pages.append(page)


def until(what, probe, within=60):
    """Asks again and again until there is an answer; None and False are none."""
    deadline = time.monotonic() + within
    while True:
        found = probe()
        if found is not None and found is not False:
            return found
        assert time.monotonic() < deadline, f"within {within} s no {what}"
        time.sleep(0.02)


def refused(call, status, **fields):
    """What the SDK throws when the server refuses a call, which has this status."""
    try:
        call()
    except (HttpError, HTTPValidationError) as error:
        assert error.status_code == status, f"{error.status_code}: {error}"
        has(error, **fields)
        return error
    raise AssertionError(f"no {status}")


class Receiver:
    """A webhook receiver on this machine that keeps what arrives; one that doesn't work answers 500."""

    def __init__(self, works=True):
        self.works = works
        self.received = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append((headers, body))
                answer = b"thank you" if receiver.works else b"no"
                self.send_response(200 if receiver.works else 500)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/webhooks"

    def deliveries(self, message, count=1):
        """The first deliveries of a message, once there are so many: headers and body of each."""

        def probe():
            found = [one for one in list(self.received) if one[0]["webhook-id"] == message]
            return len(found) >= count and found[:count]

        return until(f"{count} deliveries of {message}", probe)
