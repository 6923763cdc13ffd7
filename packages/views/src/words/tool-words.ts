/** What a tool call does, as a reader sees it. */
export type ToolAct =
  | "run"
  | "read"
  | "write"
  | "edit"
  | "list"
  | "find_files"
  | "search"
  | "fetch"
  | "search_web"
  | "steps"
  | "read_steps"
  | "spawn"
  | "ask"
  | "message"
  | "remember"
  | "recall"
  | "create_task"
  | "update_task"
  | "send_file"
  | "schedule"
  | "skill"
  | "output"
  | "type"
  | "end";

/** A call of a tool, as its events and logs say it. */
export interface SaidTool {
  readonly name: string;
  /** As the program gave it: JSON, JSON that was cut, or a text. Default: none. */
  readonly input?: string | undefined;
}

/** The texts about calls of tools. Each fits one line, and begins it. */
export interface ToolWords {
  readonly acts: Readonly<Record<ToolAct, { readonly alone: string; with(about: string): string }>>;
  /** A tool that is not known here. */
  uses(tool: string): string;
  /** One of an MCP server. */
  usesOf(tool: string, server: string): string;
}
