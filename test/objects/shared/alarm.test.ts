import { expect, it } from "vitest";
import { Alarm } from "../../../src/objects/shared/alarm.ts";
import { withTables } from "../database.ts";

const soon = Date.now() + 3_600_000;
const later = soon + 1_000;

/** As an object has it after its start, which waits until the alarm that is set already is known. */
async function alarmOf(state: DurableObjectState): Promise<Alarm> {
  const alarm = new Alarm(state);
  await state.blockConcurrencyWhile(async () => {});
  return alarm;
}

it("goes off at the earliest moment that was asked for", () =>
  withTables([], async (state) => {
    const alarm = await alarmOf(state);
    for (const at of [later, soon, later]) alarm.wakeAt(at);
    expect(await state.storage.getAlarm()).toBe(soon);
  }));

it("knows after a restart what it was set to", () =>
  withTables([], async (state) => {
    (await alarmOf(state)).wakeAt(soon);
    const restarted = await alarmOf(state);
    restarted.wakeAt(later);
    expect(await state.storage.getAlarm()).toBe(soon);
    restarted.wakeAt(soon - 1);
    expect(await state.storage.getAlarm()).toBe(soon - 1);
  }));

it("may be set to a later moment once it has gone off", () =>
  withTables([], async (state) => {
    const alarm = await alarmOf(state);
    alarm.wakeAt(soon);
    alarm.rang();
    alarm.wakeAt(later);
    expect(await state.storage.getAlarm()).toBe(later);
  }));
