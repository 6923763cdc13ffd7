/** What an agent program may do without a person, and what a person is told. Pure. */
import type { PermissionOption, RequestPermissionResponse } from "@agentclientprotocol/sdk";
import type { AcpManners, PermissionMode } from "@tinyagi/contracts";
import { type JsonObject, toList, toObject, toText } from "../cli/json-line.js";

/** They change nothing, and reach nothing outside of the machine. */
const HARMLESS: ReadonlySet<string | undefined> = new Set(["read", "search", "think"]);

/** @param enclosed whether a sandbox holds the program */
export function mayWithoutPerson(
  mode: PermissionMode,
  { enclosed, kind }: { enclosed: boolean; kind: string | undefined },
): boolean {
  if (mode === "bypass" || HARMLESS.has(kind)) return true;
  return mode === "sandboxed" && enclosed;
}

/** The answer in the program's own words. An allowance never lasts longer than this one call. */
export function toOutcome(allowed: boolean, options: readonly PermissionOption[]): RequestPermissionResponse {
  const kinds = allowed ? ["allow_once", "allow_always"] : ["reject_once", "reject_always"];
  const option = kinds
    .map((kind) => options.find((option) => option.kind === kind))
    .find((option) => option !== undefined);
  // Programs take it as a refusal of the call.
  if (option === undefined) return { outcome: { outcome: "cancelled" } };
  return { outcome: { outcome: "selected", optionId: option.optionId } };
}

/** What a call is about, in the form in which people are asked about the calls of every program. */
export interface AskedCall {
  readonly tool: string;
  readonly input: Record<string, unknown>;
  /** Why nobody can decide about it: what would be done was never said. */
  readonly unclear?: string;
}

const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ["edit", "Edit"],
  ["execute", "Bash"],
  ["fetch", "WebFetch"],
]);

const FIELDS = ["name", "kind", "title", "status", "rawInput", "content", "locations"] as const;

/** What a later report adds to a call. Nothing that was said of it is lost to an empty field, or to one that repeats a part. */
export function mergeCall(known: JsonObject, added: JsonObject): JsonObject {
  const used = Object.fromEntries(FIELDS.map((name) => [name, added[name]]));
  const merged = Object.assign({}, known, filled(used));
  const [before, after] = [toObject(known.rawInput), toObject(added.rawInput)];
  return before === undefined || after === undefined
    ? merged
    : Object.assign(merged, { rawInput: Object.assign({}, before, filled(after)) });
}

function filled(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null)
    return value === undefined || value === null || value === "";
  return Object.keys(value).length === 0;
}

/**
 * @param call as it was reported when it began, with what the request adds
 * @param manners whether the program's titles are the commands themselves: elsewhere they are descriptions
 */
export function toAskedCall(
  call: JsonObject,
  manners: Pick<AcpManners, "titlesAreCommands"> = {},
): AskedCall {
  const kind = toText(call.kind) ?? "";
  const title = toText(call.title) ?? "";
  const tool = (toText(call.name) ?? KIND_NAMES.get(kind) ?? (title === "" ? "a tool" : title)).slice(0, 200);
  const input = shownInput(call);
  if (call.isTooLarge === true) return { tool, input, unclear: "it is too large to show" };
  if (kind !== "execute" || !isEmpty(input.command)) return { tool, input };
  if (manners.titlesAreCommands === true && title !== "") return { tool, input: { command: title } };
  return { tool, input, unclear: "the program did not show its command" };
}

function shownInput({ rawInput, content, title }: JsonObject): Record<string, unknown> {
  const raw = toObject(rawInput) ?? (isEmpty(rawInput) ? {} : { input: rawInput });
  const diffs = toDiffs(content);
  const shown = diffs.length > 1 ? { edits: diffs } : diffs[0];
  return Object.assign(isEmpty(title) ? {} : { title }, raw, shown);
}

/** The changes of files among what a call shows. */
export function toDiffs(content: unknown): Record<string, string>[] {
  return toList(content).flatMap((part) => {
    const { type, path, oldText, newText } = toObject(part) ?? {};
    if (type !== "diff" || typeof path !== "string" || typeof newText !== "string") return [];
    return [{ file_path: path, old_string: toText(oldText) ?? "", new_string: newText }];
  });
}
