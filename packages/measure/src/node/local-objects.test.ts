import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unwrap, validate, type OpenObjects, type Table } from "@ie/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryObject } from "../formats/index.ts";
import { contextOf } from "../measure.ts";
import { fileSource } from "./file-source.ts";
import { localObjects } from "./local-objects.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-objects-"));
  const names = [
    "d/b.csv",
    "d/a.csv",
    "d/notes.md",
    "d/_SUCCESS.csv",
    "d/.x.csv",
    "p/part=2/y.csv",
    "p/part=1/x.csv",
    "top.csv",
  ];
  for (const name of names) {
    const path = join(folder, "root", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "n\n1\n");
  }
  await mkdir(join(folder, "root", "l"));
  await writeFile(join(folder, "secret.csv"), "n\n1\n");
  await symlink(join(folder, "secret.csv"), join(folder, "root", "l", "link.csv"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function names(location: string): Promise<readonly string[]> {
  return (await localObjects([join(folder, "none"), join(folder, "root")])(location, contextOf(1))).map(
    ({ name }) => name,
  );
}

test.each([
  ["top.csv", ["top.csv"]],
  ["d", ["d/a.csv", "d/b.csv"]],
  ["d/", ["d/a.csv", "d/b.csv"]],
  ["d/*.csv", ["d/a.csv", "d/b.csv"]],
  ["d/?.md", []],
  ["d/*.md", ["d/notes.md"]],
  ["p/part=*/", ["p/part=1/x.csv", "p/part=2/y.csv"]],
  ["p/part=*/*.csv", ["p/part=1/x.csv", "p/part=2/y.csv"]],
  ["**/x.csv", ["p/part=1/x.csv"]],
  ["*.csv", ["top.csv"]],
])("%s", async (location, found) => {
  if (found.length > 0) expect(await names(location)).toEqual(found);
  else await expect(names(location)).rejects.toThrow(/there is no such file; looked for names that end in \.csv/);
});

test.each([
  ["../secret.csv", /leads upwards/],
  ["*/../../*.csv", /leads upwards/],
  ["l", /"l\/link.csv": it lies outside the folders that may be read; remove the link/],
  ["l/*.csv", /lies outside/],
  ["/etc/*", /lies outside/],
  ["*\0.csv", /NUL/],
  ["none", /there is no such file/],
])("refuses %j", async (location, message) => {
  await expect(names(location)).rejects.toThrow(message);
  await expect(names(location)).rejects.toMatchObject({ code: "data/unreadable" });
});

describe("addresses", () => {
  const asked: string[] = [];
  const open: OpenObjects = (location) => {
    asked.push(location);
    return Promise.resolve([memoryObject(location, new TextEncoder().encode("n\n7\n"))]);
  };
  const load = async (path: string, more: object = {}): Promise<Table> => {
    const source = fileSource([], { open: { https: open, s3: open } });
    const options = unwrap(validate(source.options, { path, ...more }), "test", "config/invalid");
    return source.load(options, { from: null, to: null, sampleSize: null }, contextOf(1));
  };

  test("go to what opens their scheme", async () => {
    expect((await load("s3://bucket/year=2024/a.csv"))["year"]).toEqual(Float64Array.of(2024));
    expect((await load("HTTPS://example.com/a.csv?x=1"))["n"]).toEqual(Float64Array.of(7));
    expect((await load("http://example.com/a.csv", { allow_insecure: true }))["n"]).toEqual(Float64Array.of(7));
    expect(asked).toEqual(["s3://bucket/year=2024/a.csv", "HTTPS://example.com/a.csv?x=1", "http://example.com/a.csv"]);
  });

  test("are refused without showing what they hide", async () => {
    await expect(load("http://ann:hush@example.com/a.csv?token=hush")).rejects.toThrow(
      'file: cannot read from "http://example.com/a.csv": http: neither hides nor proves what it carries; use https:, or set allow_insecure: true',
    );
    await expect(load("ftp://example.com/a.csv")).rejects.toThrow(
      /addresses that begin with "ftp:"; there is https:, s3:/,
    );
  });
});

test.each([
  [{ time_zone: "Mars/Olympus" }, /no time zone; write its IANA name/],
  [{ date_format: "yyyy" }, /no date format; write YYYY, MM and DD/],
  [{ encoding: "ebcdic" }, /no encoding that is known/],
  [{ columns: [] }, /columns/],
  [{ types: { a: "money" } }, /types|expected|invalid/],
  [{ max_bytes: 0 }, /max_bytes|too small/],
])("options: %j", (options, message) => {
  const result = validate(fileSource([]).options, { path: "a.csv", ...options });
  expect(result.ok ? "" : JSON.stringify(result.issues)).toMatch(message);
});
