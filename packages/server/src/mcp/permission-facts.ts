/**
 * What a tool would do with an input. Only fields that are shown in another form are taken out of the input; all others stay
 * in it, so nothing is missing, whatever the tool is. Pure.
 */
import { changedLines, changedPassage } from "@tinyagi/base/changed-lines";
import type { PermissionFacts, PlannedChange } from "@tinyagi/contracts";

type Input = NonNullable<PermissionFacts["more"]>;
type Facts = Omit<PermissionFacts, "tool" | "more"> & { rest: Input };
/** Undefined: the input is not of the form that this tool has. */
type Reader = (input: Input) => Facts | undefined;

/** Of a longer passage only the changes are shown, with the lines around them. */
const PASSAGE_MAX_CHARS = 8_000;

/** The tools of Claude Code, of agents on a model API, of Codex, and what the harness `acp` makes of the kinds of its calls. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ["command", readCommand],
  ["file_change", readChanges],
  ["Bash", readCommand],
  ["run_command", readCommand],
  ["Edit", readEdit],
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

const passageOfClaude = passageReader({ path: "file_path", before: "old_string", after: "new_string" });

function readCommand({ command, ...rest }: Input): Facts | undefined {
  if (typeof command !== "string") return undefined;
  const { cwd, reason, ...more } = rest;
  return {
    command,
    ...(typeof cwd === "string" ? { cwd } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    rest: {
      ...more,
      ...(cwd === undefined || typeof cwd === "string" ? {} : { cwd }),
      ...(reason === undefined || typeof reason === "string" ? {} : { reason }),
    },
  };
}

/** One passage, or parts of several files. */
function readEdit(input: Input): Facts | undefined {
  if (!Array.isArray(input.edits)) return passageOfClaude(input);
  const { edits, ...rest } = input;
  const parts = edits.map((edit) => passageOfClaude(Object(edit) as Input));
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined;
  const options = parts.map(({ rest: option }) => option);
  const changes = parts.flatMap((part) => part.changes ?? []);
  return { changes, rest: withOptions(rest, options) };
}

/** Codex gives the whole content of a file that it would add or delete, and a diff of any other. */
function readChanges({ changes, ...rest }: Input): Facts | undefined {
  if (!Array.isArray(changes) || changes.length === 0) return undefined;
  const planned = changes.map((change) => readChange(Object(change) as Record<string, unknown>));
  if (!planned.every((change) => change !== undefined)) return undefined;
  const { reason, ...more } = rest;
  return typeof reason === "string" ? { changes: planned, reason, rest: more } : { changes: planned, rest };
}

function readChange({ path, kind, diff, ...others }: Record<string, unknown>): PlannedChange | undefined {
  const { type, move_path: moved, ...unknown } = Object(kind) as Record<string, unknown>;
  if (Object.keys(others).length > 0 || Object.keys(unknown).length > 0) return undefined;
  if (typeof path !== "string" || typeof diff !== "string") return undefined;
  if (type === "add") return { path, kind: "add", diff: changedPassage("", diff) };
  if (type === "delete") return { path, kind: "delete", diff: changedPassage(diff, "") };
  if (type !== "update") return undefined;
  return { path, kind: "update", ...(typeof moved === "string" ? { movedTo: moved } : {}), diff };
}

interface PassageFields {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function passageReader(fields: PassageFields): Reader {
  return ({ [fields.path]: path, [fields.before]: before, [fields.after]: after, ...rest }) => {
    if (typeof path !== "string" || typeof before !== "string" || typeof after !== "string") return undefined;
    return updateOf(path, differenceOf(before, after), rest);
  };
}

function readEdits({ file_path: path, edits, ...rest }: Input): Facts | undefined {
  if (typeof path !== "string" || !Array.isArray(edits) || edits.length === 0) return undefined;
  const diffs: string[] = [];
  const options: Input[] = [];
  for (const edit of edits) {
    const { old_string: before, new_string: after, ...option } = Object(edit) as Input;
    if (typeof before !== "string" || typeof after !== "string") return undefined;
    diffs.push(differenceOf(before, after));
    options.push(option);
  }
  return updateOf(path, diffs.join("\n@@\n"), withOptions(rest, options));
}

/** What is left of each part, such as that it replaces every occurrence. */
function withOptions(rest: Input, options: readonly Input[]): Input {
  return options.some((option) => Object.keys(option).length > 0) ? { ...rest, edits: [...options] } : rest;
}

/** Programs of the harness `acp` give whole files. */
function differenceOf(before: string, after: string): string {
  const isLong = before.length > PASSAGE_MAX_CHARS && before !== after;
  return isLong ? changedLines(before, after) : changedPassage(before, after);
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
