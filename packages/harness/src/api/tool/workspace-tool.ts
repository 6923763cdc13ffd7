/** The common part of all tools for agents on model APIs: declaring a tool, denying it, and reporting its events. */
import {
  type AgentTool,
  defineTool,
  fieldsSchema,
  type ToolField,
  type ToolFields,
  ToolPictures,
} from "@tinyagi/agents";
import { AppError, type HarnessEvent, isAppError, type PermissionMode } from "@tinyagi/contracts";
import type { StartAgentProcess } from "../../process/process-contract.js";
import type { FileWork } from "../file-work/file-work.js";
import type { FindPlaces } from "../run-places.js";
import type { FilePicture, FileTool } from "./file-tool.js";

const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;

/** What the tools of one run share. */
export interface ToolScene {
  readonly places: FindPlaces;
  readonly files: FileWork;
  readonly permissions: PermissionMode;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: { readonly idleTimeoutMs: number };
  readonly startProcess: StartAgentProcess;
  readonly onEvent: (event: HarnessEvent) => void;
  /** Names of denied tools, in the order of their first denial. */
  readonly denied: Set<string>;
}

/** A tool of this harness. */
export interface WorkspaceTool {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, ToolField>>;
  /** In the mode `ask`, a person must approve each call. Default: it only reads. */
  readonly changes?: boolean;
  /** Throws what `run` would throw, and changes nothing: a person is not asked about a call that fails anyway. */
  readonly check?: (input: ToolFields, scene: ToolScene) => Promise<void>;
  /** Why the machine or the permission mode does not allow the tool. Undefined if it does. */
  readonly denial?: (scene: ToolScene) => Promise<string | undefined>;
  /** Returns the text for the model. A thrown error becomes a failed result. */
  readonly run: (
    input: ToolFields,
    call: { readonly scene: ToolScene; readonly signal: AbortSignal },
  ) => Promise<string | FilePicture>;
}

/** The tool as the agent loop has it, while its work is done in the thread for file tools. */
export function inThread({ name, check, run: _run, ...tool }: FileTool): WorkspaceTool {
  return {
    ...tool,
    name,
    ...(check === undefined ? {} : { check: (input, { files }) => files.check(name, input) }),
    run: (input, { scene, signal }) => scene.files.run(name, input, signal),
  };
}

/** Converts a tool for the agent loop and adds its events. */
export function toAgentTool(tool: WorkspaceTool, scene: ToolScene): AgentTool {
  const { name, description } = tool;
  const gate = createGate(tool, scene);
  return {
    ...defineTool({
      name,
      description,
      inputSchema: fieldsSchema(tool.fields),
      needsApproval: gate.needsApproval,
      execute: async (input: ToolFields, { callId, signal }) => {
        scene.onEvent({ type: "tool.started", name, callId, input });
        const told = (output: string, failed: boolean) =>
          scene.onEvent({
            type: "tool.completed",
            name,
            callId,
            output: output.slice(0, TOOL_OUTPUT_MAX_CHARS),
            ...(failed ? { failed: true } : {}),
          });
        try {
          const denial = await tool.denial?.(scene);
          if (denial !== undefined) {
            recordDenial(scene, name);
            throw new AppError("FORBIDDEN", denial);
          }
          gate.enter(callId);
          const output = await tool.run(input, { scene, signal });
          told(typeof output === "string" ? output : output.text, false);
          return typeof output === "string" ? output : new ToolPictures(output.text, [output]);
        } catch (error) {
          // Only our own errors are safe to show: others may contain paths outside the workspace.
          const reason = isAppError(error) ? error.message : "it failed because of an internal error";
          told(reason, true);
          throw new Error(reason, { cause: error });
        }
      },
    }),
    // Commands stop by themselves on an abort. The run must not end before their processes are gone.
    settles: true,
  };
}

/** In the mode `ask`, checks a call before a person is asked about it. */
function createGate(tool: WorkspaceTool, scene: ToolScene) {
  /** Nobody was asked about these calls, so they must not run, even if they could by now. */
  const refused = new Map<string, unknown>();
  async function needsApproval(input: ToolFields, { callId }: { callId: string }): Promise<boolean> {
    try {
      await tool.check?.(input, scene);
      return true;
    } catch (error) {
      refused.set(callId, error);
      return false;
    }
  }
  return {
    needsApproval: tool.changes === true && scene.permissions === "ask" ? needsApproval : false,
    /** @throws what the check of this call threw */
    enter(callId: string): void {
      if (refused.has(callId)) throw refused.get(callId);
    },
  };
}

/** Once for each tool: the reply names it. */
export function recordDenial({ denied, onEvent }: Pick<ToolScene, "denied" | "onEvent">, tool: string): void {
  if (denied.has(tool)) return;
  denied.add(tool);
  onEvent({ type: "permission.denied", tool });
}
