import type { SchemaTree } from "hyparquet";

/** What a flat column becomes; `refused` says why it cannot. */
export type ColumnKind =
  | { readonly kind: "number"; readonly decimals: number; readonly unsigned: boolean }
  | { readonly kind: "bytes" | "uuid" | "date" }
  | { readonly kind: "time"; readonly perMillisecond: number; readonly isInstant: boolean }
  | { readonly kind: "refused"; readonly why: string };

const perMillisecond: Readonly<Record<string, number>> = { MILLIS: 1, MICROS: 1000, NANOS: 1_000_000 };
const refused = (why: string): ColumnKind => ({ kind: "refused", why });

/** By the Parquet format's logical types, and the converted types of older writers. */
export function columnKind({ element, children }: SchemaTree): ColumnKind {
  const { type, repetition_type: repetition, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || repetition === "REPEATED" || type === undefined) return refused("nested");
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    return { kind: "number", decimals: scale, unsigned: false };
  }
  if (converted === "DATE" || logical?.type === "DATE") return { kind: "date" };
  if (logical?.type === "TIMESTAMP") {
    return { kind: "time", perMillisecond: perMillisecond[logical.unit] ?? 1, isInstant: logical.isAdjustedToUTC };
  }
  if (converted === "TIMESTAMP_MILLIS") return { kind: "time", perMillisecond: 1, isInstant: true };
  if (converted === "TIMESTAMP_MICROS") return { kind: "time", perMillisecond: 1000, isInstant: true };
  if (type === "INT96") return { kind: "time", perMillisecond: 1_000_000, isInstant: true };
  if (logical?.type === "UUID") return { kind: "uuid" };
  const other = converted === "BSON" || converted === "INTERVAL" || converted?.startsWith("TIME_") === true;
  if (
    other ||
    (logical !== undefined && ["TIME", "FLOAT16", "GEOMETRY", "GEOGRAPHY", "VARIANT"].includes(logical.type))
  ) {
    return refused(`of type ${logical?.type ?? converted ?? ""}`);
  }
  if (type === "BYTE_ARRAY") return { kind: "bytes" };
  if (type === "FIXED_LEN_BYTE_ARRAY") return refused("of plain bytes");
  const unsigned = converted?.startsWith("UINT_") === true || (logical?.type === "INTEGER" && !logical.isSigned);
  return { kind: "number", decimals: 0, unsigned };
}
