import { ImpactError, type Column } from "@ie/contracts";
import type { SqlColumn } from "./session.ts";

/** Fills one column of a table from cells as an engine gives them. */
export interface ColumnBuilder {
  /** `before`: rows before these, for messages. */
  add(cells: readonly unknown[], before: number): void;
  /** The column so far; the builder starts anew. */
  take(): Column;
}

export function createColumnBuilder(who: string, column: SqlColumn): ColumnBuilder {
  const { kind } = column;
  if (kind === "text") return textBuilder(String);
  if (kind === "date" || kind === "time") return textBuilder((cell) => dateText(String(cell)));
  return numberBuilder(kind === "integer" ? (cell, row) => wholeNumber(who, column, cell, row) : plainNumber);
}

function textBuilder(textOf: (cell: unknown) => string): ColumnBuilder {
  let texts: string[] = [];
  return {
    add(cells) {
      for (const cell of cells) texts.push(cell === null ? "" : textOf(cell));
    },
    take() {
      const taken = texts;
      texts = [];
      return taken;
    },
  };
}

function numberBuilder(numberOf: (cell: unknown, row: number) => number): ColumnBuilder {
  let numbers = new Float64Array(1024);
  let length = 0;
  return {
    add(cells, before) {
      if (length + cells.length > numbers.length) {
        const larger = new Float64Array(Math.max(2 * numbers.length, length + cells.length));
        larger.set(numbers.subarray(0, length));
        numbers = larger;
      }
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i];
        numbers[length + i] = cell === null ? Number.NaN : numberOf(cell, before + i + 1);
      }
      length += cells.length;
    },
    take() {
      const taken = numbers.slice(0, length);
      length = 0;
      return taken;
    },
  };
}

/** Numbers, decimals as text, and booleans of both engines. */
function plainNumber(cell: unknown): number {
  if (cell === true || cell === "t") return 1;
  if (cell === false || cell === "f") return 0;
  return Number(cell);
}

function wholeNumber(who: string, { name }: SqlColumn, cell: unknown, row: number): number {
  const number = Number(cell);
  if (Number.isSafeInteger(number)) return number;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `column "${name}" has ${String(cell)} in row ${row}, which a double cannot hold exactly`,
    hint: "list it in text_columns where it names something, or cast it to double precision in a query",
    facts: { column: name, row, value: String(cell) },
  });
}

const timestamp = /^(\d{4,}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(?:[+-]00(?::00)?)?$/;

/** An engine's date or time in UTC as tables write it; what has no such form, as "infinity", stays. */
function dateText(text: string): string {
  const [, date, time, fraction = ""] = timestamp.exec(text) ?? [];
  if (date === undefined) return text;
  const rest = fraction.replace(/0+$/, "");
  if (rest !== "") return `${date}T${time}.${rest}`;
  return time === "00:00:00" ? date : `${date}T${time}`;
}
