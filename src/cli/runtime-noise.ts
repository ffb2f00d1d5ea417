import { Transform } from "node:stream";

/**
 * What the local runtime says of hosts that can't be reached, with a stack: it is the endpoint's failure, which its attempt
 * tells, and nothing of Posthorn's is broken.
 */
const noise = [
  // A place in the runtime's own sources, such as rust/worker/ffi.rs:110 or kj/compat/tls.c++:92.
  /\b(e|exception) = (rust|kj|workerd|capnp)\/\S+:\d+: (failed|disconnected)/,
  /failed to lookup address information|TLS handshake failed|Network connection lost|internal error; reference/,
  /^\s*stack: .*workerd@|sentryErrorContext|^uncaught exception; (source|exception)/,
];

/** Lines without the runtime's noise and the empty ones behind it. */
export function withoutNoise(): Transform {
  let rest = "";
  let afterNoise = false;
  const kept = (line: string): boolean => {
    const isOwn = line.includes('{"event":');
    const isNoise = !isOwn && (noise.some((one) => one.test(line)) || (afterNoise && line.trim() === ""));
    afterNoise = isNoise;
    return !isNoise;
  };
  return new Transform({
    transform(chunk, _encoding, done) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop()!;
      done(
        null,
        lines
          .filter(kept)
          .map((line) => `${line}\n`)
          .join(""),
      );
    },
    flush(done) {
      done(null, kept(rest) ? rest : "");
    },
  });
}
