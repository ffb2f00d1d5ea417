"""Customers' access, the operator's own webhooks, the end."""

import json

from svix.api import BackgroundTaskListOptions, EventTypeListOptions
from svix.webhooks import Webhook
from tools import EVENT_TYPES, Receiver, connect, forward, has, model, refused, until, whole


def portal(week):
    """a customer gets into the portal, and out of it"""
    svix, app = week.svix, week.app

    def enter(**options):
        access = whole(svix.authentication.app_portal_access(app, model("AppPortalAccessIn", **options)))
        assert access.token in access.url
        return connect(access.token, week.url)

    customer = enter(expiry=3600)
    assert len(whole(customer.endpoint.list(app)).data) == 2
    refused(customer.application.list, 403, code="insufficient access")
    reader = enter(capabilities=["ViewBase"])
    refused(lambda: reader.endpoint.delete(app, week.taker), 403)
    customer.authentication.logout()
    refused(lambda: customer.endpoint.list(app), 401, code="authentication_failed")
    assert len(reader.endpoint.list(app).data) == 2
    svix.authentication.expire_all(app, model("ApplicationTokenExpireIn"))
    refused(lambda: reader.endpoint.list(app), 401)
    assert len(enter().endpoint.list(app).data) == 2


def operational(week):
    """the operator has webhooks of its own"""
    endpoint, operator = week.svix.operational_webhook.endpoint, Receiver()
    fields = {
        "url": operator.url,
        "uid": "ops",
        "description": "On call",
        EVENT_TYPES: ["endpoint.updated"],
        "metadata": {"team": "red"},
    }
    made = whole(endpoint.create(model("OperationalWebhookEndpointIn", **fields)))
    has(made, **fields, disabled=False)
    assert whole(endpoint.get("ops")) == made
    assert whole(endpoint.list()).data == [made]
    endpoint.set_headers("ops", model("OperationalWebhookEndpointHeadersIn", headers={"x-team": "red"}))
    shown = whole(endpoint.get_headers("ops"))
    assert shown.headers == {"x-team": "red"} and list(shown.sensitive) == [], shown
    endpoint.rotate_secret("ops", model("OperationalWebhookEndpointSecretIn", grace_period_seconds=0))
    key = whole(endpoint.get_secret("ops")).key

    changed = week.svix.endpoint.patch(week.app, week.taker, model("EndpointPatch", description="Told of"))
    headers, body = until("event", lambda: operator.received[0] if operator.received else None)
    Webhook(key).verify(body, headers)
    event = json.loads(body)
    assert event["type"] == "endpoint.updated", event
    assert event["data"]["appUid"] == week.app and event["data"]["endpointId"] == changed.id, event
    replaced = whole(endpoint.upsert("ops", model("OperationalWebhookEndpointUpsertIn", url=operator.url)))
    has(replaced, **{"id": made.id, "metadata": {}, EVENT_TYPES: None})
    endpoint.delete("ops")
    assert endpoint.list().data == []


def tasks(week):
    """background tasks are listed, and the server is well"""
    task = week.svix.background_task
    for page in forward(lambda iterator: task.list(BackgroundTaskListOptions(limit=1, iterator=iterator))):
        for one in page.data:
            assert whole(task.get(one.id)).id == one.id
    refused(lambda: task.get("qtask_nobody"), 404, code="not_found")
    week.svix.health.get()


def mistakes(week):
    """what is wrong is said as the SDK knows it"""
    nowhere = model("EndpointIn", url="nowhere")
    [problem] = refused(lambda: week.svix.endpoint.create(week.app, nowhere), 422).detail
    has(problem, loc=["body", "url"], type="value_error")
    assert problem.msg
    again = model("ApplicationIn", name="Again", uid=week.app)
    refused(lambda: week.svix.application.create(again), 409, code="conflict")


def end(week):
    """in the end all of it is deleted"""
    svix, app = week.svix, week.app
    svix.endpoint.delete(app, week.refuser)
    assert [one.uid for one in svix.endpoint.list(app).data] == [week.taker]
    svix.event_type.delete("user.new")

    def names(**options):
        return [one.name for one in svix.event_type.list(EventTypeListOptions(**options)).data]

    assert names() == ["invoice.paid", "order.made"]
    assert names(include_archived=True) == ["invoice.paid", "order.made", "user.new"]
    svix.application.delete(app)
    refused(lambda: svix.application.get(app), 404, code="not_found")
    refused(lambda: svix.message.get(app, week.sent[0]), 404)
    assert svix.application.list().data == []


operate = [portal, operational, tasks, mistakes, end]
