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
/** What a browser opens. */
const PAGES: readonly string[] = ["https:", "http:"];
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
    const state = stateOfPage(url);
    context.output.talk("Open this address in a browser, and log in:");
    context.output.talk(url);
    const answer = await Promise.race([
      callback.answer(state),
      pasted(context, state, callback.done),
      limit(callback.done, withinMs),
      interrupted(signal, callback.done),
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

/** What the answer to a login brings back. The daemon checks it: here, it tells this answer from calls of others. */
function stateOfPage(url: string): string {
  const page = URL.canParse(url) ? new URL(url) : undefined;
  const state = page?.searchParams.get("state") ?? "";
  if (page !== undefined && PAGES.includes(page.protocol) && state !== "") return state;
  throw new CliError("UNAVAILABLE", "The MCP server named no page for a login.");
}

function isAnswerTo(query: string, state: string): boolean {
  return new URLSearchParams(query).get("state") === state;
}

interface Callback {
  /** Where the browser is sent back to. */
  readonly address: string;
  /** The query that it brings, to the login of this state. Other calls are turned away. */
  answer(state: string): Promise<string>;
  readonly done: AbortSignal;
  close(): void;
}

async function listenForAnswer(): Promise<Callback> {
  const ended = new AbortController();
  let take = (_query: string): boolean => false;
  const server = createServer((request, response) => {
    // Not parsed as an address: any page of the browser may call this port with any text.
    const [path, ...rest] = (request.url ?? "").split("?");
    const isAnswer = request.method === "GET" && path === PATH && take(`?${rest.join("?")}`);
    response.writeHead(isAnswer ? 200 : 404, { "content-type": "text/html", connection: "close" });
    response.end(isAnswer ? DONE : "");
  });
  const port = await listen(server);
  return {
    address: `http://127.0.0.1:${port}${PATH}`,
    answer: (state) =>
      new Promise((resolve) => {
        take = (query) => {
          const isAnswer = isAnswerTo(query, state);
          if (isAnswer) resolve(query);
          return isAnswer;
        };
      }),
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
function pasted({ stdin, output }: CliContext, state: string, done: AbortSignal): Promise<string> {
  output.talk("If the browser is on another machine, paste here the address that it stops at.");
  const lines = createInterface({ input: stdin });
  done.addEventListener("abort", () => lines.close(), { once: true });
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      const query = readQuery(line.trim());
      if (!isAnswerTo(query, state))
        output.talk("This is no address with an answer. Paste the whole address.");
      else resolve(query);
    });
  });
}

function readQuery(text: string): string {
  return URL.canParse(text) ? new URL(text).search : "";
}

function interrupted(signal: AbortSignal, done: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true, signal: done });
  });
}

function limit(signal: AbortSignal, withinMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CliError("TIMED_OUT", "Nobody logged in in time.", { hint: "Run the command again." }));
    }, withinMs);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}
