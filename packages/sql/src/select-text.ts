/** A user's SELECT, ready to stand between parentheses, with `$name` written as `$1`, `$2`, …. */
export interface SelectText {
  readonly text: string;
  /** What `$1`, `$2`, … stand for. */
  readonly parameters: readonly string[];
}

/** Pieces that hide what is in them, and those that matter here; the first that matches wins. */
const pieces =
  /--[^\n]*|(?<open>\/\*)|[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>[A-Za-z_]\w*)?\$[^]*?\$\k<tag>\$|\$(?<name>\w+)|(?<word>[A-Za-z_][\w$]*)|(?<sign>[;()'"])/g;

/**
 * Reads one SELECT or WITH. Strings, quoted names and comments may hold anything; outside them a second statement, an unbalanced parenthesis
 * and any other statement is a fault. This is courtesy: the engines are told to refuse the same.
 */
export function readSelect(sql: string): SelectText | { readonly fault: string } {
  const parameters: string[] = [];
  let text = "";
  let depth = 0;
  let first: string | null = null;
  let ended = false;
  let before = ["", ""]; // the two pieces before, in upper case
  const scanner = new RegExp(pieces);
  for (let from = 0; from < sql.length;) {
    scanner.lastIndex = from;
    const match = scanner.exec(sql);
    const between = sql.slice(from, match?.index ?? sql.length);
    if (between.trim() !== "" && ended) return severalStatements;
    if (between.trim() !== "") {
      first ??= between.trim();
      before = ["", ""];
    }
    text += between;
    if (match === null) break;
    from = scanner.lastIndex;
    const [piece] = match;
    const { open, name, word, sign } = match.groups!;
    if (open !== undefined) {
      const end = endOfComment(sql, match.index);
      if (end === null) return { fault: "a comment is not closed; end it with */" };
      text += " ";
      from = end;
      continue;
    }
    if (piece.startsWith("--")) {
      text += " ";
      continue;
    }
    if (sign === ";") {
      ended = true;
      continue;
    }
    if (ended) return severalStatements;
    if (sign === "'" || sign === '"') return { fault: `a quote (${sign}) is not closed; close it` };
    if (sign === "(") depth += 1;
    else if (sign === ")") depth -= 1;
    else first ??= word ?? piece;
    if (depth < 0) return unbalanced;
    if (word !== undefined && writing.test(word) && isStatementStart(before, depth, first)) {
      return { fault: `the query holds ${word.toUpperCase()}; ${allowed}` };
    }
    before = [before[1] ?? "", piece.toUpperCase()];
    if (name === undefined) {
      text += piece;
      continue;
    }
    if (/^\d/.test(name)) return { fault: `$${name} has a number; name parameters, as in $start` };
    if (!parameters.includes(name)) parameters.push(name);
    text += `$${parameters.indexOf(name) + 1}`;
  }
  if (depth !== 0) return unbalanced;
  if (first === null) return { fault: "the query is empty; write a SELECT" };
  if (!/^(?:select|with)$/i.test(first)) {
    return { fault: `the query starts with "${first.slice(0, 20)}"; ${allowed}` };
  }
  return { text: text.trim(), parameters };
}

const allowed = "only one SELECT or WITH … SELECT is allowed";
const writing = /^(?:insert|update|delete|merge|replace)$/i;

/** Whether a statement may begin after the two pieces `before`: after the queries of a WITH, or as one of them. */
function isStatementStart([second = "", last = ""]: readonly string[], depth: number, first: string | null): boolean {
  if (!/^with$/i.test(first ?? "")) return false;
  return depth === 0 ? last === ")" : last === "(" && (second === "AS" || second === "MATERIALIZED");
}

const severalStatements = { fault: "the query holds more than one statement; give one SELECT" };
const unbalanced = { fault: "the parentheses of the query do not match; balance them" };

/** Comments nest. */
function endOfComment(sql: string, start: number): number | null {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  for (let depth = 0, mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return null;
}
