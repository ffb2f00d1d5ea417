"""Messages, and how they arrive."""

import json
from datetime import datetime

from svix.api import (
    MessageAttemptListAttemptedMessagesOptions,
    MessageAttemptListByEndpointOptions,
    MessageAttemptListByMsgOptions,
    MessageCreateOptions,
    MessageListOptions,
)
from svix.models import MessageStatus
from svix.webhooks import Webhook, WebhookVerificationError
from tools import back, forward, has, model, until, whole

PAYLOADS = [
    {},
    {"id": 4711, "total": "129.00", "rate": 0.19, "paid": True, "note": None, "lines": [{"sku": "a"}, {"sku": "b"}]},
    {"größe": "Grüße 🎉", "": "empty name", "deep": {"er": {"still": [[1], [2]]}}},
]


def attempts(week, message, count):
    """Attempts at a message by all endpoints, the latest first, once there are so many."""

    def probe():
        options = MessageAttemptListByMsgOptions(with_content=True)
        data = whole(week.svix.message_attempt.list_by_msg(week.app, message, options), "msg").data
        return len(data) >= count and data

    return until(f"{count} attempts at {message}", probe)


def messages(week):
    """messages of all kinds are sent"""
    message, app = week.svix.message, week.app
    content = MessageCreateOptions(with_content=True)
    for payload in PAYLOADS:
        made = whole(message.create(app, model("MessageIn", event_type="invoice.paid", payload=payload), content))
        has(made, event_type="invoice.paid", payload=payload)
        assert isinstance(made.timestamp, datetime)
        week.sent.append(made.id)
    fields = {"event_type": "order.made", "event_id": "order-1", "channels": ["berlin"], "tags": ["vip"]}
    made = whole(message.create(app, model("MessageIn", **fields, payload={"n": 1})))
    has(made, **fields)
    week.sent.append(made.id)
    has(whole(message.get(app, "order-1")), **fields, id=made.id)


def idempotent(week):
    """a message with an idempotency key is sent once"""
    body = model("MessageIn", event_type="user.new", payload={"n": 2})
    once = MessageCreateOptions(idempotency_key="user-2")
    first = whole(week.svix.message.create(week.app, body, once))
    assert week.svix.message.create(week.app, body, once) == first
    week.sent.append(first.id)


def signatures(week):
    """each arrives with a signature that Webhook verifies"""
    webhook = Webhook(week.svix.endpoint.get_secret(week.app, week.taker).key)
    for n, message in enumerate(week.sent):
        [(headers, body)] = week.receiver.deliveries(message)
        webhook.verify(body, headers)
        try:
            webhook.verify(body + b" ", headers)
        except WebhookVerificationError:
            pass
        else:
            raise AssertionError("a changed body is verified")
        assert headers["x-shop"] == "17" and headers["authorization"] == "Bearer x", headers
        if n < len(PAYLOADS):
            assert json.loads(body) == PAYLOADS[n], body
    assert len(week.receiver.received) == len(week.sent)


def lists(week):
    """messages are listed forward and back, and by what they are"""
    app, latest = week.app, week.sent[::-1]

    def ask(iterator=None, **options):
        return week.svix.message.list(app, MessageListOptions(iterator=iterator, **options))

    def ids(page):
        return [one.id for one in page.data]

    def page(iterator):
        return ask(iterator, limit=2)

    there = forward(page)
    assert [ids(one) for one in there] == [latest[:2], latest[2:4], latest[4:]]
    assert [ids(one) for one in back(there[-1], page)] == [latest[2:4], latest[:2]]
    assert ids(ask(event_types=["order.made", "user.new"])) == latest[:2]
    assert ids(ask(channel="berlin")) == [week.sent[3]]
    assert ids(ask(tag="vip")) == [week.sent[3]]
    full = whole(ask(with_content=True)).data
    assert [one.payload for one in reversed(full)] == [*PAYLOADS, {"n": 1}, {"n": 2}]
    at = full[2].timestamp
    assert ids(ask(before=at)) == [one.id for one in full if one.timestamp < at]
    assert ids(ask(after=at)) == [one.id for one in full if one.timestamp > at]


def log(week):
    """attempts are listed by message and by endpoint"""
    attempt, app, message = week.svix.message_attempt, week.app, week.sent[3]
    for one in week.sent:
        attempts(week, one, 2)
    by_url = {one.url: one for one in attempts(week, message, 2)}
    taken, refused = by_url[week.receiver.url], by_url[week.broken.url]
    good = {"status": MessageStatus.SUCCESS, "status_text": "success", "response_status_code": 200}
    has(taken, msg_id=message, response="thank you", trigger_type=0, **good)
    assert taken.response_duration_ms >= 0
    bad = {"status": MessageStatus.FAIL, "status_text": "fail", "response_status_code": 500}
    has(refused, response="no", **bad)
    assert whole(attempt.get(app, message, taken.id), "msg") == taken

    def ask(**options):
        options = MessageAttemptListByEndpointOptions(**options)
        return whole(attempt.list_by_endpoint(app, week.taker, options), "msg")

    def ids(**options):
        return [one.id for one in ask(**options).data]

    logged = ask().data
    every = [one.id for one in logged]
    assert len(every) == 5 and taken.id in every
    assert ids(status=MessageStatus.SUCCESS) == every
    assert ids(status=MessageStatus.FAIL) == []
    assert ids(status_code_class=500) == []
    assert ids(event_types=["order.made"], tag="vip", channel="berlin") == [taken.id]
    at = taken.timestamp
    assert ids(before=at) == [one.id for one in logged if one.timestamp < at]
    assert ids(after=at) == [one.id for one in logged if one.timestamp > at]
    pages = forward(lambda iterator: ask(limit=2, iterator=iterator, with_msg=True))
    assert [one.id for page in pages for one in page.data] == every
    first = pages[0].data[0]
    assert first.msg.id == first.msg_id
    at_refuser = MessageAttemptListByMsgOptions(
        endpoint_id=refused.endpoint_id, status=MessageStatus.FAIL, with_content=True
    )
    assert attempt.list_by_msg(app, message, at_refuser).data == [refused]


def standing(week):
    """it is seen where messages stand, and what came of them"""
    svix, app = week.svix, week.app
    destinations = whole(svix.message_attempt.list_attempted_destinations(app, week.sent[0])).data
    where = {one.uid: one.status for one in destinations}
    assert where == {week.taker: MessageStatus.SUCCESS, week.refuser: MessageStatus.FAIL}, where

    def ask(endpoint, **options):
        options = MessageAttemptListAttemptedMessagesOptions(**options)
        return whole(svix.message_attempt.list_attempted_messages(app, endpoint, options)).data

    given_up = ask(week.refuser, status=MessageStatus.FAIL)
    assert [one.id for one in given_up] == week.sent[::-1]
    has(given_up[0], status_text="fail", event_type="user.new", next_attempt=None)
    assert [one.id for one in ask(week.taker, event_types=["order.made"])] == [week.sent[3]]
    nothing = {"pending": 0, "sending": 0, "canceled": 0}
    has(whole(svix.endpoint.get_stats(app, week.taker)), success=5, fail=0, **nothing)
    has(whole(svix.endpoint.get_stats(app, week.refuser)), success=0, fail=5, **nothing)


send = [messages, idempotent, signatures, lists, log, standing]
