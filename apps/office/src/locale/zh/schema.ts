/** Names and help of the settings, which the schema has in English. */
import type { SchemaText, SchemaTexts } from "../en/settings";
import { PEOPLE } from "./schema-people";
import { WORK } from "./schema-work";

export const SCHEMA_TEXTS: SchemaTexts = { ...PEOPLE, ...WORK };

const PLACES = Object.entries(SCHEMA_TEXTS).map(([key, text]) => ({ steps: key.split("."), text }));

/** @param path of a setting, with the ids of its agent, team or other entry */
export function schemaTextAt(path: readonly string[]): SchemaText | undefined {
  const fits = (steps: readonly string[]): boolean =>
    steps.length === path.length && steps.every((step, i) => step === "*" || step === path[i]);
  return PLACES.find(({ steps }) => fits(steps))?.text;
}
