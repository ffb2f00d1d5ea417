/**
 * Every code that the API says what is wrong with. A code and its params are the contract; the sentence is for people
 * who read English, and may be improved at any time.
 */

/** What can be wrong with a field of an input. */
export const problems = {
  // Any value
  required: "is required",
  invalid: "is not valid",
  not_a_text: "must be a text",
  not_a_number: "must be a number",
  not_an_integer: "must be a whole number",
  not_a_boolean: "must be true or false",
  not_a_list: "must be a list",
  not_an_object: "must be an object",
  choice_unknown: "must be one of {values}",
  fields_unknown: "has unknown fields: {names}",
  format_invalid: "must match the pattern {pattern}",
  too_small: "must be at least {min}",
  too_large: "must be at most {max}",
  too_short: "must have {min} or more characters",
  too_long: "must have at most {max} characters",
  too_few: "must have {min} or more items",
  too_many: "must have at most {max} items",
  too_many_bytes: "must not be larger than {max} bytes, nor nested too deeply",
  too_deep: "must not be nested too deeply",
  time_invalid: "must be a time with its offset, such as 2030-01-31T12:00:00Z",
  time_past: "must be in the future",
  time_zone_unknown: "must be a time zone of the IANA database, such as Europe/Berlin",

  // Lists
  iterator_invalid: "is not an iterator of this list; take the one of the page before",
  parameter_unknown: "is no parameter of this list; there are {names}",

  // The body as a whole
  json_invalid: "The body is not valid JSON.",
  utf8_invalid: "The body is not valid UTF-8.",
  containers_too_many: "The body must not have more than {max} objects and lists.",

  // Names
  name_invalid: "must be 1 to 256 characters of a-z, A-Z, 0-9, '-', '_' and '.'",
  event_type_name_invalid: "must be the name of an event type, or a wildcard such as order.*",
  prefix_reserved: "must not begin with {prefix}",
  uid_not_of_path: "must be the uid of the path",
  plan_name_invalid: "is not a name that a plan can have",
  plan_unknown: "there is no plan {name}",
  origin_invalid: "must be a slug such as import",

  // Addresses
  url_incomplete: "must be a complete address such as https://example.com/webhooks",
  url_scheme: "must begin with https:// or http://",
  url_credentials: "must not contain a user name or password",
  url_host_missing: "must name a host",
  url_own: "must not point at Posthorn itself",
  url_local: "must be reachable from the internet, not a local name",
  url_host_incomplete: "must be a full host name such as example.com",
  url_private: "must not be a private or reserved address, unless ALLOWED_PRIVATE_SUBNETS has it",
  url_invisible_character: "must not contain the invisible character {character}",
  placeholder_in_host: "placeholders can stand in path and query only",
  placeholder_unknown: "{name} is none of the parameters; they are {names}",
  email_invalid: "must be an email address",
  email_off: "emails are switched off here; the operator has to set EMAIL_FROM first",
  web_address_invalid: "must be an address that begins with https://",
  web_origin_invalid:
    "must be an origin without a path, such as https://app.example.com; http:// is for localhost only",

  // The request that an endpoint gets
  path_invalid: "must be a dotted path such as contact.email",
  parameter_name_invalid:
    "must begin with a letter or digit and hold only letters, digits, '.', '-' and single '_'",
  default_required: "is needed with valueMode fixed",
  source_or_default_required: "a source or a default is needed",
  fields_required: "at least one field is needed with mode fields",
  fields_without_mode: "fields are only sent with mode fields",
  field_repeated: "{name} is there twice",
  nesting_conflict:
    "{name} can't be nested in {parent}, which is a value; use hierarchy flat or another name",
  field_always_sent: "must have a field with the source {path}, which {eventType} always sends",
  batch_with_get: "a GET request has no body for a batch; use POST, PUT or PATCH",
  batch_with_email: "emails are sent one by one; switch batching off",
  batch_with_form: "a batch is always JSON",
  batch_with_placeholders: "a batch has one address for many events; leave the placeholders out",
  batch_too_large: "is too large for a batch of 1 MiB",
  envelope_with_get: "a GET request has no body for an envelope; use none",
  form_with_get: "a GET request has no body; leave it json",
  header_name_invalid: "is not a valid header name",
  header_reserved: "is set by Posthorn, or on the way",
  content_type_differs: "must be {type}, as the requests are, with parameters such as charset=utf-8",
  content_type_without_body: "a GET request has no content; leave content-type out",
  header_value_invalid: "has a value with characters that a header can't carry, or longer than {max}",
  headers_too_many: "must be at most {max}, all together",
  headers_too_large: "must have at most {max} bytes, all together",
  username_invalid: "must not contain a colon or control characters",
  secret_invalid:
    "must be whsec_ and base64 of 24 to 64 bytes, or whsk_ and base64 of an Ed25519 key pair (64 bytes)",
  secret_inconsistent: "has a public half (the last 32 bytes) that is not that of its private half",
  throttle_rate_above_plan: "must be at most {max} with the plan {plan}",
  endpoint_or_id_required: "give endpoint or endpointId",
  applications_unknown: "names no application of the organisation",

  // Filters
  filter_too_deep: "must not be nested deeper than {max} levels",
  filter_values_too_many: "must not have more than {max} values in lists",
  filter_conditions_too_many: "must not have more than {max} conditions",
  filter_operator_unknown: "uses {name}; what can be used is {operators}",
  filter_not_comparable: "{path} compares with {value}, which is neither a number nor a date ({name})",
  filter_too_long: "must not be longer than {max} characters",
  filter_unusable: "can't be used: {why}",

  // Event types and messages
  event_type_unknown: "{name} is not a known event type",
  event_types_none: "{name} covers no known event type",
  event_type_archived: "{name} is archived",
  event_type_planned: "{name} is planned and can't be used yet",
  schema_invalid: "is not a JSON Schema: must be {expected}",
  retention_twice: "can't be combined with payloadRetentionPeriod",
  deliver_at_out_of_range: "must be at least 1 minute and at most 24 hours ahead",
  media_type_invalid: "headers.content-type must be a media type such as text/plain",
  payload_invalid: "must be a JSON object, or the text of one",

  // Periods
  window_invalid: "must be before until, and not in the future",
  window_empty: "must be before until, which is now by default",
  hours_too_many: "the window may span at most {days} days by the hour; ask by the day for more",
  days_too_many: "the window may span at most {days} days by the day",

  // Looks
  colour_invalid: "must be a colour such as #0a7cff",

  // OpenAPI documents
  document_missing: "give either spec or specRaw",
  document_unreadable: "is neither YAML nor JSON that can be read: {why}",
  document_not_openapi: "must be an OpenAPI document",
  webhooks_missing: "has neither webhooks nor x-webhooks",
  webhooks_too_many: "must not be more than {max} at once",
  webhook_without_operation: "has no operation such as post",
  webhook_without_name:
    "must have a name, or an operationId, of 1 to 256 characters of a-z, A-Z, 0-9, '-', '_' and '.'",
  reference_unknown: "refers to {reference}, which isn't there",
  schema_too_deep: "has a schema that is nested too deeply",
} as const;
export type ProblemCode = keyof typeof problems;

