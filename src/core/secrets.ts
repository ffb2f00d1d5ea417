/** What a deployment's secrets have to be: two, and earlier ones of the second while it is being changed. */

const made = { JWT_SECRET: "openssl rand -hex 32", ENCRYPTION_KEY: "openssl rand -base64 32" } as const;
type Name = keyof typeof made;

export type Secrets = Partial<Record<Name | "ENCRYPTION_KEY_PREVIOUS", string>>;

/** Earlier keys, separated by commas: what they have encrypted is read, nothing is encrypted with them. */
export const previousKeys = ({ ENCRYPTION_KEY_PREVIOUS = "" }: Secrets): string[] =>
  ENCRYPTION_KEY_PREVIOUS.split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");

export const keyUnfit =
  "ENCRYPTION_KEY has not encrypted what is stored, nor has any of ENCRYPTION_KEY_PREVIOUS; set either of them to the key that has";

/** Characters: a key for HS256 has no fewer than 256 bits (RFC 7518, 3.2), nor has it where one character is a byte. */
const leastLength = 32;
/** 32 random hexadecimal digits have fewer than this once in a hundred thousand million times. */
const leastVariety = 6;

/** Values that have stood in an example, which everybody knows. */
const examples: readonly string[] = [
  "a long random string that signs the API tokens",
  "32 random bytes in base64 that encrypt endpoint secrets at rest",
];

/** Why nobody should rely on it, null for a good one. */
export function jwtSecretFault(secret: string | undefined): string | null {
  if (!secret) return "is missing";
  if (examples.includes(secret)) return "is an example that everybody knows";
  if (secret.length < leastLength) return `has fewer than ${leastLength} characters`;
  return new Set(secret).size < leastVariety ? "can be guessed" : null;
}

export function encryptionKeyFault(key: string | undefined): string | null {
  if (!key) return "is missing";
  if (examples.includes(key)) return "is an example that everybody knows";
  return /^[A-Za-z0-9+/]{43}=$/.test(key) ? null : "is not 32 bytes in base64";
}

/** A sentence for each that is no good, with the command that makes one that is. */
export function secretProblems(secrets: Secrets): string[] {
  const { JWT_SECRET, ENCRYPTION_KEY } = secrets;
  const faults: Record<Name, string | null> = {
    JWT_SECRET: jwtSecretFault(JWT_SECRET),
    ENCRYPTION_KEY: encryptionKeyFault(ENCRYPTION_KEY),
  };
  const problems = Object.entries(faults).flatMap(([name, fault]) =>
    fault === null ? [] : [`${name} ${fault}; make one with: ${made[name as Name]}`],
  );
  const previous = previousKeys(secrets).some((key) => encryptionKeyFault(key) !== null);
  return previous
    ? [
        ...problems,
        "ENCRYPTION_KEY_PREVIOUS has a part that is not 32 bytes in base64; separate keys by commas",
      ]
    : problems;
}
