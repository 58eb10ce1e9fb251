import { expect, test } from "vitest";
import { timerSleep } from "./transport.ts";

const signal = new AbortController().signal;

test("waits", async () => {
  const order: string[] = [];
  await Promise.all([
    timerSleep(4, signal).then(() => order.push("later")),
    timerSleep(0, signal).then(() => order.push("soon")),
  ]);
  expect(order).toEqual(["soon", "later"]);
});

test("ends at once when it is told to, before or while it waits", async () => {
  await expect(timerSleep(1e6, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  const stop = new AbortController();
  const waiting = timerSleep(1e6, stop.signal);
  stop.abort(new Error("while"));
  await expect(waiting).rejects.toThrow("while");
});
