import { parseSubnets, type UrlPolicy } from "../core/request/url.ts";

type ConfigEnv = Pick<
  Env,
  | "PUBLIC_URL"
  | "MAX_PAYLOAD_BYTES"
  | "PAYLOAD_RETENTION_DAYS"
  | "LOG_RETENTION_DAYS"
  | "DELIVERY_TIMEOUT_SECONDS"
  | "ENDPOINT_MAX_IN_FLIGHT"
  | "APPLICATION_MAX_IN_FLIGHT"
  | "LEASE_SECONDS"
  | "RESEND_SECONDS"
  | "EMAIL_FROM"
  | "ALLOWED_PRIVATE_SUBNETS"
>;

const day = 24 * 3_600_000;

const number = (value: string | number, fallback: number, least: number, most: number) => {
  const parsed = Number(value);
  return value === "" || value === undefined || Number.isNaN(parsed)
    ? fallback
    : Math.min(Math.max(parsed, least), most);
};

function read(env: ConfigEnv) {
  return {
    maxPayloadBytes: number(env.MAX_PAYLOAD_BYTES, 1_048_576, 1, 20_000_000),
    payloadRetentionMs: number(env.PAYLOAD_RETENTION_DAYS, 60, 1, 3650) * day,
    logRetentionMs: number(env.LOG_RETENTION_DAYS, 180, 1, 3650) * day,
    timeoutMs: number(env.DELIVERY_TIMEOUT_SECONDS, 15, 1, 30) * 1_000,
    maxInFlight: number(env.ENDPOINT_MAX_IN_FLIGHT, 2_000, 1, 10_000),
    applicationMaxInFlight: number(env.APPLICATION_MAX_IN_FLIGHT, 500, 1, 10_000),
    leaseMs: number(env.LEASE_SECONDS, 60, 1, 3_600) * 1_000,
    resendMs: number(env.RESEND_SECONDS, 30, 1, 3_600) * 1_000,
    publicUrl: env.PUBLIC_URL === "" ? null : env.PUBLIC_URL.replace(/\/+$/, ""),
    /** Null when emails are switched off. */
    emailFrom: env.EMAIL_FROM || null,
    urlPolicy: {
      allowedSubnets: parseSubnets(env.ALLOWED_PRIVATE_SUBNETS),
      ownHosts: URL.canParse(env.PUBLIC_URL) ? [new URL(env.PUBLIC_URL).host] : [],
    } satisfies UrlPolicy,
  };
}

/** The Worker's variables as numbers in the units that the code uses: bytes and milliseconds. */
export type Config = ReturnType<typeof read>;

const known = new WeakMap<object, Config>();

export function config(env: ConfigEnv): Config {
  const found = known.get(env);
  if (found) return found;
  const fresh = read(env);
  known.set(env, fresh);
  return fresh;
}
