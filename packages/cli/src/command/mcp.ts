/** `mcp`: an MCP server on stdin and stdout, for programs that start their servers themselves. */
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";

export function registerMcp(program: Command, context: CliContext): void {
  program
    .command("mcp")
    .description("connect an MCP client, such as Claude Desktop, to the daemon")
    .addHelpText(
      "after",
      '\nThe client starts this command and talks to it on stdin and stdout. It uses the token of this home.\n\nExample for the settings of a client:\n  {"mcpServers": {"tinyagi": {"command": "tinyagi", "args": ["mcp"]}}}\n\nExamples:\n  claude mcp add tinyagi -- tinyagi mcp\n',
    )
    .action(async () => {
      const { serveMcp } = await import("../control/mcp-server.js");
      await serveMcp(context);
    });
}
