import { ImpactError } from "./impact-error.ts";
import { formatPath, type Path } from "./result.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function lost(path: Path, what: string): never {
  throw new ImpactError({
    code: "document/invalid",
    who: "json",
    what: `${path.length === 0 ? "the value" : formatPath(path)} is ${what}, which JSON would lose`,
    hint: "write null, text or a plain value",
    facts: { path },
  });
}

function className(prototype: object): string {
  return typeof prototype.constructor === "function" ? prototype.constructor.name : "value of a class without a name";
}

const mostLevels = 1000;

function plain(value: unknown, path: Path): Json {
  if (path.length > mostLevels) lost(path.slice(0, 8), `nested more than ${mostLevels} levels deep, or in itself`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : lost(path, String(value));
    case "object":
      break;
    default:
      return lost(path, value === undefined ? "undefined" : `a ${typeof value}`);
  }
  if (value === null) return null;
  if (Array.isArray(value)) return Array.from(value, (item, index) => plain(item, [...path, index])); // holes too
  if (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  ) {
    return Array.from(value as Float64Array, (item, index) => plain(item, [...path, index]));
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? lost(path, "an invalid date") : value.toISOString();
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && prototype !== Object.prototype) return lost(path, `a ${className(prototype)}`);
  if (Object.getOwnPropertySymbols(value).length > 0) return lost(path, "keyed by a symbol");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, [...path, key])]));
}

/**
 * JSON text of `value` that refuses to lose data: typed arrays become lists and dates ISO text; NaN, Infinity, undefined,
 * Map, BigInt, class instances and cycles throw `document/invalid` with the path.
 */
export function encodeJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(plain(value, []), null, indent)}\n`;
}

/** SHA-256 of UTF-8 text or bytes, as 64 hexadecimal digits. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** SHA-256 of a value's canonical JSON: equal for equal values whatever the order of their keys. */
export async function fingerprint(value: unknown): Promise<string> {
  return sha256(JSON.stringify(sorted(plain(value, []))));
}
