import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { bytesOf, sameList, type MakeDriver } from "./expectations.ts";

export function describeList(runner: TestRunner, make: MakeDriver): void {
  runner.test("lists sorted keys below a folder, not below a string prefix", async () => {
    const driver = await make();
    const keys = ["t-2/x", "t/B", "t/a-b", "t/a.json", "t/a/b", "t/a/c/d", "t/ab", "u/a/b"];
    for (const key of keys.toReversed()) await driver.write(key, bytesOf(key), { ifAbsent: true });
    const expected: Readonly<Record<string, readonly string[]>> = {
      "": keys,
      t: keys.filter((key) => key.startsWith("t/")),
      "t/a": ["t/a/b", "t/a/c/d"],
      "t/a/b": [],
      "t/absent": [],
      absent: [],
    };
    for (const [prefix, wanted] of Object.entries(expected)) {
      const found = await driver.list(prefix);
      expectThat(sameList(found, wanted), `list("${prefix}") is ${found.join(", ")}`);
    }
  });

  runner.test("lists 2,500 keys, none left out", async () => {
    const driver = await make();
    const keys = Array.from({ length: 2500 }, (_, index) => `t/${index % 7}/${String(index).padStart(4, "0")}.json`);
    for (let start = 0; start < keys.length; start += 50) {
      const batch = keys.slice(start, start + 50);
      await Promise.all(batch.map((key) => driver.write(key, bytesOf(key), { ifAbsent: true })));
    }
    const found = await driver.list("t");
    expectThat(sameList(found, keys.toSorted()), `${found.length} keys are listed`);
  });
}
