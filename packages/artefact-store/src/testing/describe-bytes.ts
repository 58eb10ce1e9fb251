import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { bytesOf, expectCode, same, sameList, type MakeDriver } from "./expectations.ts";

export function describeBytes(runner: TestRunner, make: MakeDriver): void {
  runner.test("reads null where nothing is", async () => {
    const driver = await make();
    expectThat((await driver.read("t/a")) === null, "read of an absent key is not null");
    await driver.write("t/a/b", bytesOf("x"), { ifAbsent: true });
    expectThat((await driver.read("t/a")) === null, "read of a folder is not null");
    expectThat((await driver.read("t/a/b/c")) === null, "read below an artefact is not null");
  });

  runner.test("gives back the bytes that were written", async () => {
    const driver = await make();
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const contents = [new Uint8Array(0), all, all.subarray(3, 200), new Uint8Array(300_000).fill(7)];
    for (const [index, content] of contents.entries()) {
      await driver.write(`t/${index}.bin`, content, { ifAbsent: true });
      expectThat(same(await driver.read(`t/${index}.bin`), content), `content ${index} came back changed`);
    }
  });

  runner.test("shares no memory with its callers", async () => {
    const driver = await make();
    const given = bytesOf("abc");
    await driver.write("t/a", given, { ifAbsent: true });
    given.fill(0);
    const first = await driver.read("t/a");
    expectThat(same(first, bytesOf("abc")), "a change after the write reached the store");
    first?.fill(0);
    expectThat(same(await driver.read("t/a"), bytesOf("abc")), "a change of what was read reached the store");
  });

  runner.test("creates only where nothing is, and replaces on demand", async () => {
    const driver = await make();
    expectThat(await driver.write("t/a", bytesOf("1"), { ifAbsent: true }), "the first create did not succeed");
    expectThat(!(await driver.write("t/a", bytesOf("2"), { ifAbsent: true })), "the second create did succeed");
    expectThat(same(await driver.read("t/a"), bytesOf("1")), "a refused create changed the bytes");
    expectThat(await driver.write("t/a", bytesOf("3"), { ifAbsent: false }), "the replace did not succeed");
    expectThat(same(await driver.read("t/a"), bytesOf("3")), "the replace did not change the bytes");
    expectThat(await driver.write("t/b", bytesOf("4"), { ifAbsent: false }), "a replace of nothing did not succeed");
  });

  runner.test("removes", async () => {
    const driver = await make();
    await driver.remove("t/absent");
    await driver.write("t/a/b/c", bytesOf("1"), { ifAbsent: true });
    await driver.remove("t/a");
    expectThat((await driver.read("t/a/b/c")) !== null, "removing a folder's name removed an artefact in it");
    await driver.remove("t/a/b/c");
    expectThat((await driver.read("t/a/b/c")) === null, "a removed artefact can be read");
    expectThat((await driver.list("")).length === 0, "a removed artefact is listed");
    expectThat(await driver.write("t/a", bytesOf("2"), { ifAbsent: true }), "a folder outlived its last artefact");
  });

  runner.test("refuses an artefact that is also a folder", async () => {
    const driver = await make();
    await driver.write("t/a", bytesOf("1"), { ifAbsent: true });
    await driver.write("t/b/c/d", bytesOf("2"), { ifAbsent: true });
    for (const ifAbsent of [true, false]) {
      for (const key of ["t/a/b", "t/a/b/c", "t/b", "t/b/c"]) {
        await expectCode(() => driver.write(key, bytesOf("3"), { ifAbsent }), "store/conflict", `write of ${key}`);
      }
    }
    expectThat(sameList(await driver.list(""), ["t/a", "t/b/c/d"]), "a refused write left something behind");
  });

  runner.test("gives each key its own URL", async () => {
    const driver = await make();
    const [a, b] = [driver.url("t/a.json"), driver.url("t/b.json")];
    expectThat(a !== b && a.endsWith("t/a.json") && /^[a-z][a-z0-9+.-]*:/.test(a), `url("t/a.json") is ${a}`);
  });
}
