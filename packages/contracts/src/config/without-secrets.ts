/** User and password of an address. */
const inAddress = /(:\/\/[^\s/:@"']*:)([^\s"']+)(?=@)/g;
/** What is written behind the usual names of secrets; a reference such as { secret: NAME } is none. */
const behindName =
  /((?:password|passwd|passphrase|pwd|token|api[_-]?key|secret[_-]?key|access[_-]?key|bearer|authorization|credentials?)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,{}[\]"']+)/gi;

const stars = (text: string): string => "*".repeat(text.length);

/** A line of a configuration as it may be shown: what looks like a secret that was written out is replaced by stars, one a character. */
export function withoutSecrets(line: string): string {
  return line
    .replaceAll(inAddress, (_, head: string, value: string) => head + stars(value))
    .replaceAll(behindName, (_, head: string, value: string) => head + stars(value));
}
