/** What an approval asks, on one line. A title is the same on every screen, also where only the short form of a request is known. Pure. */
import type { PermissionBrief, PermissionFacts } from "@tinyagi/contracts";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

interface Asked {
  readonly title: string;
  readonly permission?: PermissionFacts | undefined;
  readonly brief?: PermissionBrief | undefined;
}

/** What an approval asks, on one line, in which everything unseen is written out. */
export function askTitle({ title, permission, brief }: Asked, words: ViewWords = en): string {
  const { does } = (permission && permissionBrief(permission)) ?? brief ?? {};
  if (does === undefined) return literalLine(title);
  const say = words.needs.permission;
  if (does.act === "run") return say.run;
  return does.act === "change" ? say.file[does.kind](literalLine(does.name)) : say.files(does.count);
}

/** The short form of a request. */
export function permissionBrief({ tool, command, changes = [] }: PermissionFacts): PermissionBrief {
  const [change, ...others] = changes;
  if (change === undefined) return { tool, ...(command === undefined ? {} : { does: { act: "run" } }) };
  if (command !== undefined) return { tool };
  const { kind, path } = change;
  const name = path.slice(path.lastIndexOf("/") + 1) || path;
  const count = changes.length;
  return { tool, does: others.length === 0 ? { act: "change", kind, name } : { act: "change_files", count } };
}
