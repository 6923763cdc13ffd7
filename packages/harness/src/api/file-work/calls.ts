/** What the daemon and the thread for file tools say to each other. */
import type { ToolFields } from "@tinyagi/agents";
import type { ErrorCode } from "@tinyagi/contracts";
import type { ConfinedFolderOptions } from "../confined-folder.js";
import type { FilePicture } from "../tool/file-tool.js";

/** What the thread starts with. */
export type FileWorkFolder = Omit<ConfinedFolderOptions, "newName">;

export interface FileCall {
  readonly id: number;
  readonly tool: string;
  /** `check`: whether it would be refused; nothing changes. */
  readonly act: "run" | "check";
  readonly input: ToolFields;
}

export type FileAnswer = { readonly id: number } & (
  | { readonly result: string | FilePicture }
  /** Words for the model. */
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } }
  /** An error that nobody expected. Its words may contain paths outside the workspace. */
  | { readonly broken: string }
);
