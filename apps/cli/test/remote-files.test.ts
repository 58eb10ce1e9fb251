import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ie } from "./support/run-cli.ts";

const rows = Array.from({ length: 80 }, (_, i) => `c${i},${i % 2},${20 + (i % 7) + 3 * (i % 2)}`);
const csv = Buffer.from(`customer,treated,spend\n${rows.join("\n")}\n`);
let folder = "";
const server = createServer(({ headers, url = "" }, response): void => {
  if (!url.startsWith("/orders.csv?sig=s3cr3t")) return void response.writeHead(404).end(`nothing at ${url}`);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
  const end = Math.min(Number(to) + 1, csv.length);
  response.writeHead(206, { "content-range": `bytes ${from}-${end - 1}/${csv.length}` });
  response.end(csv.subarray(Number(from), end));
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-remote-"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

async function measure(path: string, more = ""): Promise<Awaited<ReturnType<typeof ie>>> {
  const { port } = server.address() as AddressInfo; // it listens on a port
  const config = join(folder, "measure.yaml");
  await writeFile(
    config,
    `data:
  source: { type: file, config: { path: "${path.replace("HOST", `127.0.0.1:${port}`)}"${more} } }
measurement: { model: experiment, params: { formula: spend ~ treated } }
`,
  );
  return ie(["measure", "--config", config, "--json"]);
}

test("the source file reads an address", async () => {
  const { code, stdout, stderr } = await measure("http://HOST/orders.csv?sig=s3cr3t", ", allow_insecure: true");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ sample_size: 80 });
});

test.each([
  ["http://HOST/none.csv?sig=s3cr3t", ", allow_insecure: true", 'none.csv" answered 404'],
  ["http://HOST/orders.csv?sig=s3cr3t", "", "allow_insecure: true"],
  ["s3://key:s3cr3t@bucket/a.csv", "", "the s3 URL holds credentials"],
  ["https://key:s3cr3t@example.com/a.csv", "", "holds credentials"],
  ["ftp://key:s3cr3t@example.com/a.csv", "", 'addresses that begin with "ftp:"'],
])("%s is refused without its credentials", async (path, more, message) => {
  const { code, stdout, stderr } = await measure(path, more);
  expect([code > 0, stderr]).toEqual([true, expect.stringContaining(message)]);
  expect(stdout + stderr).not.toContain("s3cr3t");
});
