import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { bytesOf, same, sameList, type MakeDriver } from "./expectations.ts";

/** Bytes that tell their version at every place, and by their length. */
function version(index: number): Uint8Array {
  return new Uint8Array(200_000 + index * 40_000).fill(index);
}

export function describeRaces(runner: TestRunner, make: MakeDriver): void {
  runner.test("lets one of 50 racing creates win", async () => {
    const driver = await make();
    const racers = Array.from({ length: 50 }, (_, index) => bytesOf(`racer ${index}`));
    const won = await Promise.all(racers.map((bytes) => driver.write("t/new/a", bytes, { ifAbsent: true })));
    expectThat(won.filter(Boolean).length === 1, `${won.filter(Boolean).length} of 50 creates won`);
    expectThat(same(await driver.read("t/new/a"), racers[won.indexOf(true)]!), "the winner's bytes are not there");
  });

  runner.test("shows a reader the old bytes or the new, never a mixture", async () => {
    const driver = await make();
    await driver.write("t/a", version(0), { ifAbsent: true });
    const writing = new AbortController();
    const writer = async (): Promise<void> => {
      for (let round = 1; round <= 24; round++) await driver.write("t/a", version(round % 12), { ifAbsent: false });
      writing.abort();
    };
    const reader = async (): Promise<void> => {
      while (!writing.signal.aborted) {
        const seen = await driver.read("t/a");
        const whole = seen !== null && same(seen, version(seen[0] ?? 0));
        expectThat(whole, `a reader saw torn bytes: ${seen === null ? "none" : seen.length}`);
        await new Promise((done) => setTimeout(done, 0)); // lets a writer that waits for a timer or a socket go on
      }
    };
    await Promise.all([writer(), reader(), reader()]);
  });

  runner.test("keeps both of two replaces of different keys", async () => {
    const driver = await make();
    const keys = Array.from({ length: 20 }, (_, index) => `t/many/${String(index).padStart(2, "0")}`);
    await Promise.all(keys.map((key) => driver.write(key, bytesOf(key), { ifAbsent: false })));
    expectThat(sameList(await driver.list("t/many"), keys), "a concurrent write was lost");
  });
}
