import { type CsvIssues, lineCounter } from "./csv-issues.ts";

const longestLine = 2 ** 20;
const longestBlank = 2 ** 12;
const blank = new RegExp(`[^\\S\\r\\n]{${longestBlank}}`);

/**
 * Whether a text is no CSV that anybody wrote: a line of over a mebi of characters (a minified or binary file), or quotes
 * and thousands of blanks in a row, which take papaparse quadratic time.
 */
export function exceedsLimits(text: string, newline: string, issues: CsvIssues): boolean {
  const lineOf = lineCounter(text, newline);
  for (let start = 0; start < text.length;) {
    const next = text.indexOf(newline, start);
    const end = next < 0 ? text.length : next;
    if (end - start > longestLine) {
      const what = `${end - start} characters without a line break; a CSV has a header and one line per row`;
      issues.add(null, lineOf(start), null, what);
      return true;
    }
    start = end + 1;
  }
  const padding = text.includes('"') ? text.search(blank) : -1;
  if (padding < 0) return false;
  issues.add(null, lineOf(padding), null, `${longestBlank} blanks in a row; remove the padding`);
  return true;
}
