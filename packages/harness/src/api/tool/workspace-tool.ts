/** What all tools of an agent on an API model share: how one is declared, denied and described to the model. */
import { type AgentTool, defineTool, fieldsSchema, type ToolField, type ToolFields } from "@tinyagi/agents";
import { type HarnessEvent, isAppError, type PermissionMode } from "@tinyagi/contracts";
import type { StartAgentProcess } from "../../process/agent-process.js";
import type { ConfinedFolder } from "../confined-folder.js";

const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;

/** What tools work with during one run. */
export interface ToolScene {
  readonly folder: ConfinedFolder;
  readonly permissions: PermissionMode;
  readonly env: Readonly<Record<string, string>>;
  /** Command line prefix that confines a command; undefined where the machine has no sandbox. */
  readonly sandbox: readonly string[] | undefined;
  readonly limits: { readonly idleTimeoutMs: number };
  readonly startProcess: StartAgentProcess;
  readonly onEvent: (event: HarnessEvent) => void;
  /** Names of denied tools, in order of first denial. */
  readonly denied: Set<string>;
}

/** A tool of this harness. */
export interface WorkspaceTool {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, ToolField>>;
  /** Why the scene's permission mode does not allow it; undefined when it does. */
  readonly denial?: (scene: ToolScene) => string | undefined;
  /** The text for the model. Errors become a failed result. */
  readonly run: (
    input: ToolFields,
    call: { readonly scene: ToolScene; readonly signal: AbortSignal },
  ) => Promise<string>;
}

/** The tool as the agent loop takes it, with its events. */
export function toAgentTool(tool: WorkspaceTool, scene: ToolScene): AgentTool {
  const { name, description } = tool;
  return {
    ...defineTool({
      name,
      description,
      inputSchema: fieldsSchema(tool.fields),
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
        const denial = tool.denial?.(scene);
        if (denial !== undefined) {
          deny(scene, name);
          told(denial, true);
          throw new Error(denial);
        }
        try {
          const output = await tool.run(input, { scene, signal });
          told(output, false);
          return output;
        } catch (error) {
          // The model may know why; what is not ours may name places outside of its workspace.
          const reason = isAppError(error) ? error.message : "it failed for a reason of the machine";
          told(reason, true);
          throw new Error(reason, { cause: error });
        }
      },
    }),
    // Commands end by themselves when aborted; their processes must be gone before the run is.
    settles: true,
  };
}

function deny({ denied, onEvent }: ToolScene, tool: string): void {
  if (denied.has(tool)) return;
  denied.add(tool);
  onEvent({ type: "permission.denied", tool });
}

export function textField(input: ToolFields, name: string): string {
  const value = input[name];
  return typeof value === "string" ? value : "";
}

export function numberField(input: ToolFields, name: string): number | undefined {
  const value = input[name];
  return typeof value === "number" ? value : undefined;
}

/** Why a tool that changes files is denied. */
export function writeDenial({ permissions }: ToolScene): string | undefined {
  return permissions === "ask" ? "Changing files is not permitted in the mode ask." : undefined;
}
