import { suggestName } from "@ie/contracts";
import { expressionColumn, expressionText, functionNamed, functionNames, type Expression } from "./expression.ts";
import { formulaFault, tokensOf } from "./tokens.ts";

/** One factor of a term. */
export interface Factor {
  readonly expression: Expression;
  /** Taken as categories even where the column holds numbers. */
  readonly categorical: boolean;
  /** Of orthogonal polynomials, `poly(x, degree)`; null for the expression itself. */
  readonly degree: number | null;
}

/** A product of factors; no factor is the intercept. */
export type FormulaTerm = readonly Factor[];

/** An R-style formula: outcome ~ sum of terms. */
export interface Formula {
  readonly outcome: Expression;
  readonly intercept: boolean;
  readonly terms: readonly FormulaTerm[];
}

export function factorText({ expression, categorical, degree }: Factor): string {
  const inner = expressionText(expression);
  if (degree !== null) return `poly(${inner}, ${degree})`;
  return categorical ? `C(${inner})` : inner;
}

/** Equal for equal terms, whatever the order of their factors. */
export function termKey(term: FormulaTerm): string {
  return [...new Set(term.map(factorText))].sort().join("\u0000");
}

function crossed(left: readonly FormulaTerm[], right: readonly FormulaTerm[]): readonly FormulaTerm[] {
  return left.flatMap((a) =>
    right.map((b) => [...a, ...b.filter((factor) => a.every((other) => factorText(other) !== factorText(factor)))]),
  );
}

/** Highest power and polynomial degree: more is a mistake, and loses digits. */
const highestDegree = 10;

/**
 * Reads `y ~ a + b + C(c) + a:b + a*b + (a + b)*c + log(x) + poly(x, 2) + x^2 - 1`. `a*b` is `a + b + a:b`; 0 or −1 drops the
 * intercept; `x^2` and `I(x^2)` are squares. Throws `config/invalid` with the character at fault.
 */
export function parseFormula(formula: string): Formula {
  const list = tokensOf(formula);
  let next = 0;
  let intercept = true;
  const isSymbol = (text: string): boolean => list[next]?.kind === "symbol" && list[next]?.text === text;
  const expected = (what: string): never => {
    const token = list[next];
    return formulaFault(
      formula,
      token === undefined
        ? `it ends where ${what} is expected`
        : `"${token.text}" at character ${token.at} stands where ${what} is expected`,
      'write it like "y ~ treatment + x1"',
    );
  };
  const symbol = (text: string): void => {
    if (!isSymbol(text)) expected(`"${text}"`);
    next += 1;
  };
  const wholeNumber = (what: string): number => {
    const token = list[next];
    const value = Number(token?.text);
    if (token?.kind !== "number" || !Number.isInteger(value) || value < 1 || value > highestDegree) {
      return expected(`${what}, a whole number from 1 to ${highestDegree},`);
    }
    next += 1;
    return value;
  };
  const power = (of: Expression): Expression => {
    if (!isSymbol("^")) return of;
    next += 1;
    return { kind: "power", of, exponent: wholeNumber("a power") };
  };
  const expression = (what: string): Expression => {
    const token = list[next];
    if (token?.kind !== "name") return expected(what);
    next += 1;
    if (!isSymbol("(")) return power({ kind: "column", column: token.text });
    next += 1;
    const name = functionNamed(token.text);
    const of = token.text === "I" || name !== null ? expression("a column") : null;
    if (of === null) {
      const known = ["C", "I", "poly", ...functionNames];
      return formulaFault(
        formula,
        `the function "${token.text}" at character ${token.at} is not known here`,
        suggestName(token.text, known),
      );
    }
    symbol(")");
    return power(name === null ? of : { kind: "call", name, of });
  };
  const factor = (): Factor => {
    const token = list[next];
    const isCall = token?.kind === "name" && list[next + 1]?.kind === "symbol" && list[next + 1]?.text === "(";
    if (!isCall || (token.text !== "C" && token.text !== "poly")) {
      return { expression: expression("a column"), categorical: false, degree: null };
    }
    next += 2;
    const of = expression("a column");
    if (token.text === "C") {
      symbol(")");
      return { expression: of, categorical: true, degree: null };
    }
    symbol(",");
    const degree = wholeNumber("the degree");
    symbol(")");
    return { expression: of, categorical: false, degree };
  };
  const atom = (depth: number): readonly FormulaTerm[] => {
    if (!isSymbol("(")) return [[factor()]];
    next += 1;
    const inner = sum(depth + 1);
    symbol(")");
    return inner;
  };
  const products = (depth: number): readonly FormulaTerm[] => {
    let all = atom(depth);
    while (isSymbol(":")) {
      next += 1;
      all = crossed(all, atom(depth));
    }
    return all;
  };
  const sum = (depth: number): readonly FormulaTerm[] => {
    const terms = new Map<string, FormulaTerm>();
    let sign = "+";
    if (isSymbol("-")) {
      sign = "-";
      next += 1;
    }
    for (;;) {
      const token = list[next];
      if (token?.kind === "number") {
        if (token.text !== "0" && token.text !== "1") {
          formulaFault(
            formula,
            `the number ${token.text} is not a term`,
            "only 1 and 0 are, for the intercept; I(x^2) is a square",
          );
        }
        if (depth > 0) expected("a column");
        intercept = (token.text === "1") === (sign === "+");
        next += 1;
      } else {
        const all = [...products(depth)];
        while (isSymbol("*")) {
          next += 1;
          const right = products(depth);
          all.push(...right, ...crossed([...all], right));
        }
        for (const term of all) {
          if (sign === "-") terms.delete(termKey(term));
          else if (!terms.has(termKey(term))) terms.set(termKey(term), term);
        }
      }
      if (!isSymbol("+") && !isSymbol("-")) return [...terms.values()];
      sign = list[next]?.text ?? "+";
      next += 1;
    }
  };

  const outcome = expression("the outcome");
  symbol("~");
  const terms = sum(0);
  if (next < list.length) expected("+ or the end");
  const own = expressionColumn(outcome);
  if (terms.flat().some((each) => expressionColumn(each.expression) === own)) {
    formulaFault(formula, `the outcome "${own}" also stands on the right`, "take it out there");
  }
  return { outcome, intercept, terms };
}

/** Every column that the formula reads, the outcome first. */
export function formulaColumns({ outcome, terms }: Formula): readonly string[] {
  return [...new Set([outcome, ...terms.flat().map(({ expression }) => expression)].map(expressionColumn))];
}
