import { describe, expect, test } from "vitest";
import { memoryDriver } from "./memory-driver.ts";
import { describeDriver } from "./testing.ts";

describeDriver({ describe, test }, "memory", memoryDriver);

test("copies a Node Buffer too", async () => {
  const driver = memoryDriver();
  const given = Buffer.from("abc");
  await driver.write("t/a", given, { ifAbsent: true });
  given.fill(0);
  expect(await driver.read("t/a")).toEqual(Uint8Array.of(97, 98, 99));
});
