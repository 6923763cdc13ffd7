/** JSON Schema (2020-12) of settings.json, for editors and forms. Derived from the zod schema. */
import { z } from "zod";
import { settingsSchema } from "./settings.js";

/** A JSON Schema as plain JSON. */
export type JsonSchema = Record<string, unknown>;

/** The schema of valid input: keys with a default are optional. */
export function settingsJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  return { ...schema, title: "TinyAGI settings" };
}
