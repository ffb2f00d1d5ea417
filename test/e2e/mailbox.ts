import { expect } from "vitest";
import { until } from "./harness.ts";

export interface Mail {
  to: string[];
  subject: string;
  text: string;
  attachments: { filename: string; contentType: string }[];
  raw: string;
}

/** The mailbox of a local server. */
export class Mailbox {
  #server: { readonly url: string };

  constructor(server: { readonly url: string }) {
    this.#server = server;
  }

  async #get(path: string) {
    const response = await fetch(`${this.#server.url}/cdn-cgi/local/explorer/api/local/email/sending${path}`);
    expect(response.status).toBe(200);
    return (await response.json()) as { result: Record<string, never>[] & Record<string, never> };
  }

  /** Mails to an address, the first one first, once there are so many. */
  async mails(to: string, count: number): Promise<Mail[]> {
    const found = await until(`${count} mails to ${to}`, async () => {
      const { result } = await this.#get("?per_page=100");
      const mails = (result as unknown as { to: string[]; messageId: string; sentAt: string }[]).filter(
        (mail) => mail.to.includes(to),
      );
      return mails.length >= count && mails.sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
    });
    return Promise.all(
      found.map(
        async ({ messageId }) =>
          (await this.#get(`?email_id=${encodeURIComponent(messageId)}`)).result as unknown as Mail,
      ),
    );
  }
}
