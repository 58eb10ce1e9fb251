/** How a CSV text separates cells and lines. */
export interface CsvLayout {
  readonly delimiter: "," | ";" | "\t" | "|";
  /** `"\r"` only when the header ends in a bare one; CRLF counts as LF with a CR before it. */
  readonly newline: "\n" | "\r";
}

/**
 * The delimiter that occurs most often in the header outside quotes; names hold them more rarely than cells do. Of
 * equals, or when there is none, the comma wins, or the semicolon where the comma is the decimal mark.
 */
export function csvLayout(text: string, decimal: "." | ","): CsvLayout {
  const counts = decimal === "," ? { ";": 0, "\t": 0, "|": 0, ",": 0 } : { ",": 0, ";": 0, "\t": 0, "|": 0 };
  let newline: CsvLayout["newline"] | null = null;
  let quoted = false;
  let blank = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      quoted = char !== '"' || text[i + 1] === '"';
      if (char === '"' && quoted) i++;
      continue;
    }
    // A quote inside a cell is a letter.
    quoted = char === '"' && (i === 0 || ",;\t|\r\n".includes(text[i - 1]!));
    if (char === "\n" || char === "\r") {
      newline ??= char === "\r" && text[i + 1] !== "\n" ? "\r" : "\n";
      if (!blank) break;
    } else if (char === "," || char === ";" || char === "\t" || char === "|") {
      counts[char]++;
    }
    blank &&= char.trim() === "";
  }
  const candidates = Object.keys(counts) as (keyof typeof counts)[];
  const delimiter = candidates.reduce((best, next) => (counts[next] > counts[best] ? next : best));
  return { delimiter, newline: newline ?? "\n" };
}
