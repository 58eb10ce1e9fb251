import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ie } from "./support/run-cli.ts";

const secret = "s3cr3t-value";
const asked: IncomingMessage["headers"][] = [];
const rows = Array.from({ length: 80 }, (_, i) => ({
  customer: `c${i}`,
  treated: i % 2,
  spend: 20 + (i % 7) + 3 * (i % 2),
}));
let folder = "";
let status = 200;

const server = createServer(({ headers, url = "" }, response) => {
  asked.push(headers);
  const page = Number(new URL(url, "http://x").searchParams.get("page"));
  response.writeHead(status, { "content-type": "application/json" });
  response.end(
    status === 200 ? JSON.stringify({ data: rows.slice(40 * page - 40, 40 * page) }) : `no ${headers.authorization}`,
  );
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-http-"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  await writeFile(
    join(folder, "measure.yaml"),
    `data:
  source:
    type: http
    config:
      url: http://127.0.0.1:${(server.address() as AddressInfo).port}/orders
      auth: { bearer: { secret: CLI_TEST } }
      records: data
      paging: { type: page }
      retries: 0
measurement:
  model: experiment
  params: { formula: spend ~ treated }
`,
  ); // the server listens on a port
});
afterAll(async () => {
  delete process.env["IE_SECRET_CLI_TEST"];
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

const measure = (...flags: string[]) => ie(["measure", "--config", join(folder, "measure.yaml"), ...flags]);

test("a secret that is not set is named, and nothing is asked", async () => {
  const { code, stderr } = await measure();
  expect([code, stderr, asked]).toEqual([
    2,
    expect.stringContaining(
      'the secret "CLI_TEST" is not set; with ie, set the environment variable IE_SECRET_CLI_TEST',
    ),
    [],
  ]);
});

test("measures what an API answers, over its pages", async () => {
  process.env["IE_SECRET_CLI_TEST"] = secret;
  const { code, stdout, stderr } = await measure("--json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ sample_size: 80, model: "experiment" });
  expect(asked.map(({ authorization }) => authorization)).toEqual(Array.from({ length: 3 }, () => `Bearer ${secret}`));
  expect(stdout).not.toContain(secret);
});

test("a refusal names the secret and keeps its value", async () => {
  status = 403;
  const { code, stdout, stderr } = await measure("--json");
  status = 200;
  expect([code, stderr]).toEqual([
    4,
    expect.stringContaining('answered 403 for page 1; look at the secret "CLI_TEST" and what it may read'),
  ]);
  expect(stdout + stderr).not.toContain(secret);
});

test("a bucket that cannot be reached is named, its credentials are not", async () => {
  process.env["AWS_ACCESS_KEY_ID"] = "AKIATESTTESTTEST";
  process.env["AWS_SECRET_ACCESS_KEY"] = secret;
  const closed = "s3://some-bucket/results?region=eu-central-1&endpoint=http://127.0.0.1:9";
  const { code, stdout, stderr } = await measure("--store", closed);
  delete process.env["AWS_ACCESS_KEY_ID"];
  delete process.env["AWS_SECRET_ACCESS_KEY"];
  expect([code, stderr]).toEqual([1, expect.stringContaining("error store/unavailable\ns3 store: cannot")]);
  expect(stdout + stderr).not.toMatch(/s3cr3t|AKIATEST/);
});
