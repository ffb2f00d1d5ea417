/** A message in a batch. */
export interface Member {
  message: string;
  eventType: string;
}

/** One message, or one batch of messages, on its way to one endpoint. */
export interface Delivery {
  /** The message's id or the batch's; for a manual resend `<message id>/<resend id>`. */
  id: string;
  /** The message's id or the batch's: what the receiver gets as `webhook-id`. */
  message: string;
  /** What a batch is made of, in order; null for a single message. */
  members: Member[] | null;
  /** Of a batch, the one that all of it has, or "". */
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  /** Which attempt this will be, from 1. */
  attempt: number;
  trigger: Trigger;
}

/** A delivery that is handed out. */
export interface HandedOut extends Delivery {
  /** It was lost before, and its sender perhaps with it: it goes alone, and is counted before it goes. */
  suspect: boolean;
}

/** Handed out so often in vain, a delivery is suspect. */
export const suspectAfter = 2;

/** So many senders may end while they send a delivery; then it is given up, for it may be what ends them. */
export const mostSendersLost = 3;

/** One attempt more, beside the delivery of the message itself and without retries. */
export const isResend = ({ id, message }: Pick<Delivery, "id" | "message">) => id !== message;

export const triggers = { scheduled: 0, manual: 1 } as const;
export type Trigger = (typeof triggers)[keyof typeof triggers];
