import type { StoreDriver } from "@ie/contracts";
import { once } from "node:events";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { runChild, startChild } from "../test/child-process.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { fileDriver } from "./file-driver.ts";
import { describeDriver } from "./testing.ts";
import { hostileKeys } from "./testing/hostile-keys.ts";

const bytes = Uint8Array.of(1, 2, 3);
const create = { ifAbsent: true };

async function fastDriver(): Promise<{ folder: string; driver: StoreDriver }> {
  const folder = await temporaryFolder();
  return { folder, driver: fileDriver(join(folder, "root"), { durability: "fast" }) };
}

describeDriver({ describe, test }, "file, fast", async () => (await fastDriver()).driver);
describeDriver({ describe, test }, "file, synced", async () => fileDriver(join(await temporaryFolder(), "a/new/root")));

test("gives plain bytes and a file URL", async () => {
  const { folder, driver } = await fastDriver();
  await driver.write("t/a", bytes, create);
  expect(Object.getPrototypeOf(await driver.read("t/a"))).toBe(Uint8Array.prototype);
  expect(driver.url("t/a")).toBe(pathToFileURL(join(folder, "root/t/a")).href);
});

test("refuses hostile keys itself, wherever they come from", async () => {
  const { folder, driver } = await fastDriver();
  const leaving = hostileKeys.filter((key) => key !== "" && /[^A-Za-z0-9._/-]|^\.|\/\.|^\/|\/\/|\/$/.test(key));
  for (const key of leaving) {
    const refusal = { code: "store/invalid-key" };
    await expect(driver.read(key)).rejects.toMatchObject(refusal);
    await expect(driver.write(key, bytes, create)).rejects.toMatchObject(refusal);
    await expect(driver.list(key)).rejects.toMatchObject(refusal);
    await expect(driver.remove(key)).rejects.toMatchObject(refusal);
    expect(() => driver.url(key)).toThrow(expect.objectContaining(refusal));
  }
  expect(leaving.length).toBeGreaterThan(25);
  expect(await readdir(folder)).toEqual([]);
});

describe("symbolic links", () => {
  test.each(["folder", "file", "broken"])("a linked %s below the root is refused", async (kind) => {
    const { folder, driver } = await fastDriver();
    const outside = join(folder, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "secret"), "s");
    await mkdir(join(folder, "root/t"), { recursive: true });
    const target = { folder: outside, file: join(outside, "secret"), broken: join(outside, "absent") }[kind]!;
    await symlink(target, join(folder, "root/t/link"));
    for (const key of kind === "folder" ? ["t/link/secret", "t/link/new/a", "t/link"] : ["t/link"]) {
      const refusal = { code: "store/unsupported", message: expect.stringContaining('"t/link" is a symbolic link') };
      await expect(driver.read(key)).rejects.toMatchObject(refusal);
      await expect(driver.write(key, bytes, create)).rejects.toMatchObject(refusal);
      await expect(driver.write(key, bytes, { ifAbsent: false })).rejects.toMatchObject(refusal);
      await expect(driver.remove(key)).rejects.toMatchObject(refusal);
      await expect(driver.list(key)).rejects.toMatchObject(refusal);
    }
    expect(await driver.list("")).toEqual([]);
    expect(await readdir(outside)).toEqual(["secret"]);
  });

  test("the root itself may be one", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "real"));
    await symlink(join(folder, "real"), join(folder, "root"));
    await fileDriver(join(folder, "root")).write("t/a", bytes, create);
    expect(await readdir(join(folder, "real/t"))).toEqual(["a"]);
  });
});

