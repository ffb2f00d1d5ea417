import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problem } from "../../../src/core/problems/problem.ts";
import { otherLoopback, parseSubnets, type UrlPolicy, urlProblem } from "../../../src/core/request/url.ts";

const policy = (changes: Partial<UrlPolicy> = {}): UrlPolicy => ({
  allowedSubnets: [],
  ownHosts: [],
  ...changes,
});

const problemAt = (host: string, changes?: Partial<UrlPolicy>) =>
  urlProblem(`https://${host}/hook`, policy(changes));

/** Fails with all hosts that are let through, not with the first. */
const expectRefused = (hosts: readonly string[], changes?: Partial<UrlPolicy>) => {
  expect(hosts.filter((host) => problemAt(host, changes) === null)).toEqual([]);
};

const expectAllowed = (hosts: readonly string[], changes?: Partial<UrlPolicy>) => {
  expect(hosts.filter((host) => problemAt(host, changes) !== null)).toEqual([]);
};

describe("refused", () => {
  it.each<[string, string[]]>([
    ["loopback", ["127.0.0.1", "127.0.0.53", "127.255.255.255", "127.0.0.1:8080", "[::1]", "[::1]:8080"]],
    [
      "private",
      ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
    ],
    ["link-local", ["169.254.0.1", "169.254.169.254", "[fe80::1]", "[fe80::a9fe:a9fe]", "[febf::1]"]],
    ["unspecified or this network", ["0.0.0.0", "0.1.2.3", "[::]", "[0:0:0:0:0:0:0:0]"]],
    ["broadcast", ["255.255.255.255"]],
    ["carrier-grade NAT", ["100.64.0.1", "100.100.100.200", "100.127.255.255"]],
    ["multicast", ["224.0.0.1", "239.255.255.255", "[ff02::1]", "[ff05::2]", "[ff0e::1]"]],
    ["reserved", ["240.0.0.1", "254.1.2.3", "192.0.0.1", "192.88.99.1"]],
    ["documentation", ["192.0.2.1", "198.51.100.7", "203.0.113.9", "[2001:db8::1]", "[3fff::1]"]],
    ["benchmarking", ["198.18.0.1", "198.19.255.255", "[2001:2::1]"]],
    ["unique local", ["[fc00::1]", "[fd00::1]", "[fd00:ec2::254]", "[fdff:ffff::1]"]],
    ["site-local, long deprecated", ["[fec0::1]"]],
    ["discard only", ["[100::1]"]],
    ["Teredo and ORCHID", ["[2001::1]", "[2001:0:7f00:1::]", "[2001:10::1]", "[2001:20::1]"]],
  ])("a %s address", (_, hosts) => expectRefused(hosts));

  it.each<[string, string[]]>([
    ["decimal", ["2130706433", "3232235777", "2852039166", "0", "4294967295"]],
    ["octal", ["017700000001", "0177.0.0.1", "0300.0250.0.1", "0251.0376.0251.0376", "00000177.0.0.1"]],
    ["hexadecimal", ["0x7f000001", "0x7f.0.0.1", "0X7F.0.0.1", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "0x0"]],
    ["mixed", ["0x7f.1", "0177.0x0.0.1", "169.0376.43518"]],
    ["shortened", ["127.1", "127.0.1", "10.1", "192.168.257", "169.254.43518"]],
    ["with a trailing dot", ["127.0.0.1.", "127.1.", "2130706433.", "169.254.169.254."]],
    ["with several trailing dots", ["127.0.0.1..", "10.0.0.1..."]],
    ["full-width", ["１２７.０.０.１", "１２７．０．０．１", "１６９。２５４。１６９。２５４"]],
    ["with other dots and digits", ["127。0。0。1", "127｡0｡0｡1", "①②⑦.0.0.1", "⑯⑨.②⑤④.⑯⑨.②⑤④"]],
    ["percent-encoded", ["%31%32%37.0.0.1", "127%2e0%2e0%2e1"]],
    ["with characters that a URL drops", ["127.0.\t0.1", "127.\n0.0.1", "127.0.0.1\u00ad", "10\u200b.0.0.1"]],
  ])("an IPv4 address in %s spelling", (_, hosts) => expectRefused(hosts));

  it.each<[string, string[]]>([
    ["mapped, dotted", ["[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::FFFF:169.254.169.254]"]],
    ["mapped, in hexadecimal", ["[::ffff:7f00:1]", "[::ffff:a00:1]", "[0:0:0:0:0:ffff:a9fe:a9fe]"]],
    ["translated", ["[::ffff:0:127.0.0.1]", "[::ffff:0:a9fe:a9fe]"]],
    ["compatible", ["[::127.0.0.1]", "[::7f00:1]", "[::10.0.0.1]", "[::a9fe:a9fe]"]],
    ["6to4", ["[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:a9fe:a9fe::]"]],
    ["NAT64", ["[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::10.0.0.1]"]],
  ])("a private IPv4 address inside of IPv6, %s", (_, hosts) => expectRefused(hosts));

  it("an IPv6 address outside of what is given out (2000::/3)", () =>
    expectRefused(["[::2]", "[1::1]", "[100:0:0:1::1]", "[200::1]", "[4000::1]", "[8000::1]", "[e000::1]"]));

  it.each<[string, string[]]>([
    ["localhost", ["localhost", "LOCALHOST", "LocalHost", "localhost:3000", "localhost.", "localhost.."]],
    ["below localhost", ["foo.localhost", "a.b.LOCALHOST", "foo.localhost.", ".localhost"]],
    [
      "disguised localhost",
      ["ⓛocalhost", "ｌｏｃａｌｈｏｓｔ", "loca%6chost", "local\u00adhost", "localhost。"],
    ],
    [
      "of a local network",
      ["printer.local", "a.b.local.", "db.internal", "nas.lan", "wiki.intranet", "x.home.arpa"],
    ],
    ["of a metadata service", ["metadata.google.internal", "metadata.google.internal.", "metadata"]],
    ["of one label", ["router", "intranet", "com", "com.", "ip6-localhost", "kubernetes"]],
    ["of a container host", ["host.docker.internal", "api.svc.cluster.local", "localhost.localdomain"]],
    [
      "kept for private networks",
      ["db.corp", "nas.home", "x.mail", "db.private", "db.PRIVATE.", "x.10.in-addr.arpa"],
    ],
    [
      "of a machine itself",
      ["localhost6.localdomain6", "localhost4.localdomain4", "a.localdomain6.", "localhost6"],
    ],
    ["of a cluster", ["api.default.svc", "api.default.svc.", "kubernetes.default.svc.cluster.local"]],
    [
      "that always means this machine",
      ["localtest.me", "a.localtest.me.", "lvh.me", "a.b.LVH.me", "x.vcap.me"],
    ],
  ])("a name %s", (_, hosts) => expectRefused(hosts));

  it("a name that a service turns into the private address which stands in it", () =>
    expectRefused([
      "127.0.0.1.nip.io",
      "app.10.0.0.1.nip.io",
      "app-10-0-0-1.nip.io.",
      "customer1-app-7f000001.nip.io",
      "a9fea9fe.nip.io",
      "169-254-169-254.sslip.io",
      "www.192-168-0-1.sslip.io",
      "--1.sslip.io",
      "fe80--1.sslip.io",
      "www.fd00--1.sslip.io",
      "10.0.0.1.xip.io",
      "10-0-0-1.traefik.me",
      "8.8.8.8.10.0.0.1.nip.io",
      "10.0.0.1.8.8.8.8.nip.io",
      "1.10.0.0.1.nip.io",
      "1-10-0-0-1.nip.io",
      "8.8.8.8.www-fd00--1.sslip.io",
      "999.8.8.8.nip.io",
      "nip.io",
      "traefik.me",
      "nothing.sslip.io",
    ]));

  it.each([
    "http://example.com@127.0.0.1/",
    "http://example.com:80@127.0.0.1/",
    "http://127.0.0.1@example.com/",
    "https://user:password@example.com/",
    "https://user@example.com/",
    "https://:password@example.com/",
    "http://@127.0.0.1/",
    "http://example.com%40@127.0.0.1/",
  ])("user information: %s", (text) => {
    expect(urlProblem(text, policy())).not.toBeNull();
  });

  it.each([
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "http:////127.0.0.1",
    "http:\\\\127.0.0.1",
    "  http://127.0.0.1",
    "ht\ntp://127.0.0.1",
    "http://127.0.0.1\\@example.com/",
    "http://127.0.0.1#@example.com/",
    "http://127.0.0.1?@example.com/",
  ])("a local address in the disguise of %j", (text) => {
    expect(urlProblem(text, policy())).toEqual(problem("url_private"));
  });

  it.each(["ftp", "file", "gopher", "ws", "wss", "javascript", "data", "blob:https"])(
    "the scheme %s",
    (scheme) => {
      expect(urlProblem(`${scheme}://example.com/hook`, policy())).toEqual(problem("url_scheme"));
    },
  );

  it.each([
    "",
    " ",
    "example.com",
    "//example.com/",
    "https://",
    "https:///",
    "https://a b.com/",
    "https://256.0.0.1/",
  ])("what is no complete address: %j", (text) => {
    expect(urlProblem(text, policy())).toEqual(problem("url_incomplete"));
  });
});

