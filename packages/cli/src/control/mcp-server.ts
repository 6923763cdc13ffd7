/**
 * Hands the tools of the daemon on to an MCP client on stdin and stdout. Each call is a request of its own to the daemon of
 * this home, so that the client survives a restart of the daemon. Ends when the client closes stdin.
 */
import { Writable } from "node:stream";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Server, type ServerContext } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";

/** A tool may wait for hours. The program that calls it has a limit of its own. */
const CALL_TIMEOUT_MS = 24 * 3_600_000;

/** @throws CliError `DAEMON_UNREACHABLE` when no daemon runs at the start */
export async function serveMcp(context: CliContext): Promise<void> {
  const client = await connect(context);
  const server = { name: "tinyagi", title: "TinyAGI", version: context.version };
  const transport = new StdioServerTransport(context.stdin, linesTo(context));
  const ended = new Promise<void>((resolve) => {
    context.stdin.once("close", resolve).once("end", resolve);
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const handle = serveStdio(() => serverOver(client, new Server(server, toOptions(client))), { transport });
  await ended;
  await handle.close();
  await client.close();
}

function toOptions(client: Client) {
  const instructions = client.getInstructions();
  return { capabilities: { tools: {} }, ...(instructions === undefined ? {} : { instructions }) };
}

async function connect(context: CliContext): Promise<Client> {
  const { version } = context;
  // Without a daemon this says so, before the client waits for an answer.
  const base = await context.address();
  const client = new Client({ name: "tinyagi-mcp", version });
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", base), {
    // A daemon that was restarted may have another port, and a new home another token.
    fetch: async (_url, init) => {
      const token = await context.token();
      const headers = new Headers(init?.headers);
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      return fetch(new URL("/mcp", await context.address()), { ...init, headers });
    },
  });
  try {
    await client.connect(transport);
  } catch (cause) {
    throw new CliError("DAEMON_UNREACHABLE", "The daemon does not answer.", { cause });
  }
  return client;
}

function serverOver(client: Client, server: Server): Server {
  server.setRequestHandler("tools/list", ({ params }) => client.listTools(params));
  server.setRequestHandler("tools/call", ({ params }, { mcpReq }) =>
    client.callTool(params, {
      signal: mcpReq.signal,
      timeout: CALL_TIMEOUT_MS,
      ...toProgress(mcpReq),
    }),
  );
  return server;
}

/** Signs of life of a call that waits, for clients that asked for them. */
function toProgress({ _meta, notify }: ServerContext["mcpReq"]) {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return {};
  return {
    resetTimeoutOnProgress: true,
    onprogress: (progress: { progress: number }) => {
      // A client that is gone ends the whole command.
      notify({ method: "notifications/progress", params: { ...progress, progressToken } }).catch(() => {});
    },
  };
}

/** stdout belongs to the protocol: one message on each line. */
function linesTo({ output }: CliContext): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      output.jsonLine(JSON.parse(String(chunk)));
      done();
    },
  });
}
