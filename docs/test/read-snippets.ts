export interface Snippet {
  readonly page: string;
  /** Line of the page that holds the block's first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const opening = /^( *)(`{3,}|~{3,})\s*(\S*)(.*)$/;

/** Every fenced block of a page, indented ones too. */
export function readSnippets(page: string, markdown: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const [, indent = "", fence = "", language = ""] = opening.exec(lines[at] ?? "") ?? [];
    if (fence === "") continue;
    const first = at + 1;
    const body: string[] = [];
    for (at = first; !new RegExp(`^ *${fence[0]}{${fence.length},} *$`).test(lines[at] ?? ""); at++) {
      if (at >= lines.length) throw new Error(`${page}:${first}: the fenced block is not closed`);
      body.push((lines[at] ?? "").replace(new RegExp(`^ {0,${indent.length}}`), ""));
    }
    snippets.push({ page, line: first + 1, language, text: body.join("\n") });
  }
  return snippets;
}

/** The commands of a `sh` block: without comments and empty lines, continued lines joined. */
export function readCommands(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

export type Command =
  | { readonly kind: "ie"; readonly line: string; readonly exitCode: number }
  | { readonly kind: "cd"; readonly folder: string }
  /** Known, and not run: it needs the network, another folder, or is run by CI as it stands. */
  | { readonly kind: "known" }
  | { readonly kind: "unknown" };

const known = [
  /^git (clone|switch|checkout|add|commit|push) /,
  /^(npm (i|install)|pnpm add|npx -y pnpm@12 add)( -[DE])*( @?[\w./@-]+)+$/,
  /^(npx -y pnpm@12|pnpm) install( --frozen-lockfile)?$/,
  /^bash \.ci\/run$/,
];

/** What a documented command is. `scripts`: names of the root package.json's scripts. */
export function readCommand(line: string, scripts: ReadonlySet<string>): Command {
  const [, command = line, code = "0"] = /^(.*?)\s+# exit code (\d+)$/.exec(line) ?? [];
  const ie = command.replaceAll(/(npx -y pnpm@12|pnpm)( -s| --silent)? ie(?=\s|$)|npx -y @ie\/cli(?=\s|$)/g, "ie");
  if (/^ie(\s|$)/.test(ie)) return { kind: "ie", line: ie, exitCode: Number(code) };
  const folder = /^cd ([\w./-]+)$/.exec(command)?.[1];
  if (folder !== undefined) return { kind: "cd", folder };
  const script = /^(?:npx -y pnpm@12|pnpm) (?:run )?([\w:-]+)(?: [\w./:@=-]+)*$/.exec(command)?.[1];
  if (script !== undefined && scripts.has(script)) return { kind: "known" };
  return { kind: known.some((pattern) => pattern.test(command)) ? "known" : "unknown" };
}
