/** Texts of the settings that name something which exists elsewhere. The JSON Schema says so, and a form offers what there is. */
import type { z } from "zod";

/** `model:<provider>` suggests the models of that provider; of the others, only those that exist can be chosen. */
export type Named = "agent" | "provider" | "channel" | `model:${string}`;

/** The keyword of the JSON Schema. */
export const NAMED_KEYWORD = "x-names";

/** The same schema, marked. */
export function naming<T extends z.ZodType>(schema: T, what: Named): T {
  return schema.meta({ [NAMED_KEYWORD]: what });
}
