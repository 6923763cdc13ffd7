import type { ToolAct } from "../tools/tool-table.js";

/** The texts about calls of tools. Each fits one line, and begins it. */
export interface ToolWords {
  readonly acts: Readonly<Record<ToolAct, { readonly alone: string; with(about: string): string }>>;
  /** A tool that is not known here. */
  uses(tool: string): string;
  /** One of an MCP server. */
  usesOf(tool: string, server: string): string;
}
