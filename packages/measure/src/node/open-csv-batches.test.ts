import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, type Table } from "@ie/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measureExperimentStream, type OpenRows } from "../streaming/index.ts";
import { openCsvBatches } from "./open-csv-batches.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-batches-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function read(open: OpenRows, columns: readonly string[] = []): Promise<Table[]> {
  const tables: Table[] = [];
  for await (const table of open(columns)) tables.push(table);
  return tables;
}

describe("openCsvBatches", () => {
  test("opens the file anew each time, with the columns that are asked for", async () => {
    const open = openCsvBatches(await written("a.csv", "id,arm,y\n1,a,2\n2,b,3\n"));
    for (let pass = 0; pass < 2; pass++) {
      const [table] = await read(open, ["y", "arm"]);
      expect({ ...table }).toEqual({ arm: ["a", "b"], y: Float64Array.of(2, 3) });
    }
    expect(Object.keys((await read(open))[0]!)).toEqual(["id", "arm", "y"]);
  });

  test("feeds an experiment", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 2 === 0 ? "control" : "b"},${i % 7}`);
    const open = openCsvBatches(await written("e.csv", `arm,y\n${rows.join("\n")}\n`), { batchCharacters: 100 });
    const context = { log: silentLog, signal: new AbortController().signal };
    const fit = await measureExperimentStream(open, { formula: "y ~ 1", treatment: "arm" }, context);
    expect(fit.sampleSize).toBe(60);
  });

  test.each([
    ["fault.csv", "a\n1\nx\n", /"[^"]*fault\.csv": line 3: column "a" held numbers so far/],
    ["latin.csv", Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a), /"[^"]*latin\.csv": the text is not UTF-8/],
  ])("names the file and the fault of %s", async (name, content, message) => {
    const open = openCsvBatches(await written(name, content), { batchCharacters: 4 });
    await expect(read(open)).rejects.toThrow(message);
    await expect(read(open)).rejects.toMatchObject({ code: "data/unreadable" });
  });

  test("names a file that is not there", async () => {
    await expect(read(openCsvBatches(join(folder, "none.csv")))).rejects.toMatchObject({
      code: "data/unreadable",
      message: expect.stringMatching(/none\.csv": .*no such file/) as string,
    });
  });
});
