import { ImpactError, type Column } from "@ie/contracts";

const integer = /^-?\d{1,15}$/;

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Integers by size where all ids are integers, else by code points. */
function sortUnits(ids: Iterable<string>): string[] {
  const sorted = [...ids].toSorted(compareText);
  return sorted.every((id) => integer.test(id)) ? sorted.toSorted((a, b) => Number(a) - Number(b)) : sorted;
}

/** Id of each row as text, and the ids that occur, sorted. An empty id is `data/not-finite`. */
export function unitKeys(
  who: string,
  column: Column,
  name: string,
): { readonly ids: string[]; readonly of: Int32Array } {
  const places = new Map<string | number, number>();
  const first: (string | number)[] = [];
  const of = new Int32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const cell = column[row]!;
    let place = places.get(cell);
    if (place === undefined) {
      if (cell === "" || Number.isNaN(cell)) {
        throw new ImpactError({
          code: "data/not-finite",
          who,
          what: `column "${name}" is empty in row ${row + 1}`,
          hint: "every row needs the unit that it belongs to",
          facts: { column: name, row: row + 1 },
        });
      }
      place = first.length;
      first.push(cell);
      places.set(cell, place);
    }
    of[row] = place;
  }
  const texts = first.map(String);
  const ids = sortUnits(texts);
  const sorted = new Map(ids.map((id, i) => [id, i]));
  const rank = Int32Array.from(texts, (text) => sorted.get(text)!);
  for (let row = 0; row < of.length; row++) of[row] = rank[of[row]!]!;
  return { ids, of };
}
