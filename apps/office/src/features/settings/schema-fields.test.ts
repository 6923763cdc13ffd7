import { settingsJsonSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { entryFields, type Field, groupsOf, type Schema } from "./schema-fields";

/** The field, and those of an entry in it, in each form that an entry may have. */
function withEntries(field: Field): Field[] {
  if (field.kind !== "map") return [field];
  return [
    field,
    ...[undefined, {}, ""].flatMap((stored) => entryFields(field, "*", stored).flatMap(withEntries)),
  ];
}

test("each setting has a control of its own in the form: none is a box of JSON", () => {
  // The schema of JSON Schema is wider than what a form reads.
  const fields = groupsOf(settingsJsonSchema() as Schema).flatMap(({ fields }) =>
    fields.flatMap(withEntries),
  );
  expect(fields.length).toBeGreaterThan(300);
  expect(fields.filter(({ kind }) => kind === "json").map(({ path }) => path.join("."))).toEqual([]);
});
