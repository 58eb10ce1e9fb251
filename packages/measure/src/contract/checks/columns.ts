import { suggestName } from "@ie/contracts";
import { finding, type DataFinding } from "../finding.ts";
import type { Subject } from "../subject.ts";

/** Columns that the model reads and the table lacks; a table without rows. */
export function columns({ table, needed, rows, who, armsFault }: Subject): readonly DataFinding[] {
  const names = Object.keys(table);
  const absent = needed
    .filter((name) => !Object.hasOwn(table, name))
    .map((name) => {
      const near = suggestName(name, names);
      return finding({
        severity: "error",
        code: "data/missing-column",
        column: name,
        message: `no column "${name}"; the table has ${names.slice(0, 20).join(", ") || "no columns"}${names.length > 20 ? ", …" : ""}`,
        fix: near.startsWith("did") ? `${near} mend the name in the configuration` : "name a column of the table",
      });
    });
  const empty =
    rows > 0
      ? []
      : [
          finding({
            severity: "error",
            code: "data/too-few-rows",
            message: "the table has no rows",
            fix: "look at the file, the dates asked for and the transform",
            count: 0,
          }),
        ];
  const untold =
    armsFault === null || absent.length > 0
      ? []
      : [
          finding({
            severity: "error",
            code: armsFault.code,
            message: armsFault.message.replace(`${who}: `, "").split("; ")[0]!,
            fix: armsFault.hint ?? "name the treatment",
            column: typeof armsFault.facts["treatment"] === "string" ? armsFault.facts["treatment"] : null,
          }),
        ];
  return [...absent, ...empty, ...untold];
}
