/**
 * What a tool would do with an input. Only fields that are shown in another form are taken out of the input; all others stay
 * in it, so nothing is missing, whatever the tool is. Pure.
 */
import { changedPassage } from "@tinyagi/base/changed-lines";
import type { PermissionFacts, PlannedChange } from "@tinyagi/contracts";

type Input = NonNullable<PermissionFacts["more"]>;
type Facts = Omit<PermissionFacts, "tool" | "more"> & { rest: Input };
/** Undefined: the input is not of the form that this tool has. */
type Reader = (input: Input) => Facts | undefined;

/** The tools of Claude Code, and those of agents on a model API. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ["Bash", readCommand],
  ["run_command", readCommand],
  ["Edit", passageReader({ path: "file_path", before: "old_string", after: "new_string" })],
  ["edit_file", passageReader({ path: "path", before: "old_text", after: "new_text" })],
  ["MultiEdit", readEdits],
  ["Write", contentReader("file_path")],
  ["write_file", contentReader("path")],
]);

/** @param tool as its program calls it */
export function permissionFacts(tool: string, input: Input): PermissionFacts {
  const { rest, ...facts } = READERS.get(tool)?.(input) ?? { rest: input };
  return { tool, ...facts, ...(Object.keys(rest).length === 0 ? {} : { more: rest }) };
}

function readCommand({ command, ...rest }: Input): Facts | undefined {
  return typeof command === "string" ? { command, rest } : undefined;
}

interface PassageFields {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function passageReader(fields: PassageFields): Reader {
  return ({ [fields.path]: path, [fields.before]: before, [fields.after]: after, ...rest }) => {
    if (typeof path !== "string" || typeof before !== "string" || typeof after !== "string") return undefined;
    return updateOf(path, changedPassage(before, after), rest);
  };
}

function readEdits({ file_path: path, edits, ...rest }: Input): Facts | undefined {
  if (typeof path !== "string" || !Array.isArray(edits) || edits.length === 0) return undefined;
  const diffs: string[] = [];
  const options: Input[] = [];
  for (const edit of edits) {
    const { old_string: before, new_string: after, ...option } = Object(edit) as Input;
    if (typeof before !== "string" || typeof after !== "string") return undefined;
    diffs.push(changedPassage(before, after));
    options.push(option);
  }
  const hasOptions = options.some((option) => Object.keys(option).length > 0);
  return updateOf(path, diffs.join("\n@@\n"), hasOptions ? { ...rest, edits: options } : rest);
}

function contentReader(field: string): Reader {
  return ({ [field]: path, content, ...rest }) => {
    if (typeof path !== "string" || typeof content !== "string") return undefined;
    const change: PlannedChange = { path, kind: "write", diff: changedPassage("", content) };
    return { changes: [change], rest };
  };
}

function updateOf(path: string, diff: string, rest: Input): Facts {
  return { changes: [{ path, kind: "update", diff }], rest };
}
