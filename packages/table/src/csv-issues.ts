/** What is wrong with one place of a CSV text. */
export interface CsvIssue {
  /** Data row, 1-based and without the header and blank lines; null for the header or the text as a whole. */
  readonly row: number | null;
  /** Line of the text, 1-based, on which the row starts. */
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
}

export interface CsvIssues {
  add(row: number | null, line: number, column: string | null, what: string): void;
  list(): readonly CsvIssue[];
}

const most = 100;

/** Collects issues; of a text with thousands, the first hundred and how many more there are. */
export function csvIssues(): CsvIssues {
  const issues: CsvIssue[] = [];
  let last: CsvIssue | null = null;
  let more = 0;
  return {
    add(row, line, column, what) {
      last = { row, line, column, message: `line ${line}: ${what}` };
      if (issues.length < most) issues.push(last);
      else more++;
    },
    list() {
      if (last === null || more === 0) return issues;
      const message = `line ${last.line}: ${more} more issues up to here; those before are the first ${most}`;
      return [...issues, { ...last, column: null, message }];
    },
  };
}

/** Line of an offset in a text, for offsets that never go back. */
export function lineCounter(text: string, newline: string): (offset: number) => number {
  let line = 1;
  let at = -1;
  return (offset) => {
    for (;;) {
      const next = text.indexOf(newline, at + 1);
      if (next < 0 || next >= offset) return line;
      at = next;
      line++;
    }
  };
}
