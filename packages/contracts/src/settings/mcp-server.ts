/** `mcp_servers`: the owner's own MCP servers, whose tools agents call through TinyAGI. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { secretSchema } from "./secret.js";

/** What happens when an agent calls a tool. */
export const MCP_RULES = ["deny", "ask", "allow"] as const;
export type McpRule = (typeof MCP_RULES)[number];

/** The rule of every tool without a rule of its own. */
export const MCP_ANY_TOOL = "*";

export const mcpServerSchema = z
  .strictObject({
    command: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .describe(
        "Program that speaks MCP on stdin and stdout: a name in the PATH, or an absolute path. It runs as your user, outside every sandbox.",
      ),
    args: z.array(z.string().max(4_096)).max(100).default([]).describe("Arguments of the program."),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), secretSchema)
      .meta({ examples: [{ API_KEY: "env:API_KEY" }] })
      .default({})
      .describe(
        "Environment of the program, besides PATH, HOME and the language. Values are secrets; `env:NAME` and `file:/path` are allowed. Agents never see them.",
      ),
    url: z
      .url({ protocol: /^https?$/, error: "use an http:// or https:// URL" })
      .max(2_048)
      .optional()
      .describe("Address of a server that speaks streamable HTTP, instead of a program."),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "use a header name"), secretSchema)
      .meta({ examples: [{ Authorization: "env:MCP_KEY" }] })
      .default({})
      .describe(
        "Headers of each request to `url`, such as a key. `env:NAME` and `file:/path` are allowed. Agents never see them.",
      ),
    oauth: z
      .strictObject({
        client_id: z.string().min(1).max(1_024).describe("Id of the client that the server knows."),
        client_secret: secretSchema
          .optional()
          .describe("Its secret, if it has one. `env:NAME` and `file:/path` are allowed."),
        scope: z
          .string()
          .min(1)
          .max(1_024)
          .optional()
          .describe("What the login asks for. Default: what the server names."),
      })
      .optional()
      .describe(
        "Client of your own for the login at `url`, for servers that register none by themselves. Log in: `tinyagi mcp login`.",
      ),
    everyone: z
      .boolean()
      .default(false)
      .describe("Whether all agents may use it. Default: only those whose `mcp_servers` names it."),
    tools: z
      .record(z.string().regex(/^[^\p{Cc}]{1,128}$/u, "use the name of a tool"), z.enum(MCP_RULES))
      .meta({ examples: [{ [MCP_ANY_TOOL]: "ask" }] })
      .default({})
      .describe(
        "What happens when an agent calls a tool, by its name, or `*` for all others: `allow`, `ask` an owner each time, or `deny`. Default: `allow` for tools that the server declares as read-only, `ask` for the others.",
      ),
    timeoutSeconds: z
      .number()
      .int()
      .min(1)
      .max(3_600)
      .default(120)
      .describe("Longest time of one call. Time in which a person is asked does not count."),
  })
  .describe("An MCP server: a program (`command`) or an address (`url`).");
export type McpServerConfig = z.infer<typeof mcpServerSchema>;

export const mcpServersSchema = z
  .record(entityIdSchema, mcpServerSchema)
  .meta({ examples: [{ notes: { command: "npx", args: ["-y", "my-notes-server"] } }] })
  .describe(
    "Your own MCP servers by id. Their tools reach agents as `<server>__<tool>`, only in work for owners.",
  );
