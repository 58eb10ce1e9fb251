/** A text, whether a colon makes it a key, and the braces around objects. */
const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/gs;

/**
 * The first key that an object of `text`, which is JSON, has twice, and where it stands for the second time (offset in UTF-16 units); null
 * where there is none. `JSON.parse` takes the last one in silence, and readers differ (RFC 8259, section 4).
 */
export function repeatedKey(text: string): { readonly key: string; readonly offset: number } | null {
  const open: Set<string>[] = [];
  for (const { 0: found, 1: colon, index } of text.matchAll(token)) {
    if (found === "{") open.push(new Set());
    else if (found === "}") open.pop();
    else if (colon !== undefined) {
      const quoted = found.slice(0, found.length - colon.length);
      const key = quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
      const keys = open.at(-1);
      if (keys?.has(key)) return { key, offset: index };
      keys?.add(key);
    }
  }
  return null;
}
