import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { unwrap, validate, type Table } from "@ie/contracts";
import { createPostgresSource } from "@ie/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf, everything } from "./support/context.ts";
import { debianPostgres, startDebian } from "./support/postgres-server.ts";

const secrets: Record<string, string> = {
  NOWHERE: "postgres://ann:hunter2@127.0.0.1:1/shop",
  NO_HOST: "postgres://ann:hunter2@no-such-host.invalid/shop",
  NO_URL: "host=db password=hunter2",
  OTHER: "mysql://ann:hunter2@db/shop",
};
const source = createPostgresSource({ secret: (name) => secrets[name] });

function load(options: object, signal?: AbortSignal): Promise<Table> {
  const read = unwrap(validate(source.options, options), "test", "config/invalid");
  return source.load(read, everything, contextOf(1, signal));
}

/** All that a failure could show: message, facts, stack and causes. */
async function toldBy(failure: Promise<unknown>): Promise<string> {
  return failure.then(
    () => "nothing",
    (error: unknown) => inspect(error, { depth: 10, showHidden: true }),
  );
}

describe("no failure shows a secret", () => {
  test.each([
    ["ABSENT", "config/missing-secret", 'postgres: the secret "ABSENT" is not set'],
    ["NO_URL", "config/invalid", 'the secret "NO_URL" holds no URL of a Postgres server'],
    ["OTHER", "config/invalid", "it reads postgres://user:password@host:5432/database"],
    ["NOWHERE", "data/unavailable", 'no connection by the secret "NOWHERE" (ECONNREFUSED): nothing listens there'],
    ["NO_HOST", "data/unavailable", 'no connection by the secret "NO_HOST"'],
  ])("%s", async (secret, code, message) => {
    const failure = load({ connection: { secret }, table: "t" });
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
    expect(await toldBy(failure)).not.toMatch(/hunter2|ann:|no-such-host/);
  });
});

const bin = debianPostgres();

describe.skipIf(bin === null)("a PostgreSQL server", () => {
  let server: Awaited<ReturnType<typeof startDebian>>;
  const connection = { secret: "SERVER" };

  beforeAll(async () => {
    server = await startDebian(bin ?? "");
    secrets["SERVER"] = server.url;
    secrets["WRONG"] = server.url.replace("s3cr3t", "guess");
    secrets["LOCALHOST"] = server.url.replace("127.0.0.1", "localhost");
    if (server.certificate !== null) secrets["CA"] = readFileSync(server.certificate, "utf8");
    await server.run(`
      CREATE TABLE t AS SELECT i AS id, sin(i) AS y FROM generate_series(1, 25000) AS s(i);
      CREATE SEQUENCE s;
      CREATE TYPE size AS ENUM ('small', 'large');
      CREATE TABLE sizes AS SELECT CAST('large' AS size) AS size, CAST('{}' AS json) AS extra;
      CREATE SCHEMA "my schema"; CREATE TABLE "my schema".t AS SELECT 1 AS a;
    `);
  }, 60_000);

  afterAll(() => server.stop());

  test("reads more than one fetch, enumerations and other schemas", async () => {
    const table = await load({ connection, table: "t" });
    expect(Array.from(table["y"] as Float64Array).slice(0, 3)).toEqual([1, 2, 3].map(Math.sin));
    expect(table["id"]).toHaveLength(25_000);
    expect((await load({ connection, table: "sizes", columns: ["size"] }))["size"]).toEqual(["large"]);
    await expect(load({ connection, table: "sizes" })).rejects.toThrow('column "extra" is of type json');
    expect((await load({ connection, table: "my schema.t" }))["a"]).toEqual(Float64Array.of(1));
    expect((await load({ connection, table: ["my schema", "t"] }))["a"]).toEqual(Float64Array.of(1));
    await expect(load({ connection, query: "SELECT 1 AS a, 2 AS a" })).rejects.toMatchObject({
      code: "data/duplicate-key",
    });
  });

  test.each([
    "SELECT nextval('s')",
    "SELECT setval('s', 5)",
    "SELECT id FROM t FOR UPDATE",
    "SELECT id INTO copied FROM t",
    "SELECT set_config('transaction_read_only', 'off', false)",
  ])("%s is refused", async (query) => {
    await expect(load({ connection, query })).rejects.toMatchObject({ code: "data/unreadable" });
    expect((await load({ connection, table: "t" }))["id"]).toHaveLength(25_000);
  });

  test("what a function writes all the same is rolled back", async () => {
    await load({ connection, query: "SELECT lo_from_bytea(424242, 'x') AS x" }).catch(() => {});
    const query = "SELECT count(*) AS n FROM pg_largeobject_metadata WHERE oid = 424242";
    expect((await load({ connection, query }))["n"]).toEqual(Float64Array.of(0));
  });

  test("a refused login and a server's own words show no password", async () => {
    const refused = load({ connection: { secret: "WRONG" }, table: "t" });
    await expect(refused).rejects.toThrow('no connection by the secret "WRONG" (28P01): the server refuses the login');
    await expect(refused).rejects.toMatchObject({ code: "data/denied" });
    expect(await toldBy(refused)).not.toMatch(/guess|owner|s3cr3t/);
    expect(await toldBy(load({ connection, table: "none" }))).not.toMatch(/s3cr3t/);
  });

  test("tls is checked by name and certificate", async () => {
    const { certificate } = server;
    if (certificate === null) {
      process.stderr.write("skipped: openssl is not installed, so there is no certificate\n");
      return;
    }
    const encrypted = { query: "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()" };
    const own = { tls: "verify", tls_ca: { secret: "CA" } };
    const good = await load({ ...encrypted, connection: { secret: "LOCALHOST" }, ...own });
    expect(good["ssl"]).toEqual(Float64Array.of(1));
    expect((await load({ ...encrypted, connection, tls: "require" }))["ssl"]).toEqual(Float64Array.of(1));
    expect((await load({ ...encrypted, connection, tls: "off" }))["ssl"]).toEqual(Float64Array.of(0));
    for (const wrong of [
      { connection: { secret: "LOCALHOST" }, tls: "verify" },
      { connection, ...own },
    ]) {
      const failure = load({ ...encrypted, ...wrong });
      await expect(failure).rejects.toMatchObject({ code: "data/unavailable" });
      expect(await toldBy(failure)).not.toMatch(/s3cr3t/);
    }
  });

  test("ends when it is told to, and the server stops too", async () => {
    const controller = new AbortController();
    const begin = performance.now();
    const running = load({ connection, query: "SELECT pg_sleep(30)::text AS x" }, controller.signal);
    setTimeout(() => {
      controller.abort(new Error("enough"));
    }, 200);
    await expect(running).rejects.toThrow("enough");
    await expect(load({ connection, query: "SELECT pg_sleep(30)::text AS x", timeout: 0.3 })).rejects.toMatchObject({
      code: "data/unavailable",
    });
    expect(performance.now() - begin).toBeLessThan(5000);
    const busy =
      "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()";
    expect((await load({ connection, query: busy }))["n"]).toEqual(Float64Array.of(0));
  });
});
