/** So long (ms) the same idempotency key means the same call. */
export const idempotencyMs = 12 * 3_600_000;

/** So long at least (ms), for a key that an SDK has made by itself to repeat a call that broke off. */
export const autoKeyMs = 600_000;

/** SDKs mark them by this beginning. */
export const autoKey = "auto_";

export const isAutoKey = (key: string) => key.startsWith(autoKey);
