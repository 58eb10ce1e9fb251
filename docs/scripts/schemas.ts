import { documents, encodeJson } from "@ie/contracts";

/** Folder of the committed JSON Schemas. */
export const schemasFolder: URL = new URL("../reference/schemas/", import.meta.url);

/** File name and text of each document's JSON Schema. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(documents).map(([name, document]) => {
      const { $schema, ...schema } = document.jsonSchema() as Record<string, unknown>;
      return [`${name}.schema.json`, encodeJson({ $schema, title: name, ...schema })];
    }),
  );
}
