import ipaddr from "ipaddr.js";
import { type Problem, problem } from "../problems/problem.ts";
import { writtenOut } from "./wildcard-dns.ts";

/** Endings of names that never are the public DNS's: RFC 6761, RFC 6762 with its appendix G, RFC 8375, and what systems come with. */
const localNames =
  /(^|\.)(localhost[46]?|localdomain[46]?|local|internal|intranet|private|corp|home|lan|mail|svc|arpa)$/;
/** Names of the public DNS that are those of this machine. */
const loopbackNames = /(^|\.)(localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|localho\.st)$/;

export interface UrlPolicy {
  /** CIDR ranges allowed although private, e.g. `127.0.0.0/8` in development. */
  allowedSubnets: readonly string[];
  /** Hosts of this deployment. */
  ownHosts: readonly string[];
}

/** The comma-separated list of `ALLOWED_PRIVATE_SUBNETS`; throws on what isn't CIDR. */
export function parseSubnets(list: string): string[] {
  const subnets = list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  for (const subnet of subnets) ipaddr.parseCIDR(subnet);
  return subnets;
}

/**
 * Why Posthorn won't call an address, null when it does. Looks at the address as the URL standard reads it, so every spelling of an IPv4 address
 * (decimal, octal, hexadecimal, shortened) is seen as what it is. Names are not resolved: the platform's network has no
 * route to private addresses, a self-hosted runtime has to bring its own egress filter.
 */
export function urlProblem(text: string, policy: UrlPolicy): Problem | null {
  if (!URL.canParse(text)) return problem("url_incomplete");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return problem("url_scheme");
  if (url.username !== "" || url.password !== "") return problem("url_credentials");

  const host = bare(url.hostname);
  if (host === "") return problem("url_host_missing");
  if (policy.ownHosts.some((own) => isOwn(own, url))) return problem("url_own");

  const literal = host.startsWith("[") ? host.slice(1, -1) : host;
  if (ipaddr.isValid(literal)) return addressProblem(ipaddr.parse(literal), policy);
  if (localNames.test(host)) {
    const loopbackAllowed =
      host === "localhost" && addressProblem(ipaddr.parse("127.0.0.1"), policy) === null;
    return loopbackAllowed ? null : problem("url_local");
  }
  if (loopbackNames.test(host)) return problem("url_local");
  const written = writtenOut(host);
  if (written !== null)
    return written.length === 0
      ? problem("url_local")
      : (written.map((address) => addressProblem(address, policy)).find((found) => found !== null) ?? null);
  if (!host.includes(".")) return problem("url_host_incomplete");
  return null;
}

/**
 * The other address that `localhost` stands for, `[::1]`, for runtimes that take it for 127.0.0.1 alone; null for any other
 * host, and where the policy forbids it.
 */
export function otherLoopback(text: string, policy: UrlPolicy): string | null {
  const url = new URL(text);
  if (bare(url.hostname) !== "localhost") return null;
  url.hostname = "[::1]";
  return urlProblem(url.href, policy) === null ? url.href : null;
}

const bare = (hostname: string) => hostname.toLowerCase().replace(/\.+$/, "");

const loopback = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** An own host that is given without a port is meant on every port; all names of this machine are one. */
function isOwn(own: string, url: URL): boolean {
  if (!URL.canParse(`http://${own}`)) return false;
  const ours = new URL(`http://${own}`);
  if ([ours, url].every(({ hostname }) => loopback.test(bare(hostname)))) return ours.port === url.port;
  return bare(ours.hostname) === bare(url.hostname) && (ours.port === "" || ours.port === url.port);
}

// Global unicast is handed out of this block alone (IANA IPv6 address space registry).
const globalUnicast = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));

function addressProblem(address: ipaddr.IPv4 | ipaddr.IPv6, policy: UrlPolicy): Problem | null {
  const allowed = policy.allowedSubnets.some((subnet) => {
    const [network, bits] = ipaddr.parseCIDR(subnet);
    return network.kind() === address.kind() && address.match(network as never, bits);
  });
  return allowed || isPublic(address) ? null : problem("url_private");
}
