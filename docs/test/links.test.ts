import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, root, workspacePackages } from "../scripts/workspace.ts";

/** The anchor that a heading gets on the usual hosts. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function anchorsOf(page: string): ReadonlySet<string> {
  const prose = readFileSync(page, "utf8").replace(/```[\s\S]*?```/g, "");
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!)));
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...workspacePackages().map(({ directory }) => `${directory}/README.md`),
  ...filesBelow("docs", ".md"),
];

test.each(pages)("the links of %s lead somewhere", (page) => {
  const prose = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
  const faults: string[] = [];
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const [path = "", anchor] = target!.split("#");
    const file = path === "" ? join(root, page) : resolve(dirname(join(root, page)), path);
    if (!existsSync(file)) faults.push(`${target}: there is no ${relative(root, file)}`);
    else if (anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(anchor))
      faults.push(`${target}: no such heading`);
  }
  expect(faults).toEqual([]);
});
