import { isImpactError, type DataObject } from "@ie/contracts";
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { everythingIn } from "../../test/support/everything-in.ts";
import { startHttpServer, type Answering, type Asked } from "../../test/support/http-server.ts";
import { contextOf } from "../measure.ts";
import { httpObjects, type HttpObjectsSetup } from "./http-objects.ts";

const large = Uint8Array.from({ length: 20_000_000 }, (_, i) => (i * 7919) % 251);

/** A server of `bytes` by ranges, as RFC 9110 has them. */
function ranged(bytes: Uint8Array, tag = '"v1"'): Answering {
  const answer = ({ headers }: Asked, response: ServerResponse): void => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    const start = Number(from);
    if (headers["if-match"] !== undefined && headers["if-match"] !== tag) return void response.writeHead(412).end();
    if (start >= bytes.length)
      return void response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    const end = Math.min(Number(to) + 1, bytes.length);
    response.writeHead(206, { etag: tag, "content-range": `bytes ${start}-${end - 1}/${bytes.length}` });
    response.end(bytes.subarray(start, end));
  };
  return answer;
}

const whole =
  (bytes: Uint8Array): Answering =>
  (_, response) =>
    void response.end(bytes);

async function open(answering: Answering, setup: HttpObjectsSetup = {}) {
  const server = await startHttpServer(answering);
  const location = `${server.url}/data/a.csv?sig=s3cr3tsignature`;
  const opening = httpObjects({ sleep: (ms) => (ms >= 30_000 ? new Promise(() => {}) : Promise.resolve()), ...setup })(
    location,
    contextOf(1),
  );
  return { asked: server.asked, url: server.url, opening };
}

async function digest(object: DataObject): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of object.stream()) hash.update(chunk);
  return hash.digest("hex");
}

const expected = createHash("sha256").update(large).digest("hex");

describe("by parts", () => {
  test("size, parts and stream, each byte asked for once", async () => {
    const { asked, opening, url } = await open(ranged(large));
    const [object] = await opening;
    expect([object!.name, object!.bytes]).toEqual([`${url}/data/a.csv`, large.length]);
    expect(await object!.slice(0, 100)).toEqual(large.slice(0, 100));
    expect(asked).toHaveLength(1);
    expect(await object!.slice(19_999_990, 30_000_000)).toEqual(large.slice(19_999_990));
    expect(await digest(object!)).toBe(expected);
    expect(asked).toHaveLength(5);
    expect(asked[1]!.headers).toMatchObject({ "if-match": '"v1"', range: "bytes=19999990-19999999" });
    expect(asked[0]!.path).toContain("sig=s3cr3tsignature");
  });

  test("a part that breaks off is asked for again, alone", async () => {
    const good = ranged(large);
    const { asked, opening } = await open((request, response, count): void => {
      if (count !== 3) return void good(request, response, count);
      response.writeHead(206, {
        "content-range": `bytes 8388608-16777215/${large.length}`,
        "content-length": "8388608",
      });
      response.write(large.subarray(0, 1000));
      setTimeout(() => response.destroy(), 2);
    });
    const [object] = await opening;
    expect(await digest(object!)).toBe(expected);
    expect(asked).toHaveLength(5);
  });

  test.each<[string, Answering]>([
    ["a new version", ranged(large, '"v2"')],
    ["another size", ranged(large.subarray(0, 19_000_000))],
    ["the whole after all", whole(large.subarray(0, 10))],
  ])("%s while it is read is refused", async (_, later) => {
    const first = ranged(large);
    const { opening } = await open((request, response, count) =>
      (count === 1 ? first : later)(request, response, count),
    );
    const [object] = await opening;
    await expect(object!.slice(1_000_000, 1_000_010)).rejects.toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining("it changed while it was read"),
    });
  });

  test("an empty file", async () => {
    const [object] = await (await open(ranged(new Uint8Array(0)))).opening;
    expect([object!.bytes, await object!.slice(0, 10)]).toEqual([0, new Uint8Array(0)]);
  });
});

describe("as a whole", () => {
  test("where the server gives no ranges", async () => {
    const { asked, opening } = await open(whole(large));
    const [object] = await opening;
    expect([object!.bytes, asked.length]).toEqual([large.length, 1]);
    expect(await object!.slice(5, 10)).toEqual(large.slice(5, 10));
    expect(await digest(object!)).toBe(expected);
    expect(asked).toHaveLength(1);
  });

  test("up to a limit", async () => {
    const { opening } = await open(whole(large), { maxBytes: 1_000_000 });
    await expect(opening).rejects.toMatchObject({ code: "data/too-large" });
  });
});

test("a log-in page is no file", async () => {
  const { opening } = await open((_, response) => void response.end("<!DOCTYPE html><form>"));
  await expect(opening).rejects.toMatchObject({
    code: "data/unreadable",
    message: expect.stringContaining("a web page") as string,
  });
});

test.each([
  [404, "data/unreadable"],
  [403, "data/denied"],
  [500, "data/unavailable"],
])("%d is %s, without the signature in the address", async (status, code) => {
  const { opening } = await open((_, response) => void response.writeHead(status).end("no s3cr3tsignature"));
  const error = await opening.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(everythingIn(error)).not.toContain("s3cr3tsignature");
});

test.each([
  ["http://example.com/a.csv", "is not encrypted"],
  ["https://me:s3cr3t@example.com/a.csv", "holds credentials"],
  ["nowhere", "is no address"],
])("%s is config/invalid", async (location, message) => {
  const error = await httpObjects()(location, contextOf(1)).catch((thrown: unknown) => thrown);
  expect(isImpactError(error) && [error.code, error.message]).toEqual([
    "config/invalid",
    expect.stringContaining(message),
  ]);
  expect(everythingIn(error)).not.toContain("s3cr3t");
});
