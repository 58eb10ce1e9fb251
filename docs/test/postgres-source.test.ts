import { describeSource } from "@ie/measure/testing";
import { createPostgresSource } from "@ie/sql";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  debianPostgres,
  startDebian,
  startPglite,
  type Server,
} from "../../packages/sql/test/support/postgres-server.ts";

const rows = Array.from({ length: 8 * 20 }, (_, i) => {
  const [shop, day] = [1 + Math.floor(i / 20), i % 20];
  return `2024-03-${String(day + 1).padStart(2, "0")},shop ${shop},${i % 11 === 0 ? "" : (shop * 7 + day * 3) / 4}`;
});
const missing = { column: "sales", count: rows.filter((row) => row.endsWith(",")).length };
const example = {
  window: { column: "date", from: "2024-03-05", to: "2024-03-09" },
  unit: "shop",
  sampleSize: 3,
  units: 8,
  missing,
};
const options = { table: "panel", unit_column: "shop" };

const urls: Record<string, string> = {};
const servers: Server[] = [];
const bin = debianPostgres();

beforeAll(async () => {
  servers.push(await startPglite());
  if (bin !== null) servers.push(await startDebian(bin));
  const values = rows.map((row) => {
    const [date, shop, sales] = row.split(",");
    return `('${date}', '${shop}', ${sales === "" ? "NULL" : sales})`;
  });
  for (const [i, server] of servers.entries()) {
    urls[`SERVER_${i}`] = server.url;
    await server.run(
      `CREATE TABLE panel (date date, shop text, sales float8); INSERT INTO panel VALUES ${values.join(", ")}`,
    );
  }
}, 60_000);

afterAll(async () => {
  for (const server of servers) await server.stop();
});

const postgres = createPostgresSource({ secret: (name) => urls[name] });
for (const [i, name] of ["PGlite", ...(bin === null ? [] : ["Debian"])].entries()) {
  describeSource({ describe, test }, `postgres (${name})`, postgres, {
    ...example,
    options: { ...options, connection: { secret: `SERVER_${i}` } },
  });
}
