"""What went wrong is sent again."""

import json
from datetime import datetime

from send import attempts
from svix.api import MessageAttemptListAttemptedMessagesOptions, MessageGetOptions
from svix.models import MessageStatus
from svix.webhooks import Webhook
from tools import Receiver, model, refused, until, whole


def begun(task, name):
    assert task.id.startswith("qtask_") and task.task == name, task
    assert task.status in ("running", "finished"), task
    assert isinstance(task.updated_at, datetime)


def accepted(week, endpoint, count):
    until(f"{count} accepted", lambda: week.svix.endpoint.get_stats(week.app, endpoint).success == count)


def resend(week):
    """a message is sent once more by hand"""
    message = week.sent[0]
    week.svix.message_attempt.resend(week.app, message, week.taker)
    [first, second] = week.receiver.deliveries(message, 2)
    assert first[1] == second[1]
    latest = attempts(week, message, 3)[0]
    assert latest.trigger_type == 1 and latest.status == MessageStatus.SUCCESS, latest


def recover(week):
    """what failed is sent again when the receiver works"""
    week.broken.works = True
    task = week.svix.endpoint.recover(week.app, week.refuser, model("RecoverIn", since=week.since))
    begun(whole(task), "endpoint.recover")
    for message in week.sent:
        week.broken.deliveries(message, 2)
    accepted(week, week.refuser, 5)
    failed = MessageAttemptListAttemptedMessagesOptions(status=MessageStatus.FAIL)
    assert week.svix.message_attempt.list_attempted_messages(week.app, week.refuser, failed).data == []


def replay(week):
    """a new endpoint gets what it missed, and once more what it got"""
    endpoint, late = week.svix.endpoint, Receiver()
    new = endpoint.create(week.app, model("EndpointIn", url=late.url)).id
    begun(whole(endpoint.replay_missing(week.app, new, model("ReplayIn", since=week.since))), "endpoint.replay")
    for message in week.sent:
        late.deliveries(message)
    accepted(week, new, 5)
    wanted = model("BulkReplayIn", since=week.since, event_types=["order.made"], tag="vip")
    begun(whole(endpoint.bulk_replay(week.app, new, wanted)), "endpoint.bulk-replay")
    late.deliveries(week.sent[3], 2)
    endpoint.delete(week.app, new)


def example(week):
    """an example is sent"""
    endpoint = week.svix.endpoint
    sent = whole(endpoint.send_example(week.app, week.taker, model("EventExampleIn", event_type="invoice.paid")))
    assert sent.event_type == "invoice.paid" and isinstance(sent.payload["id"], (int, float)), sent
    [(headers, body)] = week.receiver.deliveries(sent.id)
    assert json.loads(body) == sent.payload
    Webhook(endpoint.get_secret(week.app, week.taker).key).verify(body, headers)


def expunge(week):
    """contents are deleted for good"""
    svix, app, message = week.svix, week.app, week.sent[1]
    attempt = attempts(week, message, 2)[0].id
    svix.message_attempt.expunge_content(app, message, attempt)
    assert svix.message_attempt.get(app, message, attempt).response == "EXPUNGED"
    svix.message.expunge_content(app, message)
    gone = whole(svix.message.get(app, message, MessageGetOptions(with_content=True)))
    assert gone.payload == {"expired": True}, gone
    refused(lambda: svix.message_attempt.resend(app, message, week.taker), 410, code="gone")


repair = [resend, recover, replay, example, expunge]
