/** JSON Schema (2020-12) of settings.json, for editors and forms. Derived: it says what the zod schema says. */
import { z } from "zod";
import { settingsSchema } from "./settings.js";

/** A JSON Schema as plain JSON. */
export type JsonSchema = Record<string, unknown>;

/** The schema of what may be written: whatever has a default may be left out. */
export function settingsJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  return { ...schema, title: "TinyAGI settings" };
}
