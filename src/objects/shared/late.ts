/**
 * The longest (ms) that a queue holds a job (https://developers.cloudflare.com/queues/platform/limits/). What is deleted
 * remembers for so long that it is, so that no job makes it anew.
 */
export const latestJobMs = 14 * 24 * 3_600_000;
