import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";
import { root } from "../scripts/workspace.ts";

/** What a module says about others and about the platform. */
export interface ModuleFacts {
  /** Specifiers of static, type-only, dynamic and re-exporting imports, and of `import("x")` types. */
  readonly imports: readonly string[];
  /** Names used without a declaration in the module, and `object.member` for members of such names. */
  readonly globals: ReadonlySet<string>;
}

interface AstNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function childrenOf(node: AstNode): readonly (readonly [string, AstNode])[] {
  return Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map((child) => [key, child] as const),
  );
}

const importing = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

/** Text of a specifier; a specifier put together at run time is refused, since nobody could check it. */
function specifierOf(node: AstNode, file: string): readonly string[] {
  const source = node["source"];
  if (!isNode(source)) return [];
  if (source.type === "Literal" && typeof source["value"] === "string") return [source["value"]];
  if (file.endsWith(".test.ts")) return [];
  throw new Error(`${file}: an import's specifier is not a text literal; write it out`);
}

function nameOf(node: unknown): string | null {
  return isNode(node) && node.type === "Identifier" ? (node["name"] as string) : null;
}

/** Places in the tree where an identifier is a name of something else, not a use of a value. */
function isOnlyName(parent: AstNode, key: string): boolean {
  if (parent.type === "MemberExpression") return key === "property" && parent["computed"] !== true;
  if (/^(Property|PropertyDefinition|MethodDefinition)$/.test(parent.type)) {
    return key === "key" && parent["computed"] !== true;
  }
  return parent.type.startsWith("TS") && parent.type !== "TSAsExpression" && parent.type !== "TSNonNullExpression";
}

const declares: Readonly<Record<string, string>> = {
  VariableDeclarator: "id",
  FunctionDeclaration: "id",
  FunctionExpression: "params",
  ArrowFunctionExpression: "params",
  ClassDeclaration: "id",
  CatchClause: "param",
  ImportSpecifier: "local",
  ImportDefaultSpecifier: "local",
  ImportNamespaceSpecifier: "local",
};

export function moduleFacts(file: string): ModuleFacts {
  return factsOf(readFileSync(join(root, file), "utf8"), file);
}

export function factsOf(text: string, file: string): ModuleFacts {
  const imports: string[] = [];
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: AstNode, parent: AstNode, key: string, declaring: boolean): void => {
    if (importing.has(node.type)) imports.push(...specifierOf(node, file));
    const name = nameOf(node);
    if (name !== null && declaring) declared.add(name);
    else if (name !== null && !isOnlyName(parent, key)) used.add(name);
    if (node.type === "MemberExpression") {
      const object = nameOf(node["object"]);
      const member = nameOf(node["property"]);
      if (object !== null && member !== null) used.add(`${object}.${member}`);
    }
    if (node.type === "NewExpression" && (node["arguments"] as unknown[]).length === 0) {
      used.add(`new ${nameOf(node["callee"])}()`);
    }
    const isFunction = /Function/.test(node.type);
    for (const [childKey, child] of childrenOf(node)) {
      const starts = declares[node.type] === childKey || (isFunction && (childKey === "params" || childKey === "id"));
      const continues = declaring && !(node.type === "AssignmentPattern" && childKey === "right");
      visit(child, node, childKey, starts || continues);
    }
  };
  const program = parseAst(text, { lang: "ts" }, file) as unknown as AstNode;
  visit(program, program, "", false);
  const own = (use: string): boolean => declared.has(use.replace(/^new |\(\)$/g, "").split(".")[0] ?? use);
  return { imports, globals: new Set([...used].filter((use) => !own(use))) };
}
