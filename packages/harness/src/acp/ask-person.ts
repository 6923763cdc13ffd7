/** Asks a person about a call of a program, by TinyAGI's own tool for it. What is not clearly allowed is denied. */
import { connectMcpTools, type McpTools } from "@tinyagi/agents";
import type { HarnessMcp } from "@tinyagi/contracts";
import { askPermission } from "../api/permission.js";
import type { AskedCall } from "./permission.js";

/** @returns whether a person allowed the call */
type AskPerson = (call: AskedCall & { callId: string }, signal: AbortSignal) => Promise<boolean>;

export interface PersonLine {
  readonly ask: AskPerson;
  readonly close: () => Promise<void>;
}

/** @param mcp the server with the tool. Absent: nobody can be asked */
export function createPersonLine(mcp: HarnessMcp | undefined): PersonLine {
  let tools: Promise<McpTools> | undefined;
  const connect = () => {
    if (mcp === undefined) return undefined;
    tools ??= connectMcpTools({ url: mcp.url, headers: { authorization: `Bearer ${mcp.token}` } });
    return tools;
  };
  return {
    async ask(call, signal) {
      try {
        const own = await connect();
        const question = { tool_name: call.tool, input: call.input, tool_use_id: call.callId };
        return own !== undefined && (await askPermission(own, question, signal)) === undefined;
      } catch {
        // The server cannot be reached, or the run has ended: nobody said yes.
        tools = undefined;
        return false;
      }
    },
    async close() {
      const open = await tools?.catch(() => undefined);
      await open?.[Symbol.asyncDispose]();
    },
  };
}
