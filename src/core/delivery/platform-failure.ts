import { type Failure, type PlainCode, plainFailure } from "./failure.ts";

/**
 * What Cloudflare answers when it can't reach a host, or lets nothing through to it.
 * https://developers.cloudflare.com/support/troubleshooting/http-status-codes/
 */
const byStatus: Record<number, PlainCode> = {
  520: "reset",
  521: "refused",
  522: "connect_timeout",
  523: "unreachable",
  525: "tls",
  526: "tls",
  530: "unreachable",
};

/** The number that Cloudflare gives in the body where the status alone doesn't tell. */
const byNumber: Record<number, PlainCode> = {
  1000: "address_blocked",
  1001: "dns",
  1002: "address_blocked",
  // A Worker may not send to a bare IP address.
  1003: "address_blocked",
  1006: "firewall",
  1007: "firewall",
  1008: "firewall",
  1009: "firewall",
  1010: "firewall",
  1012: "firewall",
  1016: "dns",
  1020: "firewall",
};

export interface PlatformAnswer {
  status: number;
  headers: Pick<Headers, "get">;
  body: string;
  /** Until it was read (ms). */
  duration: number;
}

/** Why there was no answer of the receiver; null for an answer that is its own. */
export function platformFailure({ status, headers, body, duration }: PlatformAnswer): Failure | null {
  const type = headers.get("cf-error-type");
  if (type === null && headers.get("server") !== "cloudflare") return null;
  const number = Number(type ?? /error[ _]code"?:\s*(\d+)/i.exec(body)?.[1]);
  if (status === 524) return { code: "timeout", params: { seconds: Math.round(duration / 1000) } };
  const code = byNumber[number] ?? byStatus[status];
  return code === undefined ? null : plainFailure(code);
}

/** Codes of the Email Service's errors. https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ */
const mailCodes: Record<string, PlainCode> = {
  E_SENDER_NOT_VERIFIED: "mail_not_configured",
  E_SENDER_DOMAIN_NOT_AVAILABLE: "mail_not_configured",
  E_RECIPIENT_NOT_ALLOWED: "mail_not_configured",
  E_RECIPIENT_SUPPRESSED: "mail_suppressed",
  E_RATE_LIMIT_EXCEEDED: "mail_limit",
  E_DAILY_LIMIT_EXCEEDED: "mail_limit",
  E_CONTENT_TOO_LARGE: "mail_too_large",
  E_HEADERS_TOO_LARGE: "mail_too_large",
};

/** Why the Email Service did not take an email, from what it threw. */
export function mailFailure(error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return plainFailure(mailCodes[code] ?? "mail_refused");
}
