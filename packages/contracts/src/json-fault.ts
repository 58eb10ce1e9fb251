const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Where `pattern` stops matching `text` from `start`, or null. */
function endOf(pattern: RegExp, text: string, start: number): number | null {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function stringEnd(text: string, start: number): number | null {
  if (text[start] !== '"') return null;
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return null;
    const next = code === 0x5c ? endOf(escape, text, at) : at + 1;
    if (next === null) return null;
    at = next;
  }
  return null;
}

/**
 * Where `text`, which `JSON.parse` refused, stops being JSON (RFC 8259): the offset in UTF-16 units of the first token
 * that cannot stand, or the length where the text ends too soon. Engines word their own messages differently, some without a place.
 */
export function jsonFault(text: string): number {
  const closers: ("}" | "]")[] = [];
  let expected: "value" | "item or close" | "key" | "key or close" | "colon" | "comma or close" = "value";
  let at = endOf(blank, text, 0)!; // `blank` matches nothing too
  while (at < text.length) {
    const character = text[at]!;
    const closer = closers.at(-1);
    let end: number | null = at + 1;
    if (character === closer && expected.endsWith("or close")) {
      closers.pop();
      expected = "comma or close";
    } else if (expected === "comma or close") {
      if (character !== "," || closer === undefined) return at;
      expected = closer === "}" ? "key" : "value";
    } else if (expected === "colon") {
      if (character !== ":") return at;
      expected = "value";
    } else if (expected === "key" || expected === "key or close") {
      end = stringEnd(text, at);
      expected = "colon";
    } else if (character === "{") {
      closers.push("}");
      expected = "key or close";
    } else if (character === "[") {
      closers.push("]");
      expected = "item or close";
    } else {
      end = stringEnd(text, at) ?? endOf(scalar, text, at);
      expected = "comma or close";
    }
    if (end === null) return at;
    at = endOf(blank, text, end)!;
  }
  return text.length;
}