describe("writers that fail or crash", () => {
  test("what a crashed writer left is neither listed nor in the way", async () => {
    const { folder, driver } = await fastDriver();
    await mkdir(join(folder, "root/t/empty/deep"), { recursive: true });
    await writeFile(join(folder, "root/t/.0d9c.tmp"), "half");
    expect(await driver.list("")).toEqual([]);
    expect(await driver.write("t/empty", bytes, create)).toBe(true);
    expect(await driver.list("")).toEqual(["t/empty"]);
  });

  test("a failed write takes its temporary file and its folders with it", async () => {
    const { folder } = await fastDriver();
    const script = `
      await driver.write("t/kept", new Uint8Array(10), { ifAbsent: true });
      for (const ifAbsent of [true, false]) {
        await driver.write("t/new/deep/a", new Uint8Array(1e6), { ifAbsent }).catch((error) => print(error.message));
      }`;
    const printed = await runChild(join(folder, "root"), script, "trap '' XFSZ; ulimit -f 64");
    expect(printed).toMatch(/^(file store: cannot write "t\/new\/deep\/a"; EFBIG.*\n?){2}$/);
    expect(await readdir(join(folder, "root"), { recursive: true })).toEqual(["t", "t/kept"]);
  });

  test("a killed writer leaves whole artefacts", async () => {
    const { folder, driver } = await fastDriver();
    const script = `for (let i = 1; ; i++) {
      await driver.write("t/a", new Uint8Array(4e6 + i).fill(i % 251), { ifAbsent: false });
      if (i === 10) print("going");
    }`;
    const child = startChild(join(folder, "root"), script);
    await once(child.stdout!, "data"); // stdout is a pipe
    child.kill("SIGKILL");
    await once(child, "exit");
    const seen = await driver.read("t/a");
    expect(seen!.length).toBeGreaterThanOrEqual(4e6 + 10);
    expect(seen!.every((byte) => byte === (seen!.length - 4e6) % 251)).toBe(true);
    expect(await driver.list("")).toEqual(["t/a"]);
  });

  test("a file system that fails is store/unavailable, with its cause", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const writing = fileDriver(join(folder, "file/root")).write("t/a", bytes, create);
    await expect(writing).rejects.toMatchObject({
      code: "store/unavailable",
      message: expect.stringMatching(/^file store: cannot write "t\/a"; ENOTDIR/),
      cause: { code: "ENOTDIR" },
    });
  });
});

describe("races", () => {
  test("one creator wins each key among several processes", async () => {
    const { folder, driver } = await fastDriver();
    const script = `
      let won = 0;
      for (let i = 0; i < 100; i++) won += await driver.write("t/" + i, new Uint8Array(8), { ifAbsent: true });
      print(won);`;
    const counts = await Promise.all([1, 2, 3].map(() => runChild(join(folder, "root"), script)));
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(100);
    expect(await driver.list("t")).toHaveLength(100);
  });

  test("an artefact and a folder of the same name never both come to be", async () => {
    const { driver } = await fastDriver();
    for (let round = 0; round < 40; round++) {
      const keys = [`t/${round}`, `t/${round}/a`, `t/${round}/a/b`];
      const written = await Promise.allSettled(keys.map((key) => driver.write(key, bytes, create)));
      const failed = written.filter((result) => result.status === "rejected").map(({ reason }) => reason as unknown);
      expect(await driver.list(`t/${round}`)).toHaveLength(written[0]!.status === "fulfilled" ? 0 : 1);
      expect(failed).toHaveLength(2);
      for (const error of failed) expect(error).toMatchObject({ code: "store/conflict" });
    }
  });

  test("removers that take folders away do not stop writers", async () => {
    const { folder, driver } = await fastDriver();
    const work = async (id: number): Promise<void> => {
      for (let round = 0; round < 40; round++) {
        const key = `t/shared/deep/${id}`;
        expect(await driver.write(key, bytes, create)).toBe(true);
        await driver.remove(key);
      }
    };
    await Promise.all([1, 2, 3, 4].map(work));
    expect(await driver.list("")).toEqual([]);
    expect(await driver.write("t/shared", bytes, create)).toBe(true);
    expect(await readdir(join(folder, "root"), { recursive: true })).toEqual(["t", "t/shared"]);
  });
});
