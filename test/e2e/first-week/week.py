"""A first week with the Python SDK: arguments are the server's address, and a token. Ends with 1 at the step that fails."""

import json
import sys
import traceback
from datetime import datetime, timedelta, timezone

import httpx
from configure import configure
from operate import operate
from repair import repair
from send import send
from tools import Receiver, connect


class Week:
    """What the steps have in common."""

    app = "acme"
    taker = "crm"
    refuser = "erp"

    def __init__(self, url, token):
        self.url = url
        self.token = token
        self.svix = connect(token, url)
        self.receiver = Receiver()
        self.broken = Receiver(works=False)
        self.sent = []
        """Ids of the messages, the first one first."""
        self.since = datetime.now(timezone.utc) - timedelta(hours=1)

    def patch(self, path, body):
        """For what the SDK can't say."""
        headers = {"authorization": f"Bearer {self.token}"}
        httpx.patch(f"{self.url}/api/v1{path}", headers=headers, content=json.dumps(body)).raise_for_status()


week = Week(*sys.argv[1:])
for step in [*configure, *send, *repair, *operate]:
    try:
        step(week)
    except Exception:
        print(f"{step.__doc__}:\n{traceback.format_exc()}", file=sys.stderr)
        sys.exit(1)
    print(step.__doc__)
