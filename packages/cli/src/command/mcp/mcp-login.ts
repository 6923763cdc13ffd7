/**
 * `mcp login`: a login at an MCP server by OAuth. The browser comes back to a port of this machine that is open for this
 * one answer; from another machine, the person brings the address that the browser stopped at.
 */
import { createServer, type Server } from "node:http";
import { createInterface } from "node:readline";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { showServer } from "./mcp-look.js";

const PATH = "/callback";
const DONE = `<!doctype html><meta charset="utf-8"><title>TinyAGI</title><p>You can close this page. The terminal goes on.</p>\n`;

export async function loginAtServer(context: CliContext, id: string, withinMs: number): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const callback = await listenForAnswer();
  try {
    const { url } = await client.call("beginMcpLogin", {
      params: { id },
      body: { redirectUri: callback.address },
      signal,
    });
    context.output.talk("Open this address in a browser, and log in:");
    context.output.talk(url);
    const answer = await Promise.race([
      callback.answer,
      pasted(context, callback.done),
      limit(callback.done, withinMs),
    ]);
    const server = await client.call("finishMcpLogin", { params: { id }, body: { answer }, signal });
    context.output.talk(`logged in at ${id}; forget the login: tinyagi mcp logout ${id}`);
    showServer(context, await client.call("testMcpServer", { params: { id: server.id }, signal }));
  } finally {
    callback.close();
  }
}

export async function logoutAtServer(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  showServer(context, await client.call("endMcpLogin", { params: { id }, signal: context.signal }));
}

interface Callback {
  /** Where the browser is sent back to. */
  readonly address: string;
  /** The query that it brings. */
  readonly answer: Promise<string>;
  readonly done: AbortSignal;
  close(): void;
}

async function listenForAnswer(): Promise<Callback> {
  const ended = new AbortController();
  let take = (_query: string) => {};
  const answer = new Promise<string>((resolve) => {
    take = resolve;
  });
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "", "http://127.0.0.1");
    // Whether the answer is one to this login, the daemon knows.
    const isAnswer = request.method === "GET" && pathname === PATH && search !== "";
    response.writeHead(isAnswer ? 200 : 404, { "content-type": "text/html", connection: "close" });
    response.end(isAnswer ? DONE : "");
    if (isAnswer) take(search);
  });
  const port = await listen(server);
  return {
    address: `http://127.0.0.1:${port}${PATH}`,
    answer,
    done: ended.signal,
    close() {
      ended.abort();
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** Resolves with the query of the first address that a person brings. Never, when nobody brings one. */
function pasted({ stdin, output }: CliContext, done: AbortSignal): Promise<string> {
  output.talk("If the browser is on another machine, paste here the address that it stops at.");
  const lines = createInterface({ input: stdin });
  done.addEventListener("abort", () => lines.close(), { once: true });
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      const query = readQuery(line.trim());
      if (query === "") output.talk("This is no address with an answer. Paste the whole address.");
      else resolve(query);
    });
  });
}

function readQuery(text: string): string {
  return URL.canParse(text) ? new URL(text).search : "";
}

function limit(signal: AbortSignal, withinMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CliError("TIMED_OUT", "Nobody logged in in time.", { hint: "Run the command again." }));
    }, withinMs);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}
