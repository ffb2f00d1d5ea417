import { expect, it } from "vitest";
import { eventMail } from "../../../src/core/request/mail.ts";

const mailAt = (iso: string, timeZone: string | null) => {
  const event = { id: "msg_1", type: "invoice.paid", timestamp: iso, payload: "{}" };
  return eventMail(event as never, { data: "{}", json: "{}" }, null, "de", timeZone).text.split("\n")[0];
};

it("says when an event happened in the time zone of its application, else in UTC", () => {
  expect(mailAt("2026-07-01T12:00:00Z", null)).toBe("invoice.paid, 1. Juli 2026 um 12:00:00 UTC.");
  expect(mailAt("2026-07-01T12:00:00Z", "Europe/Berlin")).toBe(
    "invoice.paid, 1. Juli 2026 um 14:00:00 MESZ.",
  );
});

it("tells the hour that comes twice apart", () => {
  expect(mailAt("2026-10-25T00:30:00Z", "Europe/Berlin")).toContain("02:30:00 MESZ");
  expect(mailAt("2026-10-25T01:30:00Z", "Europe/Berlin")).toContain("02:30:00 MEZ");
});
