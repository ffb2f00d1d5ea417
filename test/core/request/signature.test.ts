import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  normalizeSecret,
  sign,
  symmetricSecret,
  verificationKey,
} from "../../../src/core/request/signature.ts";

const id = "msg_01HF0000000000000000000000";
const now = Date.now();
const timestamp = Math.floor(now / 1_000);

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const randomBytes = fc.uint8Array({ minLength: 24, maxLength: 64 });
const secrets = randomBytes.map(symmetricSecret);

/** Bodies as producers send them, in every script. */
const bodies = fc.oneof(
  fc.constantFrom("{}", '{"a":"ü – 日本 – 👩‍👩‍👧"}', '{ "n" : 12345678901234567890 }\n'),
  fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.stringify(value)),
  fc.json({ stringUnit: "binary" }),
);

const signOne = (secret: string, body: string) =>
  sign([{ key: secret, expiresAt: null }], id, timestamp, body, now);

/** Throws when the signature doesn't fit. */
const receive = (secret: string, signature: string, body: string) =>
  new Webhook(secret).verify(
    body,
    { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature },
    { jsonParse: false },
  );

async function asymmetricPair() {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const seed = Buffer.from(
    ((await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey).d!,
    "base64url",
  );
  const half = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  return { secret: `whsk_${base64(new Uint8Array([...seed, ...half]))}`, shown: `whpk_${base64(half)}` };
}

/** As a receiver verifies that has only `whpk_…`. */
async function verifies(shown: string, signature: string, body: string) {
  const raw = new Uint8Array(Buffer.from(shown.slice("whpk_".length), "base64"));
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  const bytes = new Uint8Array(Buffer.from(signature.slice("v1a,".length), "base64"));
  return crypto.subtle.verify("Ed25519", key, bytes, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
}

describe("with a symmetric secret", () => {
  it("a receiver's standardwebhooks library verifies what is signed", () =>
    fc.assert(
      fc.asyncProperty(secrets, bodies, async (secret, body) => {
        const signature = await signOne(secret, body);
        expect(() => receive(secret, signature, body)).not.toThrow();
      }),
    ));

  it("the signature is the one that standardwebhooks makes, whatever the id, the moment and the body", () =>
    fc.assert(
      fc.asyncProperty(
        secrets,
        fc.string(),
        fc.nat(4_000_000_000),
        fc.string({ unit: "binary" }),
        async (secret, id, timestamp, body) => {
          const ours = await sign([{ key: secret, expiresAt: null }], id, timestamp, body, now);
          expect(ours).toBe(new Webhook(secret).sign(id, new Date(timestamp * 1_000), body));
        },
      ),
    ));

  it("nothing else verifies: another secret, another body", () =>
    fc.assert(
      fc.asyncProperty(secrets, secrets, bodies, async (secret, other, body) => {
        fc.pre(secret !== other);
        const signature = await signOne(secret, body);
        expect(() => receive(other, signature, body)).toThrow("No matching signature");
        expect(() => receive(secret, signature, `${body} `)).toThrow("No matching signature");
      }),
      { numRuns: 30 },
    ));

  it("the example that the Standard Webhooks libraries test with comes out", async () => {
    const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const example = await sign(
      [{ key, expiresAt: null }],
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1_614_265_330,
      '{"test": 2432232314}',
      now,
    );
    expect(example).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("keys are told apart also when there are more than it remembers", async () => {
    const many = Array.from({ length: 1_100 }, (_, index) =>
      symmetricSecret(new Uint8Array(24).map((_, at) => index >> (at % 8))),
    );
    for (const secret of [...many, many[0]!])
      expect(await signOne(secret, "{}")).toBe(
        new Webhook(secret).sign(id, new Date(timestamp * 1_000), "{}"),
      );
  });
});

describe("after a rotation", () => {
  const key = (byte: number, expiresAt: number | null) => ({
    key: symmetricSecret(new Uint8Array(32).fill(byte)),
    expiresAt,
  });
  const signAll = (...keys: ReturnType<typeof key>[]) => sign(keys, id, timestamp, "{}", now);

  it("the current key signs first, then each in its grace period", async () => {
    const [older, old, current] = [key(1, now + 1), key(2, now + 1_000), key(3, null)];
    const signatures = await Promise.all([current, older, old].map(({ key }) => signOne(key, "{}")));
    const header = await signAll(older, old, current);
    expect(header).toBe(signatures.join(" "));
    for (const { key } of [older, old, current]) expect(() => receive(key, header, "{}")).not.toThrow();
  });

  it("a key whose grace period has ended signs no longer", async () => {
    const current = key(3, null);
    expect(await signAll(current, key(1, now), key(2, now - 1))).toBe(await signOne(current.key, "{}"));
  });

  it("a pair may follow a symmetric secret, each in its own version", async () => {
    const { secret } = await asymmetricPair();
    const signature = await signAll({ key: secret, expiresAt: null }, key(1, now + 1));
    expect(signature).toMatch(/^v1a,[\w+/]+=* v1,[\w+/]+=*$/);
    expect(() => receive(key(1, null).key, signature, "{}")).not.toThrow();
  });
});

describe("with an asymmetric secret", () => {
  it("WebCrypto verifies with the public half what is signed", async () => {
    const { secret, shown } = await asymmetricPair();
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const signature = await signOne(secret, body);
        expect(signature).toMatch(/^v1a,/);
        expect(await verifies(shown, signature, body)).toBe(true);
        expect(await verifies(shown, signature, `${body} `)).toBe(false);
      }),
    );
  });

  it("the public half is what is shown, and of a symmetric secret the secret itself", async () => {
    const { secret, shown } = await asymmetricPair();
    expect(verificationKey(secret)).toBe(shown);
    const symmetric = symmetricSecret(new Uint8Array(24));
    expect(verificationKey(symmetric)).toBe(symmetric);
  });
});

describe("a secret that somebody enters", () => {
  it("is taken with and without its prefix, of 24 to 64 bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const fits = bytes.length >= 24 && bytes.length <= 64;
        const secret = `whsec_${base64(bytes)}`;
        expect(normalizeSecret(secret)).toBe(fits ? secret : null);
        expect(normalizeSecret(base64(bytes))).toBe(fits ? secret : null);
      }),
      { numRuns: 300 },
    );
    const lengths = [23, 24, 64, 65].map(
      (length) => normalizeSecret(base64(new Uint8Array(length))) !== null,
    );
    expect(lengths).toEqual([false, true, true, false]);
  });

  it("is kept in the one form that every receiver's library can read: padded", () => {
    fc.assert(
      fc.property(randomBytes, (bytes) => {
        const unpadded = base64(bytes).replace(/=+$/, "");
        expect(normalizeSecret(unpadded)).toBe(`whsec_${base64(bytes)}`);
      }),
    );
  });

  it("is, as a pair, a seed and a public key of 32 bytes each", async () => {
    const { secret } = await asymmetricPair();
    expect(normalizeSecret(secret)).toBe(secret);
    for (const length of [32, 63, 65, 96])
      expect(normalizeSecret(`whsk_${base64(new Uint8Array(length))}`)).toBeNull();
  });

  const body = base64(new Uint8Array(32).fill(255));
  it.each([
    "",
    "whsec_",
    "whsk_",
    "not base64, whatever the length of it may be",
    `whpk_${body}`,
    `whsec_${body} `,
    ` whsec_${body}`,
    `whsec_${body}\n`,
    `whsec_whsec_${body}`,
    `WHSEC_${body}`,
    `whsec_${body}=`,
    `whsec_=${body}`,
    `whsec_${body.replaceAll("/", "_")}`,
    `whsec_${body.slice(0, 10)}=${body.slice(11)}`,
  ])("is refused: %j", (text) => {
    expect(normalizeSecret(text)).toBeNull();
  });
});
