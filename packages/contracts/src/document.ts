import * as z from "zod";
import type { Json } from "./json.ts";
import { failed, formatPath, ok, unwrap, type Path, type Result } from "./result.ts";
import { validate } from "./schema.ts";

/** One kind of document: snake_case JSON on disk, a camelCase value in a program. */
export interface DocumentType<T> {
  readonly name: string;
  readonly version: string;
  /** Every fault of `json` at once; unknown fields are ignored. */
  parse(json: unknown): Result<T>;
  /** The document to write; throws `document/invalid` where `value` breaks an invariant. */
  format(value: T): Json;
  /** JSON Schema (2020-12) of the document as written. */
  jsonSchema(): Json;
}

/** `schema_version` of a document: the same major version, or none (documents made elsewhere). */
export const schemaVersion: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(/^1\.\d+$/, { error: "is not 1.x, the versions that this reader knows" })
  .default("1.0");

/** Letters, digits, hyphens and underscores: safe in file names, URLs and reports. `__proto__` cannot key a JSON map safely. */
export const initiativeId: z.ZodString = z.string().regex(/^(?!__proto__$)[A-Za-z0-9_-]{1,128}$/, {
  error: 'is not 1 to 128 letters, digits, hyphens or underscores, other than "__proto__"',
});

/** Adds an invariant's fault. `path` is where it shows; `message` says the relation with its values. */
export type Fault = (path: Path, message: string) => void;

interface DocumentParts<W extends z.ZodType, T> {
  readonly name: string;
  readonly version: string;
  readonly wire: W;
  /** Relations between fields that a schema cannot state. */
  readonly invariants?: (document: z.output<W>, fault: Fault) => void;
  readonly read: (document: z.output<W>) => T;
  readonly write: (value: T) => z.input<W>;
}

function spokenOf(name: string, path: Path): string {
  return `${name}: ${path.length === 0 ? "the document" : formatPath(path)} `;
}

/** Every fault of a document that stands in another at `path`, said by the outer one. */
export function nestedFaults(document: DocumentType<unknown>, json: unknown, path: Path, fault: Fault): void {
  const result = document.parse(json);
  if (result.ok) return;
  for (const issue of result.issues) {
    fault([...path, ...issue.path], issue.message.slice(spokenOf(document.name, issue.path).length));
  }
}

export function defineDocument<W extends z.ZodType, T>(parts: DocumentParts<W, T>): DocumentType<T> {
  const { name, version, wire, invariants, read, write } = parts;
  const checked = wire.superRefine((document, context) => {
    invariants?.(document, (path, message) => context.addIssue({ code: "custom", path: [...path], message }));
  });
  const parseWire = (json: unknown): Result<z.output<W>> => {
    const result = validate(checked, json);
    if (result.ok) return ok(result.value);
    return failed(
      result.issues.map(({ path, message }) => ({
        path,
        message: `${spokenOf(name, path)}${message}`,
      })),
    );
  };
  return {
    name,
    version,
    parse: (json) => {
      const result = parseWire(json);
      return result.ok ? ok(read(result.value)) : result;
    },
    format: (value) => {
      const document = write(value);
      unwrap(parseWire(document), name);
      return document as Json; // write() gives plain data, and the schema has just accepted it
    },
    jsonSchema: () => z.toJSONSchema(wire, { io: "input", target: "draft-2020-12" }) as Json,
  };
}
