/** Whether changed settings can be saved, and what Enter does about it. Pure. */
import { SETTINGS_CHANGES_MAX } from "@tinyagi/contracts";

interface SaveState {
  changes: readonly unknown[];
  problems: Readonly<Record<string, string>>;
  refusal: string | undefined;
  isSaving: boolean;
}

/** Whether a person must mend something first. What the daemon refused may be tried again. */
export function hasProblem({ problems, refusal }: Pick<SaveState, "problems" | "refusal">): boolean {
  return Object.keys(problems).length > 0 && refusal === undefined;
}

export function canSave(wanted: SaveState): boolean {
  const { changes, isSaving } = wanted;
  return !isSaving && !hasProblem(wanted) && changes.length > 0 && changes.length <= SETTINGS_CHANGES_MAX;
}

/** @param isShown whether the changes are on the screen: nobody saves what they do not see */
export function onEnter(wanted: SaveState, isShown: boolean): "show" | "save" | undefined {
  if (wanted.changes.length === 0) return undefined;
  if (!isShown) return "show";
  return canSave(wanted) ? "save" : undefined;
}
