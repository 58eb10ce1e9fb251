import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ie, type Outcome } from "../support/run-cli.ts";
import { secret, type CorpusCase } from "./corpus-case.ts";
import { fileCases } from "./file-cases.ts";
import { httpCases } from "./http-cases.ts";
import { rowCases } from "./row-cases.ts";
import { sqlCases } from "./sql-cases.ts";
import { textCases } from "./text-cases.ts";

const corpus: readonly CorpusCase[] = [...textCases, ...fileCases, ...rowCases, ...sqlCases, ...httpCases];
/** Longer than any limit of time in the corpus: a command that takes it hangs. */
const hang = 20_000;
const database = `postgres://me:${encodeURIComponent(secret)}@127.0.0.1:1/shop`;

beforeAll(() => {
  process.env["IE_SECRET_CORPUS"] = secret;
  process.env["IE_SECRET_CORPUS_DATABASE"] = database;
});
afterAll(() => {
  delete process.env["IE_SECRET_CORPUS"];
  delete process.env["IE_SECRET_CORPUS_DATABASE"];
});

/** What a secret looks like in messages, addresses and JSON. */
const forms = [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64"),
];

async function listen(serve: CorpusCase["serve"]): Promise<Server | null> {
  if (serve === undefined) return null;
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

interface Ran {
  readonly validate: Outcome;
  readonly measure: Outcome;
  /** Entries of the folder beside what the case wrote. */
  readonly left: readonly string[];
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it hangs: nothing in ${hang / 1000} s`)), hang);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function run(one: CorpusCase): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), "ie-corpus-"));
  const server = await listen(one.serve);
  try {
    for (const [name, content] of Object.entries(one.files ?? {})) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await (typeof content === "function" ? content(path) : writeFile(path, content));
    }
    const url = server === null ? "" : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { start_date, sample_size, ...config } = one.source.config;
    const plan = {
      data: { source: { type: one.source.type, config } },
      measurement: one.measurement ?? { model: "experiment", params: { formula: "spend ~ treated" } },
      pilot: {
        ...(start_date === undefined ? {} : { start_date }),
        ...(sample_size === undefined ? {} : { sample_size }),
      },
    };
    await writeFile(join(folder, "m.json"), JSON.stringify(plan).replaceAll("$URL", url));
    const args = ["--config", join(folder, "m.json"), "--data-root", folder, "--json"];
    const validate = await within(ie(["validate", ...args]));
    const measure = await within(ie(["measure", ...args]));
    const known = new Set(["m.json", ...Object.keys(one.files ?? {}).map((name) => name.split("/")[0])]);
    return { validate, measure, left: (await readdir(folder)).filter((name) => !known.has(name)) };
  } finally {
    server?.closeAllConnections();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** Errors of a document of `ie validate`; what stopped the command counts as one. */
function errorsOf({ stdout }: Outcome): readonly Finding[] {
  const document = JSON.parse(stdout) as {
    readonly error?: { readonly code: string; readonly message: string };
    readonly subjects?: readonly { readonly findings: readonly Finding[] }[];
  };
  if (document.error !== undefined) return [{ severity: "error", fix: "", ...document.error }];
  return (document.subjects ?? []).flatMap(({ findings }) => findings).filter(({ severity }) => severity === "error");
}

const titled = corpus.map((one) => [`${one.kind}: ${one.name}`, one] as const);

describe("the corpus of broken inputs", () => {
  test.each(titled)(
    "%s",
    async (_, one) => {
      const { validate, measure, left } = await run(one);
      for (const { code, stdout, stderr } of [validate, measure]) {
        expect(code, stderr).not.toBe(70);
        for (const form of forms) expect(`${stdout}${stderr}`.includes(form), "a secret is shown").toBe(false);
        expect(stdout.includes("\u001b"), "an escape sequence reaches the terminal").toBe(false);
      }
      expect(left, "files were left behind").toEqual([]);
      const errors = errorsOf(validate);
      expect(validate.code, JSON.stringify(errors)).toBe(one.exitCode);
      expect(measure.code, measure.stderr).toBe(one.exitCode);
      if (one.code === null) {
        expect(errors).toEqual([]);
        expect(validate.stdout).toMatch(one.place);
        return;
      }
      expect(errors.map(({ code }) => code)).toContain(one.code);
      const said = errors.filter(({ code }) => code === one.code).map(({ message, fix }) => `${message}; ${fix}`);
      expect(said.join("\n")).toMatch(one.place);
      const answer = JSON.parse(measure.stdout) as {
        readonly error: { readonly code: string; readonly message: string };
      };
      expect(answer.error.code, answer.error.message).toBe(one.measured ?? one.code);
      if (one.measured === undefined) expect(answer.error.message).toMatch(one.place);
    },
    3 * hang,
  );

  test("has over sixty broken inputs, each by its own name", () => {
    expect(corpus.filter(({ code }) => code !== null).length).toBeGreaterThan(60);
    expect(new Set(titled.map(([title]) => title)).size).toBe(titled.length);
  });

  test("is listed", async () => {
    const rows = titled.map(([title, { code, measured, exitCode, place }]) =>
      [title, code ?? "none", measured ?? code ?? "none", exitCode, place.source].join("\t"),
    );
    const table = `input\tvalidate\tmeasure\texit\tplace named\n${rows.join("\n")}\n`;
    const path = join(import.meta.dirname, "corpus.tsv");
    if (process.env["IE_WRITE_CORPUS"] === "1") await writeFile(path, table);
    expect(await readFile(path, "utf8")).toBe(table);
  });
});
