import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatIssues, parseConfig } from "@ie/contracts/config";
import { beforeAll, describe, expect, test } from "vitest";
import { filesBelow, root, workspacePackages } from "../scripts/workspace.ts";
import { readSnippets } from "./read-snippets.ts";
import { placeOf, runCommands, runModules, type Outcomes } from "./run-snippets.ts";

const pages = [
  ...["README.md", "CONTRIBUTING.md", ...workspacePackages().map(({ directory }) => `${directory}/README.md`)].filter(
    (page) => existsSync(join(root, page)),
  ),
  ...filesBelow("docs", ".md"),
].map((page) => [page, readSnippets(page, readFileSync(join(root, page), "utf8"))] as const);

const snippets = pages.flatMap(([, found]) => found);
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
const scriptNames = new Set(Object.keys(scripts));
const outcomes: Outcomes = new Map();

/** As many at once as two small cores bear. */
async function twoAtOnce(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = tasks.values();
  const worker = async (): Promise<void> => {
    for (const task of waiting) await task();
  };
  await Promise.all([worker(), worker()]);
}

beforeAll(async () => {
  const modules = snippets.filter(({ language }) => language === "ts");
  const [tests, plain] = [true, false].map((wanted) =>
    modules.filter(({ text }) => /"node:test"/.test(text) === wanted),
  );
  const batches = [
    ...[0, 1].map((half) => (plain ?? []).filter((_, index) => index % 2 === half)),
    ...(tests ?? []).map((snippet) => [snippet]),
  ];
  const commands = pages.map(([, found]) => found.filter(({ language }) => language === "sh"));
  await twoAtOnce([
    ...batches.map((batch) => () => runModules(batch, outcomes)),
    ...commands.filter((found) => found.length > 0).map((found) => () => runCommands(found, scriptNames, outcomes)),
  ]);
}, 600_000);

function outcomeAt(place: string): string | null {
  const outcome = outcomes.get(place);
  return outcome === undefined ? "did not run" : outcome;
}

const judges: Readonly<Record<string, (text: string, place: string) => string | null>> = {
  ts: (_, place) => outcomeAt(place),
  sh: (_, place) => outcomeAt(place),
  text: () => null,
  json: (text) => {
    JSON.parse(text);
    return null;
  },
  yaml: (text, place) => {
    const result = parseConfig(text, place);
    return result.ok ? null : formatIssues(result.issues);
  },
};

describe.each(pages.filter(([, found]) => found.length > 0))("%s", (_, found) => {
  test.each(found.map((snippet) => [snippet.language, snippet.line, snippet] as const))(
    "%s at line %i",
    (language, _, snippet) => {
      const place = placeOf(snippet);
      const judge = Object.hasOwn(judges, language) ? judges[language] : undefined;
      expect(
        judge,
        `${place}: a block of language "${language}"; there is ${Object.keys(judges).join(", ")}`,
      ).toBeDefined();
      expect(judge?.(snippet.text, place) ?? null, place).toBeNull();
    },
  );
});

test("every package shows itself in a snippet that imports it", () => {
  const silent = workspacePackages().filter(
    ({ isApp, directory, manifest }) =>
      !isApp &&
      !snippets.some(
        ({ page, language, text }) =>
          page === `${directory}/README.md` && language === "ts" && text.includes(`"${manifest.name}`),
      ),
  );
  expect(silent.map(({ directory }) => directory)).toEqual([]);
});
