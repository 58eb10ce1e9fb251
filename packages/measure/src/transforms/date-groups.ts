import type { CodedText, Column } from "@ie/contracts";

/** Numbers the different dates of batches in the order in which they come. */
export interface DateGroups {
  /** The group of each row, in an array that is written over by the next call. */
  of(dates: Column | CodedText): Int32Array;
  /** Group by date. */
  readonly groups: ReadonlyMap<string, number>;
}

const unread = -1;

/** `read`: the date of a cell; it throws where there is none, `row` being the row of its batch. */
export function createDateGroups(read: (text: string, row: number) => string): DateGroups {
  const groups = new Map<string, number>();
  /** By the dates as the rows write them, which are few and slow to read. */
  const byText = new Map<string, number>();
  let rows = new Int32Array(0);
  let known: { readonly dictionary: readonly string[]; readonly groups: Int32Array } | null = null;

  function groupOf(text: string, row: number): number {
    let group = byText.get(text);
    if (group !== undefined) return group;
    const date = read(text, row);
    group = groups.get(date) ?? groups.size;
    groups.set(date, group);
    byText.set(text, group);
    return group;
  }

  /** Groups by code; room for those that a batch may add. */
  function codedGroups(dictionary: readonly string[]): Int32Array {
    if (known?.dictionary !== dictionary || known.groups.length < dictionary.length) {
      known = { dictionary, groups: new Int32Array(2 * dictionary.length).fill(unread) };
    }
    return known.groups;
  }

  return {
    groups,
    of(dates) {
      const isCoded = "codes" in dates;
      const n = isCoded ? dates.codes.length : dates.length;
      if (rows.length < n) rows = new Int32Array(n);
      const out = rows;
      if (!isCoded) {
        for (let i = 0; i < n; i++) out[i] = groupOf(String(dates[i]), i);
        return out;
      }
      const { codes, dictionary } = dates;
      const own = codedGroups(dictionary);
      for (let i = 0; i < n; i++) {
        const code = codes[i]!;
        let group = own[code]!;
        if (group === unread) {
          group = groupOf(dictionary[code]!, i);
          own[code] = group;
        }
        out[i] = group;
      }
      return out;
    },
  };
}
