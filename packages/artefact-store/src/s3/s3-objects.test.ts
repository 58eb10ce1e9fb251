import { silentLog, type Context, type DataObject } from "@ie/contracts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { everythingIn } from "../../test/everything-in.ts";
import { startS3Server } from "../../test/s3-server.ts";
import { s3Driver } from "./s3-driver.ts";
import { s3Objects } from "./s3-objects.ts";

const server = await startS3Server();
afterAll(() => server.stop());
beforeEach(() => {
  server.answers.length = 0;
  server.seen.length = 0;
});

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

function contextWith(signal: AbortSignal = new AbortController().signal): Context {
  const none = (): never => {
    throw new Error("no chance is needed");
  };
  return { rng: { uniform: none, normal: none, integer: none, stream: none }, log: silentLog, signal };
}

const open = (path: string, options: Parameters<typeof s3Objects>[0] = {}): Promise<readonly DataObject[]> =>
  s3Objects({ endpoint: server.endpoint, ...options })(path, contextWith());

async function streamed({ stream }: DataObject): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(chunk);
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

test("gives an object's name, size, parts and stream", async () => {
  await s3Driver(server.url("one")).write("t/a.csv", bytes, { ifAbsent: true });
  const [object, ...others] = await open("s3://test-bucket/one/t/a.csv");
  expect([object!.name, object!.bytes, others]).toEqual(["s3://test-bucket/one/t/a.csv", 1000, []]);
  expect(await object!.slice(10, 20)).toEqual(bytes.slice(10, 20));
  expect(await object!.slice(990, 5000)).toEqual(bytes.slice(990));
  expect(await object!.slice(7, 7)).toEqual(new Uint8Array(0));
  expect(await streamed(object!)).toEqual(bytes);
});

test("lists a folder whole, beyond a page of 1,000, without what tools hide", async () => {
  const keys = Array.from({ length: 1203 }, (_, i) => `t/day=${String(i).padStart(4, "0")}/part.csv`);
  for (const key of [...keys, "t/_SUCCESS", "t/.part.crc"]) await server.put(`many/${key}`, bytes);
  const found = await open("s3://test-bucket/many/t");
  expect(found.map(({ name }) => name)).toEqual(keys.map((key) => `s3://test-bucket/many/${key}`));
  expect(await open("s3://test-bucket/many/t/")).toHaveLength(1203);
  await expect(open("s3://test-bucket/many/t", { mostObjects: 1000 })).rejects.toMatchObject({
    code: "data/too-large",
  });
});

test("refuses parts of two versions", async () => {
  const driver = s3Driver(server.url("changing"));
  await driver.write("t/a", bytes, { ifAbsent: false });
  const [object] = await open("s3://test-bucket/changing/t/a");
  await driver.write("t/a", bytes.toReversed(), { ifAbsent: false });
  await expect(object!.slice(0, 10)).rejects.toMatchObject({
    code: "data/unreadable",
    message: 'file: cannot read "s3://test-bucket/changing/t/a": it changed while it was read; read it again',
  });
});

test.each([
  ["s3://test-bucket/nothing/here", "data/unreadable", 'there is nothing at "s3://test-bucket/nothing/here"'],
  ["s3://no-such-bucket/a", "data/unreadable", "there is no such bucket"],
  ["s3://k:hunter2@bucket/a", "config/invalid", "holds credentials"],
])("%s is %s", async (path, code, message) => {
  const error = await open(path).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(everythingIn(error)).not.toMatch(/hunter2|AKIATEST|test-secret/);
});

test.each([
  [403, "data/denied", 1],
  [503, "data/unavailable", 4],
])("%d is %s", async (status, code, times) => {
  await s3Driver(server.url("denied")).write("t/a", bytes, { ifAbsent: false });
  const [object] = await open("s3://test-bucket/denied/t/a");
  server.answers.push(...Array.from({ length: times }, () => ({ method: "GET", status, code: "Refused" })));
  const error = await object!.slice(0, 1).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(everythingIn(error)).not.toMatch(/AKIATEST|test-secret|Signature/);
});

test("stops when it is told to", async () => {
  const stop = new AbortController();
  stop.abort();
  const opening = s3Objects({ endpoint: server.endpoint })("s3://test-bucket/x", contextWith(stop.signal));
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
});
