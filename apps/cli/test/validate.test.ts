import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ie } from "./support/run-cli.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-validate-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const people = (row: (i: number) => string, n = 80): string =>
  `id,treated,spend,email\n${Array.from({ length: n }, (_, i) => row(i)).join("\n")}\n`;
const good = (i: number): string => `k${i},${i % 2},${10 + ((i * 7) % 13) + (i % 2)},u${i}@example.org`;
const measurement = "{ model: experiment, params: { formula: spend ~ treated } }";
const config = `data: { source: { type: file, config: { path: rows.csv } } }\nmeasurement: ${measurement}\n`;

async function validate(rows: string, text: string = config, ...flags: string[]): ReturnType<typeof ie> {
  await writeFile(join(folder, "rows.csv"), rows);
  await writeFile(join(folder, "m.yaml"), text);
  return ie(["validate", "--config", join(folder, "m.yaml"), ...flags]);
}

describe("ie validate", () => {
  test("warnings pass, and fail with --strict", async () => {
    const { code, stdout } = await validate(people(good));
    expect(stdout).toMatch(/^ok {3}pilot and scale: 80 rows, columns id, treated, spend, email$/m);
    expect(stdout).toMatch(
      /^ {2}warning {2}data\/personal {2}email, row 1 {2}column "email" looks like e-mail addresses/m,
    );
    expect(stdout).not.toContain("example.org");
    expect(stdout).toMatch(/^0 errors, 1 warning, 0 notes$/m);
    expect(code).toBe(0);
    expect((await validate(people(good), config, "--strict")).code).toBe(3);
  });

  test("says all faults of the rows at once, the gravest first, as one document", async () => {
    const rows = people((i) => (i === 4 ? "k4,0,n/a,x" : i === 9 ? "k9,,12,y" : good(i)));
    const { code, stdout } = await validate(rows, config, "--json");
    expect(code).toBe(3);
    const document = JSON.parse(stdout) as { readonly subjects: readonly { readonly findings: readonly object[] }[] };
    expect(document).toMatchObject({ schema_version: "1.1", valid: false, errors: 2, warnings: 1 });
    expect(document.subjects).toHaveLength(1);
    expect(document.subjects[0]).toMatchObject({
      initiative_id: null,
      phases: ["pilot", "scale"],
      model: "experiment",
      rows: 80,
      columns: ["id", "treated", "spend", "email"],
      findings: [
        { severity: "error", code: "data/not-numeric", column: "spend", row: 5, line: null, count: 1 },
        { severity: "error", code: "data/not-finite", column: "treated", row: 10 },
        { severity: "warning", code: "data/personal", column: "email" },
      ],
    });
  });

  test("of many findings of a kind it writes the first and how many more", async () => {
    const text = config.replace(
      measurement,
      "{ model: metrics_approximation, params: { unit_column: id, response: { params: { coefficient: { value: 1, std_error: 0.1 } } } } }",
    );
    const rows = `id,quality_before,quality_after,baseline_sales\n${Array.from({ length: 60 }, (_, i) => `k${i % 40},${i},${i + 1 + (i % 3)},${50 + i}`).join("\n")}\n`;
    const { stdout } = await validate(rows, text);
    expect(stdout.match(/data\/duplicate-key/g)).toHaveLength(6);
    expect(stdout).toMatch(/data\/duplicate-key .* and 15 more$/m);
  });

  test("a cell stays on one line of the terminal", async () => {
    const { stdout } = await validate(people((i) => (i === 2 ? '"k\u001b[2J\nx",0,12,x' : good(i))));
    expect(stdout).not.toContain("\u001b");
    expect(stdout.split("\n").filter((line) => line.includes("data/encoding"))).toHaveLength(1);
  });

  test("what the transform refuses is a finding, beside those of the rows as they came", async () => {
    const text = `data: { source: { type: file, config: { path: rows.csv } }, transform: { function: aggregate_by_date, params: { metric: spend, date_column: day } } }\nmeasurement: { model: interrupted_time_series, params: { intervention_date: "2024-01-05" } }\n`;
    const { code, stdout } = await validate(people(good), text);
    expect(stdout).toMatch(/^FAIL pilot and scale: no rows could be read$/m);
    expect(stdout).toMatch(/error +data\/missing-column +day +aggregate_by_date: no column "day"/);
    expect(stdout).toMatch(/warning +data\/personal/);
    expect(code).toBe(3);
  });

  test("every initiative of a plan is checked, and one that fails does not hide the others", async () => {
    await writeFile(join(folder, "scale.csv"), people(good, 200));
    const measure = (formula: string): string =>
      `{ data: { source: { type: file, config: { path: rows.csv } } }, measurement: { model: experiment, params: { formula: ${formula} } }, scale: { path: scale.csv } }`;
    const text = `budget: 100\ninitiatives:\n  - { initiative_id: one, cost_to_scale: 10, measure: ${measure("spend ~ treated")} }\n  - { initiative_id: two, cost_to_scale: 10, measure: ${measure("spnd ~ treated")} }\n`;
    const { code, stdout, stderr } = await validate(people(good), text);
    expect(stdout).toMatch(/^ok {3}one pilot: 80 rows/m);
    expect(stdout).toMatch(/^ok {3}one scale: 200 rows/m);
    expect(stdout).toMatch(/^FAIL two pilot/m);
    expect(stdout).toMatch(/error +data\/missing-column +spnd +no column "spnd".*did you mean "spend"\?/);
    expect(stderr).toContain("  4 of 4: two scale\n");
    expect(code).toBe(3);
  });
});

