/** What an agent program may do without a person, and what a person is told. Pure. */
import type { PermissionOption, RequestPermissionResponse } from "@agentclientprotocol/sdk";
import type { PermissionMode } from "@tinyagi/contracts";
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
}

const KIND_NAMES: Readonly<Record<string, string>> = { edit: "Edit", execute: "Bash", fetch: "WebFetch" };

/** @param call as it was reported when it began, with what the request adds */
export function toAskedCall(call: JsonObject): AskedCall {
  const kind = toText(call.kind) ?? "";
  const title = toText(call.title) ?? "";
  const name = toText(call.name) ?? KIND_NAMES[kind] ?? (title === "" ? "a tool" : title);
  const raw = toObject(call.rawInput) ?? {};
  const diffs = toDiffs(call.content);
  const input: Record<string, unknown> = Object.assign({}, raw);
  if (kind === "execute" && typeof raw.command !== "string") input.command = title;
  if (diffs.length === 1) Object.assign(input, diffs[0]);
  else if (diffs.length > 1) input.edits = diffs;
  if (Object.keys(input).length === 0) input.title = title;
  return { tool: name.slice(0, 200), input };
}

/** The changes of files among what a call shows. */
export function toDiffs(content: unknown): Record<string, string>[] {
  return toList(content).flatMap((part) => {
    const { type, path, oldText, newText } = toObject(part) ?? {};
    if (type !== "diff" || typeof path !== "string" || typeof newText !== "string") return [];
    return [{ file_path: path, old_string: toText(oldText) ?? "", new_string: newText }];
  });
}
