import { ImpactError } from "@ie/contracts";
import { csvFault } from "./csv-fault.ts";

/** A text as SQL writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}

/** The engine's words in one line, without its advice on its own settings. */
function oneLine(text: string): string {
  const [first = ""] = text.split(/\n\s*\n?(?:LINE \d|\s*Possible|\s*file = )/);
  const line = first.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

const others = "look at the query and the data";
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:Permission Error|Missing Extension Error)|extension.*(?:autoload|install)/i,
    "a query reaches the views of files and the database, nothing else",
  ],
  [/^Out of Memory/, "raise memory_limit, or ask for less"],
  [/to DECIMAL\(38,9\)/, "with more than one thread sums are of numbers below 10^29; set threads: 1"],
  [/^(?:Catalog|Binder|Parser) Error/, "look at table, query and the names of files"],
];

/** An error of the engine as ours. `names`: real paths and what the options call them. `reading`: the path of a file that was being opened. */
export function engineFault(
  who: string,
  error: unknown,
  names: ReadonlyMap<string, string>,
  reading: string | null = null,
): unknown {
  if (error instanceof ImpactError || !(error instanceof Error)) return error;
  let text = error.message;
  for (const [file, name] of names) text = text.replaceAll(file, name);
  const fault = csvFault(who, text, error);
  if (fault !== null) return fault;
  const what = /Header options/.test(text) ? "it is empty, or its first line is no header" : oneLine(text);
  const isTooLarge = what.startsWith("Out of Memory");
  const hint = hints.find(([pattern]) => pattern.test(what))?.[1];
  return new ImpactError({
    code: isTooLarge ? "data/too-large" : "data/unreadable",
    who,
    what: reading === null || isTooLarge ? what : `cannot read "${reading}": ${what}`,
    hint: hint ?? (reading === null ? others : "mend the file, or name another"),
    ...(reading === null ? {} : { facts: { path: reading } }),
    cause: error,
  });
}
