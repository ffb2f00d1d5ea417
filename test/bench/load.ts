/** The producer's side: posts messages, as fast as answers come or at a constant rate. */
import { Agent, request } from "node:http";
import autocannon from "autocannon";
import { now, serve, sleep } from "./child.ts";

interface Target {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Flood {
  /** Requests that were answered with a 2xx. */
  good: number;
  bad: number;
  seconds: number;
  /** Latency of the answers in ms. */
  p50: number;
  p99: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** One POST; the id in its answer (that to a batch has none), or null when it was refused. */
const post = ({ url, headers, body }: Target) =>
  new Promise<string | null>((resolve) => {
    const refused = () => resolve(null);
    const length = String(Buffer.byteLength(body));
    const sent = request(
      url,
      { method: "POST", agent, headers: { ...headers, "content-length": length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", refused);
        response.on("end", () => {
          if (response.statusCode !== 202) return refused();
          const { id = "" }: { id?: string } = JSON.parse(Buffer.concat(chunks).toString());
          resolve(id);
        });
      },
    );
    sent.on("error", refused);
    sent.end(body);
  });

const functions = {
  /** Closed loop: each connection posts again as soon as it has its answer, for `seconds`, or `amount` in all. */
  flood: async (
    options: Target & { connections: number; seconds?: number; amount?: number },
  ): Promise<Flood> => {
    const { seconds, ...rest } = options;
    const begin = now();
    const result = await autocannon({
      ...rest,
      method: "POST",
      timeout: 60,
      ...(seconds === undefined ? {} : { duration: seconds }),
    });
    return {
      good: result["2xx"],
      bad: result.non2xx + result.errors,
      seconds: seconds === undefined ? (now() - begin) / 1000 : result.duration,
      p50: result.latency.p50,
      p99: result.latency.p99,
    };
  },
  /**
   * Open loop: posts at a constant rate, however long answers take.
   *
   * @returns when (ms) each accepted request was begun, by the id of its message
   */
  steady: async (options: Target & { perSecond: number; seconds: number }) => {
    const count = options.perSecond * options.seconds;
    const begin = now();
    const posts: Promise<[string | null, number]>[] = [];
    while (posts.length < count) {
      const due = Math.min(count, Math.floor(((now() - begin) / 1000) * options.perSecond) + 1);
      while (posts.length < due) {
        const at = now();
        posts.push(post(options).then((id) => [id, at]));
      }
      await sleep(1);
    }
    const answers = await Promise.all(posts);
    const accepted = answers.filter((answer): answer is [string, number] => answer[0] !== null);
    return { accepted, refused: count - accepted.length };
  },
};

export type Load = typeof functions;
serve(functions);
