import type { Json } from "@ie/contracts";
import type { Speaker } from "./speaker.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, without quoting it. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isRecord(value)) return `a ${typeof value}`;
  const keys = Object.keys(value);
  const shown = keys.slice(0, 10).map((key) => JSON.stringify(key.slice(0, 40)));
  return `an object with ${shown.join(", ") || "no keys"}${keys.length > shown.length ? ", …" : ""}`;
}

/** The value at a dotted path ("" for the whole), or undefined. Whole numbers are places in a list. */
export function valueAt(root: unknown, path: string): unknown {
  return path === ""
    ? root
    : path.split(".").reduce<unknown>((value, key) => {
        if (Array.isArray(value)) return /^\d+$/.test(key) ? (value as unknown[])[Number(key)] : undefined;
        return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      }, root);
}

const longInteger = /(?<![\d.])\d{16,}(?![\d.eE])/;

/** Integers that a double would change, as they stand in the text. */
function keepingIntegers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(source) ? source : value;
}

/** The value of `text`; throws a SyntaxError. Whole numbers too long for a double, such as identifiers, become text. */
export function parseJson(text: string): unknown {
  // An engine without the reviver's third argument (ECMAScript 2026) rounds.
  return longInteger.test(text) ? JSON.parse(text, keepingIntegers) : JSON.parse(text);
}

/** The list of records at `path` of `payload`. `where` names the payload in messages. */
export function recordsAt(payload: unknown, path: string, where: string, speaker: Speaker): readonly JsonRecord[] {
  const found = valueAt(payload, path);
  const at = path === "" ? "the answer" : `"${path}" of the answer`;
  if (found === undefined) {
    throw speaker.fail(
      "data/unreadable",
      `${where}: there is no "${path}"`,
      `the answer is ${kindOf(payload)}; mend records`,
    );
  }
  if (!Array.isArray(found)) {
    const hint = path === "" ? "name the list in it by records" : "records has to lead to a list";
    throw speaker.fail("data/unreadable", `${where}: ${at} is ${kindOf(found)}, not a list of records`, hint);
  }
  const odd = found.findIndex((item) => !isRecord(item));
  if (odd === -1) return found as readonly JsonRecord[]; // each was looked at
  const what = `${where}: record ${odd + 1} is ${kindOf(found[odd])}, not an object`;
  throw speaker.fail("data/unreadable", what, 'records are such as { "date": "2024-01-01", "revenue": 1 }');
}

/** Objects nested deeper are not looked into. */
const deepest = 32;

function flattenInto(flat: Record<string, unknown>, record: JsonRecord, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value) && depth < deepest) flattenInto(flat, value, `${prefix}${key}.`, depth + 1);
    else flat[prefix + key] = typeof value === "object" && value !== null ? [] : value;
  }
}

/**
 * The record with the values of its inner objects beside its own, by dotted names. A list stays one, without its items: no column holds it,
 * and the reader of the table refuses it by its place where the column is wanted.
 */
export function flatRecord(record: JsonRecord): JsonRecord {
  if (!Object.values(record).some((value) => typeof value === "object" && value !== null)) return record;
  const flat = Object.create(null) as Record<string, unknown>; // a key "__proto__" is a key
  flattenInto(flat, record, "", 0);
  return flat;
}

/** `value` with every text in it changed. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
