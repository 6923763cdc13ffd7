/** A tool that works on files of the workspace. It runs in a thread of its own (`file-work/`), never beside the daemon. */
import type { ToolField, ToolFields } from "@tinyagi/agents";
import type { ConfinedFolder } from "../confined-folder.js";

export interface FileTool {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, ToolField>>;
  /** In the mode `ask`, a person must approve each call. Default: it only reads. */
  readonly changes?: boolean;
  /** Throws what `run` would throw, and changes nothing: a person is not asked about a call that fails anyway. */
  readonly check?: (input: ToolFields, folder: ConfinedFolder) => Promise<void>;
  /** Returns the text for the model. A thrown error becomes a failed result. */
  readonly run: (
    input: ToolFields,
    call: { readonly folder: ConfinedFolder; readonly signal: AbortSignal },
  ) => Promise<string | FilePicture>;
}

/** A picture for the model, and words for models that do not see. */
export interface FilePicture {
  readonly text: string;
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

export function textField(input: ToolFields, name: string): string {
  const value = input[name];
  return typeof value === "string" ? value : "";
}

export function numberField(input: ToolFields, name: string): number | undefined {
  const value = input[name];
  return typeof value === "number" ? value : undefined;
}
