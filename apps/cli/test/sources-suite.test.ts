import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describeSource } from "@ie/measure/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { registriesFor } from "../src/registries.ts";

const days = Array.from({ length: 28 }, (_, i) => `2024-02-${String(i + 1).padStart(2, "0")}`);
const shops = ["a", "b", "c", "d", "e"];
const records = days.flatMap((date, t) =>
  shops.map((shop, s) => ({ date, shop, sales: t === 3 && s === 1 ? null : 10 * s + t + 0.5 })),
);
const csv = `date,shop,sales\n${records.map(({ date, shop, sales }) => `${date},${shop},${sales ?? ""}`).join("\n")}\n`;

// Made at once, since the suite's tests are declared before any of them runs.
const folder = mkdtempSync(join(tmpdir(), "ie-sources-"));
writeFileSync(join(folder, "rows.csv"), csv);
writeFileSync(join(folder, "rows.csv.gz"), gzipSync(csv));
writeFileSync(join(folder, "rows.json"), JSON.stringify(records));
writeFileSync(join(folder, "rows.ndjson"), records.map((record) => JSON.stringify(record)).join("\n"));
const server = createServer((_, response) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(records)),
);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rows`;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const [from, to] = ["rows.csv", "rows.parquet"].map((name) => join(folder, name).replaceAll("'", "''"));
  await connection.run(
    `COPY (SELECT date::VARCHAR AS date, shop, sales FROM read_csv('${from}')) TO '${to}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const { sources } = registriesFor([join(folder, "m.yaml")], folder);
const example = {
  window: { column: "date", from: "2024-02-05", to: "2024-02-11" },
  unit: "shop",
  units: shops.length,
  sampleSize: 3,
  missing: { column: "sales", count: 1 },
};

for (const path of ["rows.csv", "rows.csv.gz", "rows.json", "rows.ndjson", "rows.parquet"]) {
  describeSource({ describe, test }, `file, ${path}`, sources["file"]!, {
    ...example,
    options: { path, unit_column: "shop" },
  });
}
describeSource({ describe, test }, "duckdb", sources["duckdb"]!, {
  ...example,
  options: { files: { rows: "rows.csv" }, table: "rows", unit_column: "shop" },
});
describeSource({ describe, test }, "http", sources["http"]!, {
  ...example,
  options: { url, allow_insecure: true, unit_column: "shop" },
});