/** Codes of errors as the public SDKs have them, with the HTTP status of each. */
export const statusOf = {
  generic_error: 400,
  authentication_failed: 401,
  "insufficient access": 403,
  plan_limit: 403,
  limit_reached: 403,
  not_found: 404,
  not_offered: 404,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  rate_limit: 429,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof statusOf;

/** Why a request as a whole was refused, with the code that each reason comes under. */
export const refusals = {
  token_missing: [
    "authentication_failed",
    "Send a token: authorization: Bearer <token>. npm run token makes one for an organisation.",
  ],
  token_malformed: ["authentication_failed", "The header must be: authorization: Bearer <token>."],
  token_invalid: [
    "authentication_failed",
    "The token is not valid for this server. npm run token makes one that is, with the server's JWT_SECRET.",
  ],
  token_expired: ["authentication_failed", "The token has expired. npm run token makes a new one."],
  token_revoked: ["authentication_failed", "The token was logged out."],
  token_early: ["authentication_failed", "The token is from more than {tolerance} seconds ahead of now."],
  token_claim_invalid: ["authentication_failed", "The token's claim {claim} is not what it should be."],
  token_without_subject: [
    "authentication_failed",
    "The token names neither an organisation (org_…) nor an application with its organisation.",
  ],
  token_without_application: [
    "authentication_failed",
    "The application of the token was deleted, or belongs to another organisation.",
  ],
  api_key_unknown: ["authentication_failed", "There is no such API key; it may have been revoked."],

  token_read_only: ["insufficient access", "The token may only read."],
  scope_missing: ["insufficient access", "The API key has not the scope {scope}."],
  secret_hidden: ["insufficient access", "A read-only token can't see secrets."],
  organisation_token_required: ["insufficient access", "This needs an organisation token."],
  application_token_required: ["insufficient access", "Only the token of an application can be logged out."],
  endpoints_above_plan: [
    "plan_limit",
    "The endpoints that the plan {plan} includes are used up ({max}); delete one or move to a larger plan.",
  ],
  endpoints_too_many: [
    "limit_reached",
    "An application without a limit of its plan has at most {max} endpoints.",
  ],
  secrets_too_many: [
    "limit_reached",
    "At most {max} secrets of an endpoint sign at a time; wait until the grace period of one has ended, or give none.",
  ],
  api_keys_too_many: ["limit_reached", "There are at most {max} API keys, expired ones too."],
  plans_too_many: ["limit_reached", "There are at most {max} plans."],
  event_types_too_many: ["limit_reached", "There are at most {max} event types, archived ones too."],
  expunges_too_many: [
    "limit_reached",
    "At most {max} tasks of an application delete contents at a time; wait until one has finished.",
  ],
  statistics_too_many: [
    "limit_reached",
    "At most {max} tasks of an organisation put statistics together at a time; wait until one has finished.",
  ],
  catalogue_too_large: [
    "limit_reached",
    "Schemas, examples and fields of all event types have at most {max} bytes together.",
  ],

  no_such_route: ["not_found", "There is no {method} {path}."],
  not_offered: [
    "not_offered",
    "Posthorn has no {method} {path}; docs/reference/sdk.md says what is there of the SDKs, and what takes its place.",
  ],
  no_such_application: ["not_found", "There is no such application."],
  no_such_endpoint: ["not_found", "There is no such endpoint."],
  no_such_event_type: ["not_found", "There is no such event type."],
  no_such_message: ["not_found", "There is no such message."],
  no_such_attempt: ["not_found", "There is no such attempt."],
  no_such_plan: ["not_found", "There is no such plan."],
  no_such_api_key: ["not_found", "There is no such API key."],
  no_such_preset: ["not_found", "There is no such preset; there are {names}."],
  no_such_receiver: ["not_found", "There is no such receiver."],
  no_such_task: ["not_found", "There is no such background task."],
  no_such_dead_letter: ["not_found", "There is no such dead letter."],
  request_not_made: ["not_found", "No request was made in this attempt. {why}"],

  application_uid_taken: ["conflict", "Another application has this uid."],
  endpoint_uid_taken: ["conflict", "Another endpoint has this uid."],
  event_type_taken: ["conflict", "There is an event type of this name already."],
  plan_taken: ["conflict", "There is a plan of this name already."],
  event_id_taken: ["conflict", "A message with this eventId exists already."],
  idempotency_key_busy: ["conflict", "A request with this idempotency-key is being handled."],
  changed_meanwhile: ["conflict", "The endpoint is being changed by others; try again."],

  payload_gone: ["gone", "The message's payload is gone, because its retention has ended."],

  body_too_large: ["payload_too_large", "The request body is larger than {max} bytes."],
  payload_too_large: ["payload_too_large", "The payload has {bytes} bytes, at most {max} are allowed."],
  received_too_large: ["payload_too_large", "A test receiver takes at most {max} bytes."],

  tests_too_many: ["rate_limit", "At most {max} tests a minute; wait a moment."],
  confirmations_too_many: ["rate_limit", "At most {max} confirmations an hour; try again later."],

  secret_unfit: [
    "unavailable",
    "This server has no secret that could be relied on; GET /api/v1/health says why.",
  ],
  encryption_key_unfit: [
    "unavailable",
    "What is stored can't be read: it was encrypted neither with ENCRYPTION_KEY nor with one of ENCRYPTION_KEY_PREVIOUS.",
  ],
  queue_unavailable: [
    "unavailable",
    "The message is stored, but the queue is not reachable now. It will be sent; with the same idempotency-key you can repeat the call safely.",
  ],
  email_not_sent: ["unavailable", "The email could not be sent: {why}"],

  endpoint_disabled: ["generic_error", "The endpoint is disabled, so it gets nothing."],
  webhooks_disabled: ["generic_error", "Webhooks are switched off for this application."],
  email_unconfirmed: [
    "generic_error",
    "The email address is not confirmed yet: its owner has to open the link that was sent there when the endpoint was saved.",
  ],
  email_confirmed: ["generic_error", "The address is confirmed already."],
  no_email: ["generic_error", "The endpoint gets requests, not emails."],
  idempotency_key_too_long: ["generic_error", "idempotency-key: at most {max} characters."],
  retry_useless: ["generic_error", "The job can't be tried again: {why}"],
  message_invalid: ["generic_error", "{path}: {why}"],
  request_invalid: ["generic_error", "{why}"],
  internal: ["generic_error", "Something went wrong on our side."],
} as const satisfies Record<string, readonly [ErrorCode, string]>;
export type RefusalReason = keyof typeof refusals;
