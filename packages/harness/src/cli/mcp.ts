/** The name of TinyAGI's MCP server in the configuration of every CLI. It is part of the names of its tools. */
export const MCP_SERVER = "tinyagi";
/**
 * Time limit of one tool call in the agent CLIs, in milliseconds: the longest that a run may be set to. TinyAGI itself
 * ends waits, at the latest with the conversation.
 */
export const TOOL_WAIT_MAX_MS = 7 * 24 * 3_600_000;
