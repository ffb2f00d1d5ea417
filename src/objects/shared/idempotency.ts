/** So long (ms) the same idempotency key means the same call. */
export const idempotencyMs = 12 * 3_600_000;
