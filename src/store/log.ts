/** One structured line: ids, kinds, outcomes and milliseconds; never a payload, never a secret. */
export const log = (event: string, fields: Record<string, unknown>) =>
  console.log(JSON.stringify({ event, ...fields }));
