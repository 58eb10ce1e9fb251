import { isImpactError, type StoreDriver } from "@ie/contracts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { everythingIn } from "../../test/everything-in.ts";
import { startS3Server } from "../../test/s3-server.ts";
import { createArtefactStore } from "../node.ts";
import { listJobs, readJob } from "../read-job.ts";
import { describeDriver } from "../testing.ts";
import { writeJob } from "../write-job.ts";
import { s3Driver } from "./s3-driver.ts";

const server = await startS3Server();
afterAll(() => server.stop());
beforeEach(() => {
  server.answers.length = 0;
  server.seen.length = 0;
  server.conditional = true;
});

const bytes = Uint8Array.of(1, 2, 3);
const create = { ifAbsent: true };

async function refusal(doing: () => Promise<unknown>): Promise<Error & { code: string }> {
  try {
    await doing();
  } catch (error) {
    if (isImpactError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describeDriver({ describe, test }, "s3", () => s3Driver(server.url(), { writer: "w" }));

test("keeps to its folder, and leaves others' objects alone", async () => {
  const [a, b] = [s3Driver(server.url("deep/a")), s3Driver(server.url("deep/ab"))];
  await a.write("t/x", bytes, create);
  await b.write("t/y", bytes, create);
  expect([await a.list(""), await b.list("")]).toEqual([["t/x"], ["t/y"]]);
  expect(a.url("t/x")).toBe("s3://test-bucket/deep/a/t/x");
  const bucket = s3Driver(`s3://${server.bucket}?endpoint=${server.endpoint}`);
  expect(await bucket.list("deep")).toEqual(["deep/a/t/x", "deep/ab/t/y"]);
});

test("createArtefactStore of node opens it", async () => {
  const url = server.url();
  await createArtefactStore(url).tenant("acme").write("a/b.json", bytes);
  expect(await createArtefactStore(url).tenant("acme").read("a/b.json")).toEqual(bytes);
  await expect(createArtefactStore(url).tenant("acme").write("a/b.json", bytes)).rejects.toMatchObject({
    code: "store/exists",
  });
});

test("jobs: finished once, the same again, and refused with other content", async () => {
  const store = createArtefactStore(server.url()).tenant("acme");
  const job = (text: string) => ({
    jobId: "pilot",
    files: [{ name: "a.txt", mediaType: "text/plain", text }],
    producer: "p",
    createdAt: null,
  });
  const [first, again] = [await writeJob(store, job("x")), await writeJob(store, job("x"))];
  expect([first, await listJobs(store)]).toEqual([again, ["pilot"]]);
  await expect(writeJob(store, job("y"))).rejects.toMatchObject({ code: "store/exists" });
  expect(new TextDecoder().decode((await readJob(store, "pilot")).files["a.txt"])).toBe("x");
});

test("works without the SDK's own checksums", async () => {
  const driver = s3Driver(`${server.url()}&checksums=when_required`);
  await driver.write("t/a", bytes, create);
  expect(await driver.read("t/a")).toEqual(bytes);
});

describe("a server that fails", () => {
  const opened = async (): Promise<StoreDriver> => {
    const driver = s3Driver(server.url(), { writer: crypto.randomUUID() });
    await driver.write("t/first", bytes, create);
    server.seen.length = 0;
    return driver;
  };

  test("twice with 503 is asked again", async () => {
    const driver = await opened();
    server.answers.push(...Array.from({ length: 2 }, () => ({ method: "PUT", status: 503, code: "SlowDown" })));
    expect(await driver.write("t/a", bytes, create)).toBe(true);
    server.answers.push(...Array.from({ length: 2 }, () => ({ method: "GET", status: 503, code: "SlowDown" })));
    expect(await driver.read("t/a")).toEqual(bytes);
    expect(server.seen.filter((line) => line.startsWith("PUT"))).toHaveLength(3);
  });

  test("for good is store/unavailable", async () => {
    const driver = await opened();
    server.answers.push(...Array.from({ length: 4 }, () => ({ method: "GET", status: 503, code: "SlowDown" })));
    const { code, message } = await refusal(() => driver.read("t/first"));
    expect([code, message.replace(/test-bucket\/folder-\d+/, "FOLDER")]).toEqual([
      "store/unavailable",
      's3 store: cannot read "s3://FOLDER/t/first": 503 SlowDown after 4 attempts; try again; if it stays, look at the bucket and the endpoint',
    ]);
  });

  test("a create whose answer was lost is known as its own", async () => {
    const driver = await opened();
    server.answers.push({ method: "PUT", status: 500, code: "InternalError", after: true });
    expect(await driver.write("t/a", bytes, create)).toBe(true);
    expect(server.seen.filter((line) => line.startsWith("PUT"))).toHaveLength(2);
    expect(await driver.write("t/a", bytes, create)).toBe(false);
  });

  test("409 is false where the key is taken, and tried again where it is free", async () => {
    const driver = await opened();
    server.answers.push({ method: "PUT", status: 409, code: "ConditionalRequestConflict" });
    expect(await driver.write("t/first", Uint8Array.of(9), create)).toBe(false);
    server.answers.push({ method: "PUT", status: 409, code: "ConditionalRequestConflict" });
    expect(await driver.write("t/free", bytes, create)).toBe(true);
    expect(await driver.read("t/first")).toEqual(bytes);
  });

  test("that takes no notice of If-None-Match is found out at the first create", async () => {
    server.conditional = false;
    const { code, message } = await refusal(() => s3Driver(server.url()).write("t/a", bytes, create));
    expect([code, message]).toEqual([
      "store/unsupported",
      expect.stringContaining("overwrites what a conditional write has to keep"),
    ]);
  });

  test.each([
    [403, "AccessDenied", "store/unavailable", "it is not allowed, 403 AccessDenied; look at the credentials"],
    [301, "PermanentRedirect", "store/unavailable", "the bucket lies elsewhere"],
    [404, "NoSuchBucket", "store/unavailable", "there is no such bucket"],
    [501, "NotImplemented", "store/unsupported", "the server lacks what it takes to write"],
  ])("%d %s", async (status, name, code, message) => {
    const driver = await opened();
    server.answers.push(...Array.from({ length: 4 }, () => ({ method: "PUT", status, code: name })));
    const error = await refusal(() => driver.write("t/a", bytes, create));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(everythingIn(error)).not.toMatch(/AKIATEST|test-secret|Signature|Credential=/);
  });
});

test("a server that is not there", async () => {
  const driver = s3Driver("s3://test-bucket/x?region=eu-central-1&endpoint=http://127.0.0.1:1");
  const error = await refusal(() => driver.read("t/a"));
  expect(error).toMatchObject({
    code: "store/unavailable",
    message: expect.stringContaining("cannot be reached, ECONNREFUSED"),
  });
  expect(everythingIn(error)).not.toMatch(/AKIATEST|test-secret|Signature/);
});

test.each([
  ["s3://AKIA:hunter2@bucket/x", "the s3 URL holds credentials"],
  ["s3://Big_Bucket/x", '"Big_Bucket" is no name of a bucket'],
  ["s3://bucket/../x", "is not a plain path"],
  ["s3:///x", "names no bucket"],
  ["s3://bucket/x?regoin=eu", 'unknown parameter "regoin"; did you mean "region"?'],
  ["s3://bucket/x?checksums=never", "checksums is of no known kind"],
  ["s3://bucket/x?endpoint=http://example.com", 'the endpoint "http://example.com" is not encrypted'],
  ["s3://bucket/x?endpoint=https://a:hunter2@example.com", "the endpoint holds credentials"],
  ["s3://bucket/x?endpoint=nowhere", "the endpoint is no address"],
  ["s3://bucket/a/../b c", "is not a plain path"],
])("%j is store/unsupported", (url, message) => {
  const opening = () => s3Driver(url);
  expect(opening).toThrow(
    expect.objectContaining({ code: "store/unsupported", message: expect.stringContaining(message) as string }),
  );
  expect(opening).not.toThrow("hunter2");
});
