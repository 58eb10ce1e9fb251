import { ImpactError } from "@ie/contracts";

/** One factor of a term: a column, taken as categories where `categorical`. */
export interface Factor {
  readonly column: string;
  readonly categorical: boolean;
}

/** An R-style formula: outcome ~ sum of terms, each a product of factors. */
export interface Formula {
  readonly outcome: string;
  readonly intercept: boolean;
  readonly terms: readonly (readonly Factor[])[];
}

type Token = { readonly kind: "name" | "symbol"; readonly text: string; readonly at: number };

function fault(formula: string, what: string, hint: string): never {
  throw new ImpactError({ code: "config/invalid", who: `formula "${formula}"`, what, hint, facts: { formula } });
}

function tokens(formula: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:`([^`]+)`|([\p{L}_.][\p{L}\p{N}_.]*|\d+)|([~+\-:*()]))/uy;
  while (pattern.lastIndex < formula.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (match === null) {
      return fault(
        formula,
        `"${formula.slice(at).trimStart()[0]}" at character ${formula.length - formula.slice(at).trimStart().length + 1} is not understood`,
        "use columns with + - : * and C(column); put odd names in backticks",
      );
    }
    const [whole, quoted, name, symbol] = match;
    const start = at + whole.length - whole.trimStart().length;
    found.push(
      symbol === undefined
        ? { kind: "name", text: quoted ?? name ?? "", at: start }
        : { kind: "symbol", text: symbol, at: start },
    );
  }
  return found;
}

function termKey(term: readonly Factor[]): string {
  return term
    .map(({ column }) => column)
    .sort()
    .join("\u0000");
}

/** Reads `y ~ a + b + C(c) + a:b + a*b - 1`. `a*b` is `a + b + a:b`; 0 or −1 drops the intercept. */
export function parseFormula(formula: string): Formula {
  const list = tokens(formula);
  let next = 0;
  const peek = (): string | null => (list[next]?.kind === "symbol" ? (list[next]?.text ?? null) : null);
  const expected = (what: string): never => {
    const token = list[next];
    return fault(
      formula,
      token === undefined
        ? `it ends where ${what} is expected`
        : `"${token.text}" at character ${token.at + 1} stands where ${what} is expected`,
      'write it like "y ~ treatment + x1"',
    );
  };
  const name = (what: string): string => {
    const token = list[next];
    if (token?.kind !== "name") return expected(what);
    next += 1;
    return token.text;
  };
  const symbol = (text: string): void => {
    if (peek() !== text) expected(`"${text}"`);
    next += 1;
  };
  const factor = (): Factor => {
    const column = name("a column");
    if (peek() !== "(") return { column, categorical: false };
    if (column !== "C")
      return fault(formula, `the function "${column}" is not known`, "there is C(column), for categories");
    symbol("(");
    const inner = name("a column");
    symbol(")");
    return { column: inner, categorical: true };
  };

  const outcome = name("the outcome");
  symbol("~");
  let intercept = true;
  const terms = new Map<string, readonly Factor[]>();
  const add = (term: readonly Factor[]): void => {
    if (!terms.has(termKey(term))) terms.set(termKey(term), term);
  };
  const product = (sign: "+" | "-"): void => {
    const constant = list[next];
    if (constant?.kind === "name" && /^\d+$/.test(constant.text)) {
      next += 1;
      if (constant.text !== "0" && constant.text !== "1")
        fault(formula, `the number ${constant.text} is not a term`, "only 1 and 0 are, for the intercept");
      intercept = (constant.text === "1") === (sign === "+");
      return;
    }
    let group: (readonly Factor[])[] = [[factor()]];
    for (let operator = peek(); operator === ":" || operator === "*"; operator = peek()) {
      next += 1;
      const right = factor();
      const crossed = group.map((term) => [...term, right]);
      group = operator === ":" ? crossed : [...group, [right], ...crossed];
    }
    for (const term of group) {
      if (sign === "+") add(term);
      else terms.delete(termKey(term));
    }
  };
  product("+");
  for (let sign = peek(); sign === "+" || sign === "-"; sign = peek()) {
    next += 1;
    product(sign);
  }
  if (next < list.length) expected("+ or the end");
  if (terms.size === 0) fault(formula, "it has no term on the right", 'write it like "y ~ treatment"');
  const repeated = [...terms.values()].flat().some(({ column }) => column === outcome);
  if (repeated) fault(formula, `the outcome "${outcome}" also stands on the right`, "take it out there");
  return { outcome, intercept, terms: [...terms.values()] };
}

/** Every column that the formula reads. */
export function formulaColumns({ outcome, terms }: Formula): readonly string[] {
  return [...new Set([outcome, ...terms.flat().map(({ column }) => column)])];
}
