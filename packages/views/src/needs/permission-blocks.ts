/**
 * What an agent wants to do, in blocks that a screen can mark: the command, the lines that go and come, everything else.
 * Every text of the request is in a block, as `literalText` writes it. Pure.
 */
import type { PermissionFacts, PlannedChange } from "@tinyagi/contracts";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** Lines of one kind. `note`: a sentence of TinyAGI. `wrote`: what else the program or its agent wrote. */
export interface PermissionBlock {
  readonly kind: "note" | "command" | "same" | "added" | "removed" | "wrote";
  readonly text: string;
}

const SIGNS: Readonly<Record<string, PermissionBlock["kind"]>> = { "+": "added", "-": "removed" };

/** All of a request, in the order in which a person reads it. */
export function permissionBlocks(facts: PermissionFacts, words: ViewWords = en): PermissionBlock[] {
  const { tool, command, cwd, changes = [], reason, more = {} } = facts;
  const say = words.needs.permission;
  const wrote = (text: string): PermissionBlock => ({ kind: "wrote", text: literalText(text) });
  const rest = JSON.stringify(more, null, 2);
  return [
    // The title may name what happens instead.
    note(say.tool),
    wrote(tool),
    ...(command === undefined ? [] : [{ kind: "command" as const, text: literalText(command) }]),
    ...(cwd === undefined ? [] : [note(say.folder), wrote(cwd)]),
    ...changes.flatMap((change) => [...headOf(change, words), ...diffBlocks(change.diff)]),
    ...(reason === undefined ? [] : [note(say.reason), wrote(reason)]),
    ...(rest === "{}" ? [] : [note(say.more), wrote(rest)]),
  ];
}

function headOf(change: PlannedChange, words: ViewWords): PermissionBlock[] {
  const say = words.needs.permission;
  const { path, movedTo, kind } = change;
  const moved =
    movedTo === undefined ? [] : [note(say.moves), { kind: "wrote" as const, text: literalLine(movedTo) }];
  return [note(say.change[kind]), { kind: "wrote", text: literalLine(path) }, ...moved];
}

function note(text: string): PermissionBlock {
  return { kind: "note", text };
}

/** One block for lines of one kind that follow each other, so that a long diff is few blocks. */
function diffBlocks(diff: string): PermissionBlock[] {
  const blocks: { kind: PermissionBlock["kind"]; lines: string[] }[] = [];
  for (const line of diff === "" ? [] : literalText(diff).split("\n")) {
    const kind = SIGNS[line[0] ?? ""] ?? "same";
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks.map(({ kind, lines }) => ({ kind, text: lines.join("\n") }));
}
