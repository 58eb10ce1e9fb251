import { ImpactError } from "@ie/contracts";

export interface Token {
  readonly kind: "name" | "number" | "symbol";
  readonly text: string;
  /** Its first character in the formula, from 1. */
  readonly at: number;
}

/** Throws `config/invalid` about a formula. */
export function formulaFault(formula: string, what: string, hint: string): never {
  throw new ImpactError({ code: "config/invalid", who: `formula "${formula}"`, what, hint, facts: { formula } });
}

const pattern = /\s*(?:`([^`]+)`|([\p{L}_.][\p{L}\p{N}_.]*)|(\d+(?:\.\d+)?)|([~+\-:*(),^]))/uy;

/** The words, numbers and signs of a formula. */
export function tokensOf(formula: string): readonly Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  const end = formula.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (match === null) {
      const rest = formula.slice(from).trimStart();
      return formulaFault(
        formula,
        `"${rest[0]}" at character ${formula.length - rest.length + 1} is not understood`,
        "use columns with + - : * ^ and functions such as log(x) and C(x); put odd names in backticks",
      );
    }
    const [whole, quoted, name, number, symbol] = match;
    const at = from + whole.length - whole.trimStart().length + 1;
    if (number !== undefined) found.push({ kind: "number", text: number, at });
    else if (symbol !== undefined) found.push({ kind: "symbol", text: symbol, at });
    else found.push({ kind: "name", text: quoted ?? name ?? "", at });
  }
  return found;
}
