import type { CellKind, SqlColumn } from "../session.ts";

/** Types of every server by their numbers (PostgreSQL, pg_type.dat). */
const known: Readonly<Record<number, readonly [type: string, kind: CellKind]>> = {
  16: ["bool", "boolean"],
  18: ["char", "text"],
  19: ["name", "text"],
  20: ["int8", "integer"],
  21: ["int2", "number"],
  23: ["int4", "number"],
  25: ["text", "text"],
  26: ["oid", "number"],
  700: ["float4", "number"],
  701: ["float8", "number"],
  705: ["unknown", "text"],
  1042: ["bpchar", "text"],
  1043: ["varchar", "text"],
  1082: ["date", "date"],
  1083: ["time", "text"],
  1114: ["timestamp", "time"],
  1184: ["timestamptz", "time"],
  1700: ["numeric", "decimal"],
  2950: ["uuid", "text"],
};

export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** The numbers of the types that only the server's catalogue explains. */
export function unknownTypes(fields: readonly Field[]): readonly number[] {
  return [...new Set(fields.map(({ dataTypeID }) => dataTypeID).filter((oid) => !Object.hasOwn(known, oid)))];
}

/** `catalogue`: name and category of other types by number; enumerations (E) and kinds of text (S) are text. */
export function columnOfField(
  { name, dataTypeID }: Field,
  catalogue: ReadonlyMap<number, readonly [type: string, category: string]>,
): SqlColumn {
  const own = known[dataTypeID];
  if (own !== undefined) return { name, type: own[0], kind: own[1] };
  const [type = String(dataTypeID), category = ""] = catalogue.get(dataTypeID) ?? [];
  return { name, type, kind: category === "E" || category === "S" ? "text" : null };
}