describe("ie sources", () => {
  test("list names the sources", async () => {
    const { code, stdout } = await ie(["sources", "list", "--json"]);
    expect(code).toBe(0);
    const { sources } = JSON.parse(stdout) as { readonly sources: readonly { readonly name: string }[] };
    expect(sources.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["file", "http", "duckdb", "postgres", "simulator"]),
    );
  });

  test("test says columns, dates, units and time", async () => {
    const rows = `day,shop,sales\n${Array.from({ length: 40 }, (_, i) => `2024-03-${String(1 + (i >> 1)).padStart(2, "0")},s${i % 2},${i}`).join("\n")}\n`;
    await writeFile(join(folder, "rows.csv"), rows);
    const text = `data: { source: { type: file, config: { path: rows.csv, date_column: day, unit_column: shop } } }\nmeasurement: { model: interrupted_time_series, params: { intervention_date: "2024-03-10", date_column: day, dependent_variable: sales } }\npilot: { start_date: "2024-03-04" }\nscale: { start_date: "2024-03-04" }\n`;
    await writeFile(join(folder, "m.yaml"), text);
    const { code, stdout } = await ie(["sources", "test", "--config", join(folder, "m.yaml"), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      sources: [
        {
          source: "file",
          ok: true,
          window: { from: "2024-03-04", to: "2024-03-10" },
          rows: 14,
          dates: { column: "day", first: "2024-03-04", last: "2024-03-10" },
          units: { column: "shop", count: 2 },
        },
      ],
    });
  });

  test("secrets are named, never shown", async () => {
    const value = "s3cr3t-value";
    process.env["IE_SECRET_PREVIEW"] = value;
    try {
      const source = `{ type: http, config: { url: "http://127.0.0.1:1/x", allow_insecure: true, retries: 0, auth: { bearer: { secret: PREVIEW } }, headers: { x-key: { secret: ABSENT_ONE } } } }`;
      await writeFile(join(folder, "m.yaml"), `data: { source: ${source} }\nmeasurement: ${measurement}\n`);
      const { code, stdout, stderr } = await ie(["sources", "test", "--config", join(folder, "m.yaml")]);
      expect(stdout).toContain("ABSENT_ONE is NOT set, PREVIEW is set");
      expect(`${stdout}${stderr}`).not.toContain(value);
      expect(code).toBe(2);
    } finally {
      delete process.env["IE_SECRET_PREVIEW"];
    }
  });

  test("preview shows the first rows, and what is personal by its shape", async () => {
    await writeFile(join(folder, "rows.csv"), people(good));
    await writeFile(join(folder, "m.yaml"), config);
    const { code, stdout } = await ie(["sources", "preview", "--config", join(folder, "m.yaml"), "--rows", "2"]);
    expect(stdout).toMatch(/^pilot and scale from file: 2 of 80 rows$/m);
    expect(stdout).toMatch(/k1 +1 +18 +xx@xxxxxxx\.xxx/);
    expect(stdout).toMatch(/email +text +0 % +80 +xx@xxxxxxx\.xxx +\S+ +e-mail addresses/);
    expect(stdout).not.toContain("example.org");
    expect(code).toBe(0);
    const usage = await ie(["sources", "preview", "--config", join(folder, "m.yaml"), "--rows", "none"]);
    expect(usage.code).toBe(2);
  });
});
