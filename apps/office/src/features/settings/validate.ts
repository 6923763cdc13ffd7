/** The schema itself, for problems that a form cannot see. Loaded when someone edits, because it is large. */

import "./no-eval";
import { settingsSchema } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import { type Json, valueAt } from "./json";

export interface SchemaProblem {
  path: readonly string[];
  message: string;
}

export function schemaProblems(settings: Json): SchemaProblem[] {
  const { error } = settingsSchema.safeParse(settings);
  return (error?.issues ?? []).flatMap((issue): SchemaProblem[] => {
    const path = issue.path.map(String);
    if (issue.code === "invalid_key") return [{ path, message: issue.issues[0]?.message ?? issue.message }];
    if (issue.code !== "unrecognized_keys") {
      const isTyped = issue.code === "invalid_type" || issue.code === "invalid_value";
      const isAbsent = isTyped && valueAt(settings, path) === undefined;
      return [{ path, message: isAbsent ? words.settings.problems.needed : issue.message }];
    }
    return issue.keys.map((key) => ({ path: [...path, key], message: words.settings.problems.unknownKey }));
  });
}
