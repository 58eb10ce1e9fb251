import { ImpactError } from "@ie/contracts";

type Words = readonly [what: string, hint: string];

const mend = "mend the line";

/** What is wrong with a line, in the engine's words and in ours. The line itself is left out: it may hold anything. */
const faults: readonly (readonly [RegExp, (...groups: readonly string[]) => Words])[] = [
  [
    /Expected Number of Columns: (\d+) Found: (\d+)/,
    (header, line) => [`it has ${line} ${line === "1" ? "cell" : "cells"}, and the header ${header}`, mend],
  ],
  [
    /Error when converting column "([^]*)"\. Could not convert string "([^]*)" to '(\w+)'/,
    (column, cell, type) => [
      `column "${column}" is ${type} in the lines before, and "${cell}" here`,
      "mend the cell, or list the column in text_columns",
    ],
  ],
  [/unterminated quote/, () => ["a quote is not closed", mend]],
  [/Invalid unicode/, () => ["it is not UTF-8", "save the file as UTF-8"]],
  [/Maximum line size/, () => ["it is longer than 2,000,000 bytes", "look for a quote that is not closed"]],
];

/** A fault of one line of a CSV file, with its place; null for other errors. `named`: the engine's message with the files' names for people. */
export function csvFault(who: string, named: string, cause: unknown): ImpactError | null {
  const line = Number(/CSV Error on Line: (\d+)/.exec(named)?.[1]);
  const path = /^\s*file = (.*)$/m.exec(named)?.[1] ?? null;
  if (!Number.isFinite(line) || path === null) return null;
  for (const [pattern, words] of faults) {
    const match = pattern.exec(named);
    if (match === null) continue;
    const [what, hint] = words(...match.slice(1));
    const facts = { path, line };
    return new ImpactError({
      code: "data/unreadable",
      who,
      what: `"${path}", line ${line}: ${what}`,
      hint,
      facts,
      cause,
    });
  }
  const what = `"${path}", line ${line}: it cannot be read`;
  return new ImpactError({ code: "data/unreadable", who, what, hint: mend, facts: { path, line }, cause });
}
