/** `mcp`: an MCP server on stdin and stdout for programs of people, and the owner's own MCP servers for agents. */
import type { McpRule } from "@tinyagi/contracts";
import { Argument, type Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { collect, parseIds, parseSeconds } from "../option.js";
import type { AddServer } from "./mcp-add.js";
import { acceptTools, listServers, showTools, testServer } from "./mcp-look.js";
import { type GrantOptions, grantServer, removeServer, revokeServer, setRule } from "./mcp-rights.js";

const HELP = `
Without a command, an MCP client starts this program and talks to it on stdin and stdout. It uses the token of this home.
In the settings of a client: {"mcpServers": {"tinyagi": {"command": "tinyagi", "args": ["mcp"]}}}

With a command, it manages your own MCP servers. Agents call their tools through TinyAGI as <server>__<tool>: they never
see your keys, an owner is asked before a tool changes something, and a tool that changes is withheld until you accept it.

Examples:
  claude mcp add tinyagi -- tinyagi mcp
  tinyagi mcp list
  tinyagi mcp test files
  tinyagi mcp add files --agent coder -- npx -y @modelcontextprotocol/server-filesystem /srv/docs
  tinyagi mcp add github --url https://api.githubcopilot.com/mcp/ --header Authorization=env:GITHUB_AUTHORIZATION
  tinyagi mcp catalog
  tinyagi mcp add notion --agent coder
  tinyagi mcp login notion
  tinyagi mcp logout notion
  tinyagi mcp grant github --agent coder,reviewer
  tinyagi mcp rule github create_issue allow
  tinyagi mcp revoke github --agent reviewer
  tinyagi mcp tools github
  tinyagi mcp accept github
  tinyagi mcp import --from ~/.claude.json
  tinyagi mcp remove github
`;

/** As long as the daemon waits for an answer. */
const LOGIN_SECONDS = 600;

const RULES: readonly McpRule[] = ["deny", "ask", "allow"];

interface Yes {
  yes?: boolean;
}

export function registerMcp(program: Command, context: CliContext): void {
  const mcp = program
    .command("mcp")
    .description("connect an MCP client to the daemon, or manage your own MCP servers for agents")
    .addHelpText("after", HELP)
    .action(async () => {
      const { serveMcp } = await import("../../control/mcp-server.js");
      await serveMcp(context);
    });
  registerLooks(mcp, context);
  registerLogins(mcp, context);
  registerChanges(mcp, context);
}

function registerLooks(mcp: Command, context: CliContext): void {
  mcp
    .command("list")
    .description("list your MCP servers, their state and who may use them")
    .action(() => listServers(context));
  mcp
    .command("catalog")
    .description("list servers that can be added by their name")
    .action(async () => {
      const { showCatalogue } = await import("./mcp-catalogue.js");
      showCatalogue(context);
    });
  mcp
    .command("test")
    .argument("<server>")
    .description("start or reach a server and read its tools")
    .action((id: string) => testServer(context, id));
  mcp
    .command("tools")
    .argument("<server>")
    .description("show the tools of a server, and what changed since you saw them")
    .action((id: string) => showTools(context, id));
}

function registerLogins(mcp: Command, context: CliContext): void {
  mcp
    .command("login")
    .argument("<server>")
    .option("--timeout <seconds>", "how long to wait for the browser", parseSeconds, LOGIN_SECONDS)
    .description("log in at a server in your browser, so that agents can use it with your account")
    .action(async (id: string, { timeout }: { timeout: number }) => {
      const { loginAtServer } = await import("./mcp-login.js");
      await loginAtServer(context, id, timeout * 1_000);
    });
  mcp
    .command("logout")
    .argument("<server>")
    .description("forget the login at a server")
    .action(async (id: string) => {
      const { logoutAtServer } = await import("./mcp-login.js");
      await logoutAtServer(context, id);
    });
}

function registerChanges(mcp: Command, context: CliContext): void {
  mcp
    .command("add")
    .argument("<server>", "id of the new server")
    .argument("[command...]", "program with its arguments, after --")
    .option("--url <url>", "address of a server that speaks streamable HTTP, instead of a program")
    .option(
      "--env <name=value>",
      "variable of the program, as NAME=env:VARIABLE or NAME=file:/path; can be repeated",
      collect,
    )
    .option(
      "--header <name=value>",
      "header of each request, as Name=env:VARIABLE or Name=file:/path; can be repeated",
      collect,
    )
    .option("--folder <path>", "folder that a server of the catalogue works in")
    .option("--agent <ids>", "agents that may use it", parseIds)
    .option("--everyone", "let all agents use it")
    .option("-y, --yes", "do not ask for confirmation")
    .description(
      "add a server, by its name in the catalogue or by its program or address; test it and show its tools",
    )
    .action(async (id: string, command: string[], options: AddServer) => {
      const { addServer } = await import("./mcp-add.js");
      await addServer(context, { id, command }, options);
    });
  mcp
    .command("remove")
    .argument("<server>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a server from the settings and from all agents")
    .action((id: string, { yes }: Yes) => removeServer(context, id, yes === true));
  mcp
    .command("grant")
    .argument("<server>")
    .option("--agent <ids>", "agents that may use it", parseIds)
    .option("--everyone", "let all agents use it")
    .description("let agents use a server")
    .action((id: string, options: GrantOptions) => grantServer(context, id, options));
  mcp
    .command("revoke")
    .argument("<server>")
    .option("--agent <ids>", "agents that may no longer use it", parseIds)
    .option("--everyone", "only agents that are named may use it from now on")
    .description("take a server away from agents")
    .action((id: string, options: GrantOptions) => revokeServer(context, id, options));
  mcp
    .command("rule")
    .argument("<server>")
    .argument("<tool>", "name of a tool, or '*' for all tools without a rule")
    .addArgument(new Argument("<rule>", "what happens when an agent calls it").choices(RULES))
    .description("allow or deny calls of a tool, or have an owner asked each time")
    .action((id: string, tool: string, rule: McpRule) => setRule(context, id, { tool, rule }));
  mcp
    .command("accept")
    .argument("<server>")
    .option("--digest <sha256>", "accept exactly these tools, as `tinyagi mcp tools` shows them")
    .option("-y, --yes", "do not ask for confirmation")
    .description("accept the changed tools of a server")
    .action((id: string, options: Yes & { digest?: string }) => acceptTools(context, id, options));
  mcp
    .command("import")
    .option("--from <file>", "file with `mcpServers` (default: ~/.claude.json)")
    .option("--agent <ids>", "agents that may use them", parseIds)
    .option("-y, --yes", "do not ask for confirmation")
    .description("add the MCP servers of Claude Code, which agents of TinyAGI do not use by themselves")
    .action(async (options: Yes & { from?: string; agent?: string[] }) => {
      // It loads the schema of the settings, which no other command here needs.
      const { importServers } = await import("./mcp-import.js");
      await importServers(context, options);
    });
}