describe("refused in every spelling", () => {
  const blocks: [network: number, bits: number][] = [
    [0x00000000, 8],
    [0x0a000000, 8],
    [0x64400000, 10],
    [0x7f000000, 8],
    [0xa9fe0000, 16],
    [0xac100000, 12],
    [0xc0000200, 24],
    [0xc0a80000, 16],
    [0xc6120000, 15],
    [0xe0000000, 4],
    [0xf0000000, 4],
  ];
  const address = fc
    .tuple(fc.constantFrom(...blocks), fc.nat(0xffffffff))
    .map(([[network, bits], random]) => network + (random % 2 ** (32 - bits)));

  const numeral = (value: number) =>
    fc.constantFrom(
      String(value),
      `0x${value.toString(16)}`,
      `0X${value.toString(16)}`,
      `0${value.toString(8)}`,
    );
  /** One to four numbers, of which the last takes the rest. */
  const spelling = (value: number) =>
    fc.integer({ min: 0, max: 3 }).chain((dots) => {
      const leading = Array.from({ length: dots }, (_, index) => (value >>> (24 - 8 * index)) & 255);
      return fc
        .tuple(...[...leading, value % 2 ** (32 - 8 * dots)].map(numeral))
        .map((numbers) => numbers.join("."));
    });
  const groups = (value: number) => `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;

  it("an IPv4 address in a private block", () => {
    fc.assert(
      fc.property(address.chain(spelling), fc.constantFrom("", ":8080", "."), (spelling, rest) =>
        expectRefused([`${spelling}${rest}`]),
      ),
      { numRuns: 1_000 },
    );
  });

  it("such an address inside of IPv6", () => {
    fc.assert(
      fc.property(address, (value) => {
        const embedded = groups(value);
        expectRefused([
          `[::ffff:${embedded}]`,
          `[::ffff:0:${embedded}]`,
          `[64:ff9b::${embedded}]`,
          `[64:ff9b:1::${embedded}]`,
          `[2002:${embedded}::]`,
          `[fe80::${embedded}]`,
        ]);
      }),
    );
  });
});

describe("allowed", () => {
  it("public names, with port, path, query and in any script", () => {
    const texts = [
      "https://example.com",
      "http://example.com/hook",
      "HTTPS://EXAMPLE.COM/hook",
      "https://example.com./hook",
      "https://example.com:8443/hook?to=http://127.0.0.1/&x=y@z#fragment",
      "https://example.com/@127.0.0.1",
      "https://hooks.eu-west-1.example.co.uk/a/b",
      "https://bücher.example/hook",
      "https://xn--bcher-kva.example/hook",
      "https://例え.テスト/hook",
      "https://under_score.example.com/",
    ];
    expect(texts.filter((text) => urlProblem(text, policy()) !== null)).toEqual([]);
  });

  it("names that only look local", () =>
    expectAllowed([
      "localhost.example.com",
      "notlocalhost.com",
      "my-localhost.dev",
      "internal.example.com",
      "notinternal.com",
      "local.example.com",
      "localdomain.com",
      "plan.example",
      "example.plan",
      "example.notlocal",
      "127.0.0.1.example.com",
      "10.example.com",
      "home.example",
      "mycorp.com",
      "svc.example.com",
      "notnip.io",
      "127.0.0.1.nip.io.example.com",
    ]));

  it("public addresses in the names of such services", () =>
    expectAllowed(["8.8.8.8.nip.io", "app-8-8-8-8.sslip.io", "08080808.nip.io", "2606-4700--1111.sslip.io"]));

  it("public addresses, also right beside private ones", () =>
    expectAllowed([
      "1.1.1.1",
      "8.8.8.8",
      "9.255.255.255",
      "11.0.0.0",
      "100.63.255.255",
      "100.128.0.0",
      "126.255.255.255",
      "128.0.0.0",
      "169.253.255.255",
      "169.255.0.0",
      "172.15.255.255",
      "172.32.0.0",
      "192.167.255.255",
      "192.169.0.0",
      "198.17.255.255",
      "198.20.0.0",
      "223.255.255.255",
      "134744072",
      "[2606:4700:4700::1111]",
      "[2001:4860:4860::8888]",
      "[2a00:1450:4001::1]",
    ]));
});

describe("an allowed subnet", () => {
  it("lets its own addresses through in every spelling, and no others", () => {
    const allowed = { allowedSubnets: ["10.1.0.0/16"] };
    expectAllowed(["10.1.0.0", "10.1.255.255", "10.1.2.3:8080", "0xa010203", "10.66051"], allowed);
    expectRefused(
      ["10.0.255.255", "10.2.0.0", "192.168.0.1", "127.0.0.1", "localhost", "[fd00::1]"],
      allowed,
    );
  });

  it("may be a single address", () => {
    const allowed = { allowedSubnets: ["192.168.1.7/32", "::1/128"] };
    expectAllowed(["192.168.1.7", "[::1]"], allowed);
    expectRefused(["192.168.1.6", "192.168.1.8", "[fd00::1]", "127.0.0.1"], allowed);
  });

  it("may be of IPv6, and then lets no IPv4 through", () => {
    const allowed = { allowedSubnets: ["fd12::/16"] };
    expectAllowed(["[fd12::1]", "[FD12:0::7f00:1]"], allowed);
    expectRefused(["[fd13::1]", "[fe80::1]", "[::1]", "10.0.0.1"], allowed);
    expectRefused(["10.0.0.1", "127.0.0.1"], { allowedSubnets: ["::/0"] });
  });

  it("with the loopback address lets localhost through, no other local name", () => {
    const allowed = { allowedSubnets: ["127.0.0.0/8"] };
    expectAllowed(["localhost", "localhost:9999", "LOCALHOST", "localhost.", "127.0.0.1:9999"], allowed);
    expectRefused(["foo.localhost", "printer.local", "router", "[::1]", "10.0.0.1"], allowed);
    expectRefused(["localhost"], { allowedSubnets: ["127.0.1.0/24"] });
  });

  it("leaves the rules about schemes and user information alone", () => {
    const allowed = policy({ allowedSubnets: ["127.0.0.0/8"] });
    expect(urlProblem("ftp://127.0.0.1/", allowed)).not.toBeNull();
    expect(urlProblem("http://user@127.0.0.1/", allowed)).not.toBeNull();
  });

  it("is read from a list with commas, whose mistakes are told", () => {
    expect(parseSubnets("")).toEqual([]);
    expect(parseSubnets(" 127.0.0.0/8, ::1/128 ,")).toEqual(["127.0.0.0/8", "::1/128"]);
    for (const list of ["127.0.0.1", "10.0.0.0/33", "::1/129", "localhost/8", "10.0.0.0/8;::1/128"])
      expect(() => parseSubnets(list)).toThrow();
  });
});

describe("the deployment's own host", () => {
  const own = { ownHosts: ["hooks.example.com"] };

  it("is refused in every spelling", () =>
    expectRefused(
      [
        "hooks.example.com",
        "HOOKS.example.com",
        "hooks.example.com.",
        "hooks.example.com:443",
        "ｈooks.example.com",
      ],
      own,
    ));

  it("is refused with http too", () => {
    expect(urlProblem("http://hooks.example.com/x", policy(own))).toEqual(problem("url_own"));
  });

  it("is refused on every port when it is given without one", () =>
    expectRefused(["hooks.example.com:8443", "hooks.example.com:80", "hooks.example.com.:8443"], own));

  it("is refused also when the policy names it in another spelling", () => {
    expectRefused(["hooks.example.com"], { ownHosts: ["Hooks.Example.com"] });
    expectRefused(["hooks.example.com"], { ownHosts: ["hooks.example.com."] });
  });

  it("is none of its neighbours", () =>
    expectAllowed(
      ["example.com", "other.example.com", "a.hooks.example.com", "hooks.example.com.evil.org"],
      own,
    ));

  it("is, given with its port, refused there and allowed on others", () => {
    const local = { ownHosts: ["localhost:8787"], allowedSubnets: ["127.0.0.0/8"] };
    expectRefused(["localhost:8787", "LOCALHOST:8787", "localhost.:8787"], local);
    expectAllowed(["localhost:9999", "localhost"], local);
  });

  it("is refused under every name of this machine", () => {
    const hosts = [
      "localhost:8787",
      "127.0.0.1:8787",
      "127.9.9.9:8787",
      "[::1]:8787",
      "0:8787",
      "2130706433:8787",
    ];
    for (const own of ["localhost:8787", "127.0.0.1:8787", "[::1]:8787"])
      expectRefused(hosts, { ownHosts: [own], allowedSubnets: ["0.0.0.0/0", "::/0"] });
    expectAllowed(["127.0.0.1:8788", "localhost"], {
      ownHosts: ["127.0.0.1:8787"],
      allowedSubnets: ["127.0.0.0/8"],
    });
  });

  it("is refused when any of several", () =>
    expectRefused(["a.example.com", "b.example.com"], { ownHosts: ["a.example.com", "b.example.com"] }));
});

it("knows the other address of localhost, where that is allowed, and of nothing else", () => {
  const open = { allowedSubnets: ["127.0.0.0/8", "::1/128"], ownHosts: [] };
  expect(otherLoopback("http://localhost:4000/a?b=1", open)).toBe("http://[::1]:4000/a?b=1");
  for (const url of ["http://127.0.0.1:4000/", "http://[::1]/", "https://example.com/"])
    expect(otherLoopback(url, open)).toBeNull();
  expect(otherLoopback("http://localhost/", { ...open, allowedSubnets: ["127.0.0.0/8"] })).toBeNull();
  expect(otherLoopback("http://localhost/", { ...open, allowedSubnets: [] })).toBeNull();
});
