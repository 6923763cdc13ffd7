/** The name of TinyAGI's MCP server in the configuration of every CLI. It is part of the names of its tools. */
export const MCP_SERVER = "tinyagi";
