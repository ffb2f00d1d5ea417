/**
 * How much there may be of what the API's callers can let grow. Each is refused with a code and the limit, and stands in
 * docs/operate/limits.md.
 */

/** An endpoint's own headers together. Receivers in wide use take 8 to 16 kB with the rest of the request's head. */
export const headers = { most: 50, bytes: 16_000 };

/** Of an OpenAPI document to import: bytes as JSON, characters as a text; reading it keeps everybody else waiting. */
export const document = { bytes: 1_000_000 };

/** Objects and lists in the body of a request: a million takes about as long to read as 30 MB of texts. */
export const containers = { most: 1_000_000 };

/** A form of the pages: a document to import, a payload and a filter fit, encoded as forms are. */
export const forms = { bytes: 4_000_000 };

/** Endpoints of an application whose plan says nothing of it: every message is matched against each. */
export const endpoints = { most: 1_000 };

/** Secrets of an endpoint that sign at a time: each makes the signature of every request longer. */
export const secrets = { most: 10 };

/** Answers to idempotency keys that are kept for an application, and for the organisation itself; then the oldest go. */
export const answers = { most: 1_000, bytes: 2_000_000 };

/** Plans of an organisation: an application token reads them all to know what others offer. */
export const plans = { most: 200 };

/** API keys of an organisation, expired ones too. */
export const apiKeys = { most: 100 };

/** Dead letters of an organisation, and how long one is kept: the oldest go first. */
export const deadLetters = { most: 1_000, keptMs: 30 * 24 * 3_600_000 };

/** Tasks of an application at a time that delete contents: each reads all payloads. */
export const expunges = { most: 10 };

/** Tasks of an organisation at a time that put statistics together: each asks every endpoint. */
export const statistics = { most: 10 };

/** Messages whose content is deleted in one call. */
export const bulkExpunge = { most: 100 };

/** Event types of an organisation, and bytes of their schemas, examples and fields: an export reads them all. */
export const catalogue = { most: 2_000, bytes: 5_000_000 };

/** An environment to import: what an export can hold, with its settings. */
export const environment = { eventTypes: catalogue.most, bytes: 8_000_000 };
