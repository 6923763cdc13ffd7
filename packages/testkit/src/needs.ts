/**
 * Skips tests that need an optional tool this machine does not have. `npm test` counts them and names the tool and the
 * command that installs it.
 */
import { TOOLS, type Tool, works } from "../../../scripts/support/tools.mjs";

export interface Needs {
  readonly skip: boolean;
  /** `missing`: the names of the tools for lack of which it is skipped. */
  readonly meta: object;
}

const usable = new Map<string, boolean>();

/**
 * Options for `test` or `describe`: `describe("a sandbox", needs("bubblewrap"), …)`.
 *
 * @param names of `scripts/support/tools.mjs`
 * @throws when a name is not on the list
 */
export function needs(...names: readonly string[]): Needs {
  const missing = names.filter((name) => !isUsable(name));
  return { skip: missing.length > 0, meta: { missing } };
}

/** Each tool is tried once in a process. */
function isUsable(name: string): boolean {
  const tool = TOOLS.find((known: Tool) => known.name === name);
  if (tool === undefined) throw new Error(`no optional tool is named "${name}"`);
  const known = usable.get(name) ?? works(tool);
  usable.set(name, known);
  return known;
}
