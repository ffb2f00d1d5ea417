import ipaddr from "ipaddr.js";

/** Names of services that answer with the address which stands in the name, such as `app.10.0.0.1.nip.io`. */
const zones = /(?:^|\.)(?:nip\.io|sslip\.io|xip\.io|traefik\.me|backname\.io)$/;

// Looked for at every place, since one may begin within another.
const octets = /(?<![0-9])(?=(\d{1,3}(?:\.\d{1,3}){3}|\d{1,3}(?:-\d{1,3}){3})(?![0-9]))/g;
/** Eight hexadecimal digits, as nip.io has them. */
const hexadecimal = /(?<![^.-])([0-9a-f]{8})(?![^.-])/g;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Every address that such a host name may be read as, none when it can't be told; null for an ordinary name.
 */
export function writtenOut(host: string): Address[] | null {
  if (!zones.test(host)) return null;
  const rest = host.replace(zones, "");
  // IPv6 has hyphens for its colons, as sslip.io writes it.
  const version6 = rest
    .split(".")
    .flatMap((label) => (label.includes("--") ? [label.replaceAll("-", ":")] : []));
  const texts = [
    ...[...rest.matchAll(octets)].map(([, text]) => text!.replaceAll("-", ".")),
    ...[...rest.matchAll(hexadecimal)].map(([, text]) => `0x${text}`),
    ...version6,
  ];
  return texts.every((text) => ipaddr.isValid(text)) ? texts.map((text) => ipaddr.parse(text)) : [];
}
