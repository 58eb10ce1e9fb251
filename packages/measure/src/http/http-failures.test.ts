import { isImpactError } from "@ie/contracts";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bearer, load, never, refusal, rows, secret } from "../../test/support/http-loading.ts";
import type { Answering } from "../../test/support/http-server.ts";

describe("a server that fails", () => {
  const status =
    (code: number, headers: Record<string, string> = {}): Answering =>
    (_, response) =>
      void response.writeHead(code, headers).end(`wrong key ${secret}`);

  test("and heals is asked again, later each time", async () => {
    const { table, asked, waits, logged } = await load((asked_, response, count) =>
      count < 4 ? status(503)(asked_, response, count) : rows,
    );
    expect([table === null, asked.length, waits.length]).toEqual([false, 4, 3]);
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** i);
      expect(wait).toBeLessThanOrEqual(500 * 2 ** i);
    }
    expect(logged).toContain("http: retry 3");
  });

  test("for good", async () => {
    const found = await refusal(status(500), { options: { ...bearer, retries: 2 } });
    expect(found.asked).toHaveLength(3);
    expect(found).toMatchObject({
      code: "data/unavailable",
      message: 'http: "http://host/metrics" answered 500 for page 1; the server failed; try again later',
    });
  });

  test.each([
    ["7", {}, 7000],
    ["Mon, 01 Jan 2024 00:00:05 GMT", { date: "Mon, 01 Jan 2024 00:00:00 GMT" }, 5000],
    ["Mon, 01 Jan 2024 00:00:00 GMT", { date: "Mon, 01 Jan 2024 00:00:09 GMT" }, 0],
  ])("with 429 and Retry-After %s", async (after, headers, wait) => {
    const { waits, asked } = await load((_, response, count) =>
      count === 1 ? void response.writeHead(429, { "retry-after": after, ...headers }).end() : rows,
    );
    expect([waits, asked.length]).toEqual([[wait], 2]);
  });

  test("and asks for an hour is not waited for", async () => {
    const found = await refusal(status(429, { "retry-after": "3600" }));
    expect(found).toMatchObject({
      code: "data/unavailable",
      message: expect.stringContaining("answered 429") as string,
    });
    expect(found.asked).toHaveLength(1);
  });

  test.each([401, 403])("with %d names the secret, not its value", async (code) => {
    const found = await refusal(status(code), { options: bearer });
    expect(found.asked).toHaveLength(1);
    expect(found).toMatchObject({
      code: "data/denied",
      message: `http: "http://host/metrics" answered ${code} for page 1; look at the secret "SHOP" and what it may read`,
    });
  });

  test("with 401 where no credentials were sent", async () => {
    expect((await refusal(status(401))).message).toContain("no credentials were sent; give auth");
  });

  test("with another status gives what it says, without the secret that it repeats", async () => {
    const found = await refusal(status(422), { options: bearer });
    expect(found).toMatchObject({
      code: "data/unreadable",
      message: 'http: "http://host/metrics" answered 422 for page 1; it says "wrong key [secret SHOP]"',
    });
    expect(found.asked).toHaveLength(1);
  });

  test("never answers", async () => {
    let ask = (): void => {};
    const answering: Answering = () => ask();
    const sleep = (milliseconds: number): Promise<void> =>
      milliseconds === 30_000
        ? new Promise((done) => (ask = done)) // the time is up once it has been asked
        : milliseconds > 30_000
          ? never
          : Promise.resolve();
    const found = await refusal(answering, { options: { retries: 1 }, setup: { sleep } });
    expect(found).toMatchObject({
      code: "data/unavailable",
      message: expect.stringContaining("did not answer within 30 seconds; raise timeout_seconds") as string,
    });
    expect(found.asked).toHaveLength(2);
  });

  test("never ends its body", async () => {
    const sleep = (milliseconds: number): Promise<void> =>
      milliseconds === 30_000 ? new Promise((done) => setTimeout(done, 5)) : never;
    const found = await refusal((_, response) => void response.writeHead(200).write("["), {
      options: { retries: 0 },
      setup: { sleep },
    });
    expect(found.message).toContain("did not answer within 30 seconds");
  });

  test("takes longer than all the time there is", async () => {
    const sleep = (milliseconds: number): Promise<void> =>
      milliseconds === 600_000 ? new Promise((done) => setTimeout(done, 5)) : never;
    const found = await refusal(() => undefined, { setup: { sleep } });
    expect(found).toMatchObject({
      code: "data/unavailable",
      message: expect.stringContaining("was not read within 600 seconds") as string,
    });
  });

  test("is not there", async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, "127.0.0.1", done));
    const { port } = closed.address() as AddressInfo; // it listens on a port
    await new Promise((done) => closed.close(done));
    const found = await refusal(() => rows, { options: { url: `http://127.0.0.1:${port}/a?key=s3cr3t`, retries: 1 } });
    expect([found.code, found.message]).toEqual([
      "data/unavailable",
      'http: no answer from "http://host/a": the connection was refused; ECONNREFUSED; look at the address and the network',
    ]);
  });

  test.each<[string, Answering]>([
    [
      "breaks off its body",
      (_, response) =>
        void (response.writeHead(200, { "transfer-encoding": "chunked" }),
        response.write("[1,"),
        setTimeout(() => response.destroy(), 2)),
    ],
    [
      "sends less than it announces",
      (_, response) =>
        void (response.writeHead(200, { "content-length": "1000" }),
        response.write("[1,"),
        setTimeout(() => response.destroy(), 2)),
    ],
    ["closes the connection", (_, response) => void response.destroy()],
    [
      "compresses not as announced",
      (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
    ],
  ])("%s", async (_, answering) => {
    const found = await refusal(answering, { options: { retries: 1 } });
    expect(found).toMatchObject({
      code: "data/unavailable",
      message: expect.stringMatching(/^http: (?:no answer from|the body of) "http:\/\/host\/metrics"/) as string,
    });
    expect(found.asked).toHaveLength(2);
  });

  test("compresses in a way that nobody undoes", async () => {
    const found = await refusal(
      (_, response) => void response.writeHead(200, { "content-encoding": "snappy" }).end("x"),
    );
    expect(found).toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining('the body is compressed by "snappy"') as string,
    });
  });

  test("cuts its gzip short", async () => {
    const cut = gzipSync(JSON.stringify(rows)).subarray(0, 30); // which the platform takes for the whole
    const found = await refusal((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(cut));
    expect(found).toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining("it is not JSON from line 1") as string,
    });
  });

  test("sends more than it announces", async () => {
    const found = await refusal(
      (_, response) => {
        response.socket!.end(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n[{"date": "2024-01-01"}]',
        );
      },
      { options: { retries: 0 } },
    );
    expect(["data/unreadable", "data/unavailable"]).toContain(found.code);
  });

  test("sends without end", async () => {
    const flood: Answering = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    const found = await refusal(flood, { options: { max_bytes: 1_000_000 } });
    expect(found).toMatchObject({
      code: "data/too-large",
      message: expect.stringContaining("larger than the 1000000 bytes left of max_bytes") as string,
    });
  });

  test("announces too much", async () => {
    const found = await refusal(
      (_, response) => void response.writeHead(200, { "content-length": "99999999999" }).write("["),
      {},
    );
    expect(found.code).toBe("data/too-large");
  });

  test("sends a gzip bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, " "));
    const found = await refusal(
      (_, response) =>
        void response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/csv" }).end(bomb),
      {
        options: { max_bytes: 1_000_000 },
      },
    );
    expect([bomb.length < 100_000, found.code]).toEqual([true, "data/too-large"]);
  });

  test("is left when the run is stopped", async () => {
    const stop = new AbortController();
    const { error } = await load(() => void setTimeout(() => stop.abort(), 2), { signal: stop.signal });
    expect(error).toMatchObject({ name: "AbortError" });
    expect(isImpactError(error)).toBe(false);
  });
});
