import { describe, expect, test } from "vitest";
import { factsOf } from "./module-facts.ts";

describe("factsOf", () => {
  test("finds every form of import", () => {
    const text = `
      import "a";
      import b from "b";
      import type { C } from "c";
      import { type D, e } from "d";
      export { f } from "f";
      export * from "g";
      export type { H } from "h";
      const i = await import("i");
      type J = import("j").J;
      const text = 'import "k"'; // import "l"
      export { b, e, i, text };
    `;
    expect(factsOf(text, "x.ts").imports).toEqual(["a", "b", "c", "d", "f", "g", "h", "i", "j"]);
  });

  test("refuses an import that is put together", () => {
    expect(() => factsOf("await import(`./${name}.ts`)", "x.ts")).toThrow("x.ts: an import's specifier is not a text");
  });

  test("tells globals from the module's own names", () => {
    const text = `
      const { env, Buffer = process.argv } = options;
      function f(document: Document, { window }: Options): void { document.body; window.x; Date.now(); }
      for (const global of list) a.process.b(global, { Buffer: 1 });
      const stamp = (at = new Date()) => at;
      export { env, Buffer, f, stamp };
    `;
    const { globals } = factsOf(text, "x.ts");
    expect(
      [...globals].filter((name) => /^(process|Buffer|document|window|global|Date|new)\b/.test(name)).toSorted(),
    ).toEqual(["Date", "Date.now", "new Date()", "process", "process.argv"]);
  });
});
