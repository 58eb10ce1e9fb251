import type { StandardSchemaV1 } from "@standard-schema/spec";
import { en } from "zod/locales";
import * as z from "zod/mini";
import { suggestName } from "./nearest-name.ts";
import { camelCase, type CamelKeys } from "./option/camel-case.ts";
import { failed, formatValue, ok, type Issue, type Path, type Result } from "./result.ts";

export * from "./option/index.ts";

/** A validator of any library that speaks Standard Schema: zod's, or an {@link optionSet}. `O` is what it gives after defaults. */
export type Schema<O> = StandardSchemaV1<unknown, O>;

/**
 * As {@link optionSet}, from a shape of zod schemas: snake_case keys as configurations write them, camelCase as programs read them.
 * An unknown key is a fault that names the nearest known one.
 */
export function optionsSchema<S extends z.core.$ZodShape>(
  shape: S,
): Schema<CamelKeys<z.output<z.ZodMiniObject<S, z.core.$strict>>>> {
  type Options = CamelKeys<z.output<z.ZodMiniObject<S, z.core.$strict>>>;
  const known = Object.keys(shape);
  const strict = z.strictObject(shape);
  const english = en().localeError; // zod/mini brings no wording of its own
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      validate: (value) => {
        const { data, error } = strict.safeParse(value, { error: english });
        if (error === undefined) {
          const entries = Object.entries(data).map(([key, option]) => [camelCase(key), option] as const);
          return { value: Object.fromEntries(entries) as Options }; // entries keep no static keys
        }
        // zod has one issue for all unknown keys; apart, each can be shown at its place
        const issues = error.issues.flatMap((issue): StandardSchemaV1.Issue[] =>
          issue.code === "unrecognized_keys" && issue.path.length === 0
            ? issue.keys.map((key) => ({ path: [key], message: `unknown option "${key}"; ${suggestName(key, known)}` }))
            : [issue],
        );
        return { issues };
      },
    },
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}

function plainPath(path: StandardSchemaV1.Issue["path"]): Path {
  return (path ?? []).map((part) => {
    const key = typeof part === "object" ? part.key : part;
    return typeof key === "symbol" ? String(key) : key;
  });
}

/** Wording of zod's own messages in the manner of our errors: lower case, the offending value shown. */
function reword(message: string, value: unknown): string {
  if (message.includes(";")) return message;
  const text = message
    .replace(/^Invalid input: expected (.+), received .+$/, "expected $1")
    .replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());
  return `${text}; got ${formatValue(value)}`;
}

/** Validates `value` once; every fault is reported, with its path. */
export function validate<O>(schema: Schema<O>, value: unknown): Result<O> {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) throw new TypeError("schema: validation is asynchronous; use a synchronous schema");
  if (result.issues === undefined) return ok(result.value);
  const issues: Issue[] = result.issues.map((issue) => {
    const path = plainPath(issue.path);
    return { path, message: reword(issue.message, valueAt(value, path)) };
  });
  return failed(issues);
}
