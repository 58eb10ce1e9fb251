import { ImpactError, type ErrorCode } from "./impact-error.ts";

export type Path = readonly (string | number)[];

/** Where a fault stands in a user's text; `line` and `column` count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of that line, shortened. */
  readonly excerpt: string;
}

/** One fault in a user's text or document. */
export interface Issue {
  readonly message: string;
  /** Keys from the root of the document to the fault. */
  readonly path: Path;
  readonly location?: Location;
}

/** What reading a user's text gives: the value, or every fault at once. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(issues: readonly Issue[]): Result<never> {
  return { ok: false, issues };
}

/** The value of `result`, or an {@link ImpactError} with `code` that lists every issue in its message and `facts.issues`. */
export function unwrap<T>(result: Result<T>, who: string, code: ErrorCode = "document/invalid"): T {
  if (result.ok) return result.value;
  const { issues } = result;
  const speaker = `${who}: `;
  const said = issues.map(({ message, path }) => {
    if (message.startsWith(speaker)) return message.slice(speaker.length);
    const at = formatPath(path);
    return at === "" || message.includes(at) ? message : `${at}: ${message}`;
  });
  throw new ImpactError({ code, who, what: said.join("; "), facts: { issues } });
}

/** `initiatives[2].cost`: a path as people write it. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
}

/** A short rendering of `value` for messages: strings quoted, long values cut. */
export function formatValue(value: unknown): string {
  const text = JSON.stringify(value, (key, item: unknown) =>
    key !== "" && typeof item === "object" && item !== null ? "…" : typeof item === "bigint" ? `${item}` : item,
  ) as string | undefined; // the typings leave out that undefined and functions give undefined
  if (text === undefined) return value === undefined ? "nothing" : `a ${typeof value}`;
  const shown = typeof value === "number" ? `${value}` : text;
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
}
