import type { Column, Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { filterRows, rowCount, takeRows, withColumn } from "@ie/table";
import type { ContractExample } from "./examples.ts";

/** A way to spoil an example's rows; null where it has no such part. */
export type Damage = (example: ContractExample) => Table | null;

function without(table: Table, name: string): Table {
  return Object.fromEntries(Object.entries(table).filter(([own]) => own !== name));
}

function setCells(
  table: Table,
  name: string | null,
  change: (cell: string | number, row: number) => string | number,
): Table | null {
  if (name === null) return null;
  const cells = Array.from(table[name] as readonly (string | number)[], change); // both kinds of column
  const column: Column = cells.every((cell) => typeof cell === "number") ? Float64Array.from(cells) : cells.map(String);
  return { ...table, [name]: column };
}

const rows = (table: Table, keep: (row: number) => boolean): Table => filterRows(table, keep);

/** Damages that a model must refuse, where it has the part that they spoil. */
export const damages: Readonly<Record<string, Damage>> = {
  "no outcome column": ({ table, outcome }) => without(table, outcome),
  "no treatment column": ({ table, treatment }) => (treatment === null ? null : without(table, treatment)),
  "no date column": ({ table, time }) => (time === null ? null : without(table, time)),
  "no covariate column": ({ table, covariate }) => (covariate === null ? null : without(table, covariate)),
  "no unit column": ({ table, unit }) => (unit === null ? null : without(table, unit)),
  "text in the outcome": ({ table, outcome }) => setCells(table, outcome, (cell, row) => (row === 16 ? "n.a." : cell)),
  "decimal commas in the outcome": ({ table, outcome }) =>
    setCells(table, outcome, (cell) => Number(cell).toFixed(2).replace(".", ",")),
  "an empty outcome": ({ table, outcome }) => setCells(table, outcome, (cell, row) => (row === 0 ? NaN : cell)),
  "an infinite outcome": ({ table, outcome }) => setCells(table, outcome, (cell, row) => (row === 5 ? Infinity : cell)),
  "a constant outcome": ({ table, outcome }) => setCells(table, outcome, () => 7),
  "a covariate without values": ({ table, covariate }) =>
    setCells(table, covariate, (cell, row) => (row === 3 ? NaN : cell)),
  "a constant covariate": ({ table, covariate }) => setCells(table, covariate, () => 1),
  "text in a covariate": ({ table, covariate }) => setCells(table, covariate, (cell, row) => (row === 9 ? "?" : cell)),
  "an infinite covariate": ({ table, covariate }) =>
    setCells(table, covariate, (cell, row) => (row === 9 ? Infinity : cell)),
  "a covariate that is the outcome": ({ table, covariate, outcome }) =>
    covariate === null
      ? null
      : withColumn(
          table,
          covariate,
          (table[outcome] as Float64Array).map((y) => 2 * y + 1),
        ),
  "a covariate that is the treatment": ({ table, covariate, treatment }) =>
    covariate === null || treatment === null ? null : withColumn(table, covariate, table[treatment]!),
  "a repeated row": ({ table }) => takeRows(table, Int32Array.from([...Array(rowCount(table)).keys(), 7])),
  "every row twice": ({ table }) =>
    takeRows(
      table,
      Int32Array.from({ length: 2 * rowCount(table) }, (_, i) => i >> 1),
    ),
  "a missing date": ({ table, time }) =>
    time === null ? null : rows(table, (row) => table[time]![row] !== "2024-01-13"),
  "a date that is none": ({ table, time }) => setCells(table, time, (cell, row) => (row === 2 ? "2024-02-30" : cell)),
  "an empty date": ({ table, time }) => setCells(table, time, (cell, row) => (row === 2 ? "" : cell)),
  "dates of another calendar": ({ table, time }) =>
    setCells(table, time, (cell) => String(cell).replace("2024", "2020")),
  "dates with slashes": ({ table, time }) =>
    setCells(table, time, (cell) => String(cell).split("-").reverse().join("/")),
  "only treated": ({ table, treatment }) =>
    treatment === null ? null : rows(table, (row) => table[treatment]![row] === 1),
  "only untreated": ({ table, treatment }) =>
    treatment === null ? null : rows(table, (row) => table[treatment]![row] !== 1),
  "one treated unit": ({ table, treatment, time }) => {
    if (treatment === null || time !== null) return null;
    const first = (table[treatment] as Float64Array).indexOf(1);
    return rows(table, (row) => row === first || table[treatment]![row] !== 1);
  },
  "a third arm": ({ table, treatment }) => setCells(table, treatment, (cell, row) => (row % 5 === 0 ? 2 : cell)),
  "a treatment that ends": ({ table, treatment, time }) =>
    time === null ? null : setCells(table, treatment, (cell, row) => (row === 29 ? 0 : cell)),
  "treatments without values": ({ table, treatment }) =>
    setCells(table, treatment, (cell, row) => (row === 11 ? NaN : cell)),
  "a unit without name": ({ table, unit }) => setCells(table, unit, (cell, row) => (row === 4 ? "" : cell)),
  "twenty rows": ({ table }) => rows(table, (row) => row < 20),
  "no rows": ({ table }) => rows(table, () => false),
  "huge numbers": ({ table, outcome }) => setCells(table, outcome, (cell, row) => (row === 1 ? 1e200 : cell)),
  "another order": ({ table }) =>
    takeRows(table, Int32Array.from(shuffle(createRng(3), [...Array(rowCount(table)).keys()]))),
};
