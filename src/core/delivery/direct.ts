/** Which hand-outs are sent by the invocation that got them, one queue earlier. */

/** Deliveries of one hand-out. */
export const mostDirect = 20;

/** A receiver that takes longer (ms) keeps nobody waiting but the queue's consumers. */
const quickAnswer = 1_000;

/** An answer after which the next ones may go directly. */
export const isQuick = ({ success, duration }: { success: boolean; duration: number }): boolean =>
  success && duration <= quickAnswer;

export interface DirectCircumstances {
  deliveries: readonly { suspect: boolean }[];
  /** The latest answer was quick; false while there was none. */
  quick: boolean;
  /** In a row. */
  failures: number;
  throttled: boolean;
}

/** Little at a time, to who answers well and at once, without a rate to hold. */
export const goesDirectly = ({ deliveries, quick, failures, throttled }: DirectCircumstances): boolean =>
  quick &&
  failures === 0 &&
  !throttled &&
  deliveries.length <= mostDirect &&
  deliveries.every(({ suspect }) => !suspect);
