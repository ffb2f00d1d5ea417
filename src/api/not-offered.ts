/**
 * Routes of the public SDKs that are nothing of Posthorn's, told apart from typing errors: streams, pollers, connectors and
 * what takes webhooks of others in. See docs/reference/sdk.md.
 */
const routes = [
  /^\/ingest\//,
  /^\/api\/v1\/(stream|connector)(\/|$)/,
  /^\/api\/v1\/auth\/stream/,
  /^\/api\/v1\/app\/[^/]+\/(autoconfig|destination|integration|poller)(\/|$)/,
  /^\/api\/v1\/app\/[^/]+\/endpoint\/[^/]+\/transformation$/,
];

export const isNotOffered = (path: string): boolean => routes.some((route) => route.test(path));
