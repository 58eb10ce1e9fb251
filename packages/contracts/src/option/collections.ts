import type { StandardSchemaV1 } from "@standard-schema/spec";
import { suggestName } from "../nearest-name.ts";
import { below, option, type Option } from "./option.ts";
import { requireLength } from "./scalars.ts";

export function listOption<O>(item: Option<O>, least: number = 0, most: number = Infinity): Option<O[]> {
  const limits = { minItems: least, ...(most < Infinity ? { maxItems: most } : {}) };
  return option({ type: "array", items: item.json, ...limits }, (value, fault) => {
    if (!Array.isArray(value)) {
      fault("expected array");
      return [];
    }
    requireLength(value.length, "array to have % items", least, most, fault);
    return value.map((each, i) => item.read(each, below(fault, i)));
  });
}

/** As many values as there are options, each in its place. */
export function tupleOption<const T extends readonly unknown[]>(
  ...items: { readonly [K in keyof T]: Option<T[K]> }
): Option<T> {
  const n = items.length;
  const prefixItems = items.map(({ json }) => json);
  return option({ type: "array", prefixItems, minItems: n, maxItems: n }, (value, fault) => {
    const list = Array.isArray(value) ? value : [];
    if (list === value) requireLength(list.length, "array to have % items", n, n, fault);
    else fault("expected array");
    // item for item; a list of another length is a fault
    return (list.length === n ? items.map((item, i) => item.read(list[i], below(fault, i))) : []) as unknown as T;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Values by names of the user's own. */
export function recordOption<O>(item: Option<O>): Option<Record<string, O>> {
  return option({ type: "object", additionalProperties: item.json }, (value, fault) => {
    if (!isObject(value)) fault("expected record");
    const entries = isObject(value) ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([key, each]) => [key, item.read(each, below(fault, key))]));
  });
}

export type OptionShape = Readonly<Record<string, Option<unknown>>>;
/** What a shape's options give, by its own keys. */
export type ShapeOutput<S extends OptionShape> = { -readonly [K in keyof S]: StandardSchemaV1.InferOutput<S[K]> };

/** An object with these options and no others; of another key, the fault is what `unknown` says, or names the nearest option. */
export function groupOption<const S extends OptionShape>(
  shape: S,
  unknown: (key: string) => string | null = () => null,
): Option<ShapeOutput<S>> {
  const known = Object.keys(shape);
  const properties = Object.fromEntries(known.map((key) => [key, shape[key]!.json]));
  const required = known.filter((key) => !Object.hasOwn(properties[key]!, "default"));
  return option({ type: "object", properties, required, additionalProperties: false }, (value, fault) => {
    if (!isObject(value)) fault("expected object");
    const given = isObject(value) ? value : {};
    const read = (key: string): unknown =>
      shape[key]!.read(Object.hasOwn(given, key) ? given[key] : undefined, below(fault, key));
    const entries = isObject(value) ? known.map((key) => [key, read(key)]) : [];
    for (const key of Object.keys(given)) {
      if (Object.hasOwn(shape, key)) continue;
      fault(unknown(key) ?? `unknown option "${key}"; ${suggestName(key, known)}`, [key]);
    }
    return Object.fromEntries(entries) as ShapeOutput<S>; // entries keep no static keys
  });
}

/** The group that the value of `key` names. Each group has that key among its own options. */
export function taggedOption<T>(key: string, groups: { readonly [K in keyof T]: Option<T[K]> }): Option<T[keyof T]> {
  const names = Object.keys(groups) as (keyof T & string)[]; // its own keys
  return option({ anyOf: names.map((name) => groups[name].json) }, (value, fault) => {
    const tag = isObject(value) ? value[key] : undefined;
    const name = names.find((each) => each === tag);
    if (name !== undefined) return groups[name].read(value, fault);
    if (isObject(value)) fault(`invalid option: expected one of ${names.map((each) => `"${each}"`).join("|")}`, [key]);
    else fault("expected object");
    return undefined as T[keyof T]; // a fault was told
  });
}
