"""Application, event types, endpoints."""

from datetime import datetime

from svix.api import (
    EndpointCreateOptions,
    EndpointListOptions,
    EventTypeCreateOptions,
    EventTypeDeleteOptions,
    EventTypeListOptions,
)
from tools import EVENT_TYPES, forward, has, model, refused, whole


def application(week):
    """the application is made once, however often it is asked for"""
    application, app = week.svix.application, week.app
    fields = {"name": "Acme", "uid": app, "throttle_rate": 100, "metadata": {"tier": "gold"}}
    made = whole(application.get_or_create(model("ApplicationIn", **fields)))
    has(made, **fields)
    assert isinstance(made.created_at, datetime)
    assert whole(application.get_or_create(model("ApplicationIn", name="Other", uid=app))) == made
    assert whole(application.get(app)) == made
    assert whole(application.list()).data == [made]
    patched = whole(application.patch(app, model("ApplicationPatch", name="Acme Ltd")))
    has(patched, id=made.id, name="Acme Ltd", metadata={"tier": "gold"}, throttle_rate=100)
    replaced = whole(application.upsert(app, model("ApplicationIn", name="Acme plc")))
    has(replaced, id=made.id, uid=app, name="Acme plc", metadata={}, throttle_rate=None)


def event_types(week):
    """event types are made, changed and listed page by page"""
    event_type = week.svix.event_type
    schemas = {"1": {"type": "object", "properties": {"id": {"type": "integer"}}}}
    fields = {"name": "invoice.paid", "description": "It is paid", "group_name": "invoice", "schemas": schemas}
    made = whole(event_type.create(model("EventTypeIn", **fields)))
    has(made, **fields, archived=False, deprecated=False)
    for name in ["order.made", "user.new", "user.new"]:
        options = EventTypeCreateOptions(idempotency_key=name)
        again = event_type.create(model("EventTypeIn", name=name, description=""), options)
        has(again, name=name)
    pages = forward(
        lambda iterator: event_type.list(EventTypeListOptions(limit=2, iterator=iterator, with_content=True))
    )
    names = [[one.name for one in page.data] for page in pages]
    assert names == [["invoice.paid", "order.made"], ["user.new"]], names
    assert pages[0].data[0] == made
    has(whole(event_type.patch("user.new", model("EventTypePatch", description="Welcome"))), description="Welcome")
    replaced = whole(event_type.upsert("order.made", model("EventTypeUpsertIn", description="An order")))
    has(replaced, name="order.made", description="An order", schemas=None)
    assert whole(event_type.get("order.made")) == replaced


def openapi(week):
    """event types come out of an OpenAPI document"""
    event_type = week.svix.event_type
    spec = {"openapi": "3.1.0", "webhooks": {"stock.low": {"post": {"description": "Little left"}}}}
    dry = whole(event_type.import_openapi(model("EventTypeImportOpenApiIn", spec=spec, dry_run=True)))
    assert dry.data.modified == []
    has(dry.data.to_modify[0], name="stock.low", description="Little left")
    done = event_type.import_openapi(model("EventTypeImportOpenApiIn", spec=spec))
    assert done.data.modified == ["stock.low"]
    event_type.delete("stock.low", EventTypeDeleteOptions(expunge=True))
    assert len(event_type.list().data) == 3


def endpoints(week):
    """endpoints are made, changed and listed"""
    endpoint, app, taker = week.svix.endpoint, week.app, week.taker
    fields = {
        "url": week.receiver.url,
        "uid": taker,
        "description": "All of it",
        "throttle_rate": 50,
        "metadata": {"team": "red"},
        EVENT_TYPES: ["invoice.paid", "order.made"],
        "channels": ["berlin", "paris"],
    }
    once = EndpointCreateOptions(idempotency_key="endpoint")
    made = whole(endpoint.create(app, model("EndpointIn", **fields), once))
    has(made, **fields, disabled=False)
    assert endpoint.create(app, model("EndpointIn", **fields), once) == made
    assert whole(endpoint.get(app, taker)) == made
    patched = whole(endpoint.patch(app, taker, model("EndpointPatch", channels=None, throttle_rate=None)))
    has(patched, **{**fields, "channels": None, "throttle_rate": None})
    upsert = model("EndpointUpsertIn", url=week.receiver.url, description="")
    replaced = whole(endpoint.upsert(app, taker, upsert))
    has(replaced, **{"id": made.id, "uid": taker, "metadata": {}, EVENT_TYPES: None})

    other = whole(endpoint.create(app, model("EndpointIn", url=week.broken.url, uid=week.refuser)))
    # One attempt, so that what is refused is given up at once.
    week.patch(f"/app/{app}/endpoint/{week.refuser}", {"retry": {"waits": []}})
    pages = forward(lambda iterator: endpoint.list(app, EndpointListOptions(limit=1, iterator=iterator)))
    assert [one.id for page in pages for one in page.data] == [other.id, made.id]


def headers(week):
    """endpoints have headers of their own"""
    endpoint, app, taker = week.svix.endpoint, week.app, week.taker
    own = {"x-shop": "17", "authorization": "Bearer x"}
    endpoint.set_headers(app, taker, model("EndpointHeadersIn", headers=own))
    endpoint.patch_headers(app, taker, model("EndpointHeadersPatchIn", headers={"x-region": "eu"}))
    shown = whole(endpoint.get_headers(app, taker))
    assert shown.headers == {"x-shop": "17", "x-region": "eu"}, shown
    assert list(shown.sensitive) == ["authorization"], shown


def secret(week):
    """an endpoint's secret is changed for another one"""
    endpoint, app, taker = week.svix.endpoint, week.app, week.taker
    before = whole(endpoint.get_secret(app, taker)).key
    assert before.startswith("whsec_")
    endpoint.rotate_secret(app, taker, model("EndpointSecretRotateIn"))
    assert whole(endpoint.get_secret(app, taker)).key != before
    endpoint.rotate_secret(app, taker, model("EndpointSecretRotateIn", key=before))
    assert endpoint.get_secret(app, taker).key == before


def not_offered(week):
    """what is not offered says so"""
    refused(lambda: week.svix.integration.list(week.app), 404, code="not_offered")
    refused(lambda: week.svix.ingest.source.list(), 404, code="not_offered")


configure = [application, event_types, openapi, endpoints, headers, secret, not_offered]
