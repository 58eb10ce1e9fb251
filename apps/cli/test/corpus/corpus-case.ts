import type { IncomingMessage, ServerResponse } from "node:http";

/** The secret that configurations of the corpus refer to as CORPUS; it must be in no output. */
export const secret = "Tr0ub4dor&3-corpus/secret+value";

/** A way in which rows can be broken, and what is to be said of it. */
export interface CorpusCase {
  readonly kind: string;
  readonly name: string;
  /** Files beside the configuration; a function makes what is no plain file. */
  readonly files?: Readonly<Record<string, string | Uint8Array | ((path: string) => Promise<void>)>>;
  /** Answers requests where the source is `http`; its address is `$URL` in the configuration. */
  readonly serve?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly source: { readonly type: string; readonly config: Readonly<Record<string, unknown>> };
  /** Default `spend ~ treated` by `experiment`. */
  readonly measurement?: { readonly model: string; readonly params: Readonly<Record<string, unknown>> };
  /** Code of the error; null for rows that are not broken, so that refusing everything is no way to pass. */
  readonly code: string | null;
  /** Of `ie measure`, where another fault stops it first. */
  readonly measured?: string;
  readonly exitCode: 0 | 2 | 3 | 4;
  /** What the message must name: file and line, row and column, address and status. */
  readonly place: RegExp;
}

/** Sixty customers that a model has an answer for. */
export function people(change: (row: string, i: number) => string = (row) => row, header = "treated,spend"): string {
  const rows = Array.from({ length: 60 }, (_, i) => change(`${i % 2},${10 + (i % 5) + (i % 2) * 3}`, i));
  return `${header}\n${rows.join("\n")}\n`;
}

export const peopleJson: string = JSON.stringify(
  Array.from({ length: 60 }, (_, i) => ({ treated: i % 2, spend: 10 + (i % 5) + (i % 2) * 3 })),
);

/** Sixty days with a launch on 10 February. */
export function daily(change: (row: string, i: number) => string | null = (row) => row): string {
  const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const rows = Array.from({ length: 60 }, (_, i) =>
    change(`${day(i)},${100 + ((i * 7) % 11) + (i >= 40 ? 20 : 0)}`, i),
  );
  return `date,revenue\n${rows.filter((row) => row !== null).join("\n")}\n`;
}

export const series: NonNullable<CorpusCase["measurement"]> = {
  model: "interrupted_time_series",
  params: { intervention_date: "2024-02-10" },
};

export function file(path: string, rest: Readonly<Record<string, unknown>> = {}): CorpusCase["source"] {
  return { type: "file", config: { path, ...rest } };
}
