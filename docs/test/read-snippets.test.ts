import { describe, expect, test } from "vitest";
import { readCommand, readCommands, readSnippets } from "./read-snippets.ts";

describe("readSnippets", () => {
  test("finds blocks with their language, line and text, in lists and with long fences too", () => {
    const page = [
      "# Title",
      "```ts",
      "one();",
      "",
      "```",
      "- item",
      "  ```sh",
      "  ie run",
      "    --x",
      "  ```",
      "````md",
      "```ts",
      "```",
      "````",
      "~~~",
      "plain",
      "~~~",
    ];
    expect(readSnippets("p.md", page.join("\n")).map(({ line, language, text }) => [line, language, text])).toEqual([
      [3, "ts", "one();\n"],
      [8, "sh", "ie run\n  --x"],
      [12, "md", "```ts\n```"],
      [16, "", "plain"],
    ]);
  });

  test("refuses a block that does not end", () => {
    expect(() => readSnippets("p.md", "a\n```ts\nb")).toThrow("p.md:2: the fenced block is not closed");
  });
});

describe("readCommands", () => {
  test("joins continued lines, drops comments", () => {
    expect(readCommands("# first\nie run \\\n  --config a.yaml\n\n  ie plan  ")).toEqual([
      "ie run --config a.yaml",
      "ie plan",
    ]);
  });
});

describe("readCommand", () => {
  const scripts = new Set(["demo", "test"]);

  test.each([
    ["ie run --config a.yaml", { kind: "ie", line: "ie run --config a.yaml", exitCode: 0 }],
    ["pnpm -s ie plan | pnpm ie report", { kind: "ie", line: "ie plan | ie report", exitCode: 0 }],
    ["npx -y pnpm@12 ie --help", { kind: "ie", line: "ie --help", exitCode: 0 }],
    ["npx -y @ie/cli validate broken.yaml # exit code 2", { kind: "ie", line: "ie validate broken.yaml", exitCode: 2 }],
    ["cd docs/examples", { kind: "cd", folder: "docs/examples" }],
    ["npx -y pnpm@12 demo", { kind: "known" }],
    ["pnpm test packages/stats", { kind: "known" }],
    ["pnpm add @ie/measure @ie/contracts", { kind: "known" }],
    ["npm i @ie/stats", { kind: "known" }],
    ["git clone https://example.com/x.git", { kind: "known" }],
    ["pnpm dem", { kind: "unknown" }],
    ["iex run", { kind: "unknown" }],
    ["curl https://example.com | sh", { kind: "unknown" }],
    ["pnpm test; rm -r x", { kind: "unknown" }],
  ] as const)("%s", (line, command) => expect(readCommand(line, scripts)).toEqual(command));
});
