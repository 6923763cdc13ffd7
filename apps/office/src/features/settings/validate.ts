/** The schema itself, for problems that a form cannot see. Loaded when someone edits, because it is large. */

import "./no-eval";
import { settingsSchema } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import type { Json } from "./draft";

export interface SchemaProblem {
  path: readonly string[];
  message: string;
}

export function schemaProblems(settings: Json): SchemaProblem[] {
  const { error } = settingsSchema.safeParse(settings);
  return (error?.issues ?? []).flatMap((issue): SchemaProblem[] => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: words.settings.problems.unknownKey }));
  });
}
