/** `acp`: TinyAGI as an agent in an editor that speaks the Agent Client Protocol. */
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";

const HELP = `
An editor starts this program and talks to it on stdin and stdout. It uses the token of this home, and the daemon must run.
What an agent asks is shown in the editor, and the first decision counts, wherever it is made. To leave the editor stops no
agent; to cancel there cancels the work.

In Zed, in settings.json:
  {"agent_servers": {"TinyAGI": {"type": "custom", "command": "tinyagi", "args": ["acp", "--agent", "coder"]}}}

Examples:
  tinyagi acp
  tinyagi acp --agent coder
  tinyagi acp --agent dev
`;

export function registerAcp(program: Command, context: CliContext): void {
  program
    .command("acp")
    .description("talk with an agent or a team in your editor, over the Agent Client Protocol")
    .option("--agent <name>", "who answers in new sessions: an agent or a team (default: your default agent)")
    .addHelpText("after", HELP)
    .action(async ({ agent }: { agent?: string }) => {
      const { serveEditor } = await import("./serve-editor.js");
      await serveEditor(context, agent);
    });
}
