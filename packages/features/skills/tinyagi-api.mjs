/**
 * Calls TinyAGI's API from a skill. Address and token come from the environment of the agent's run; the token opens
 * only what belongs to this agent and its conversation, and ends with the run.
 */
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";

const ANSWER_MS = 60_000;
const CONNECT_ROUNDS = 40;
const CONNECT_PAUSE_MS = 50;

/** Something the agent can act on. */
class Problem extends Error {}

function problem(message) {
  throw new Problem(message);
}

function fromEnvironment(name) {
  const value = process.env[name] ?? "";
  return value === ""
    ? problem(`${name} is not set: this script works only within a run of TinyAGI.`)
    : value;
}

/** The id of the agent that runs. */
export const agentId = () => fromEnvironment("TINYAGI_AGENT_ID");

/** The API's answer as a value. `path` begins with /api; `query` leaves out what is undefined. */
export async function api(method, path, { query = {}, body } = {}) {
  const url = new URL(path, fromEnvironment("TINYAGI_API_URL"));
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  const token = (await readFile(fromEnvironment("TINYAGI_TOKEN_FILE"), "utf8")).trim();
  const { status, text } = await send(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  const answer = parsed(text, status);
  if (status >= 200 && status < 300) return answer;
  const details = (answer?.details ?? []).map((one) => `\n  ${one.path ?? ""}: ${one.message}`).join("");
  return problem(`${answer?.error ?? "TinyAGI refused"} (${answer?.code ?? status})${details}`);
}

function parsed(text, status) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return problem(`Something else than TinyAGI answered (${status}): ${text.slice(0, 200)}`);
  }
}

/**
 * Straight, else by the proxy of a sandbox that has no other way out, of which Node's fetch knows nothing. That proxy
 * may begin to listen only after the command it is made for has begun to run.
 */
async function send(url, message) {
  const proxy = process.env.http_proxy || process.env.HTTP_PROXY || "";
  const ways = proxy === "" ? [undefined] : [undefined, new URL(proxy)];
  let code;
  for (let round = 0; round < CONNECT_ROUNDS; round += 1) {
    if (round > 0) await setTimeout(CONNECT_PAUSE_MS);
    for (const way of ways) {
      try {
        return await exchange(url, message, way);
      } catch (error) {
        // What never left may be sent again.
        if (error.syscall !== "connect") throw error;
        code = error.code;
      }
    }
  }
  return problem(`TinyAGI cannot be reached from here (${code}): this run may have no network.`);
}

function exchange(url, { method, headers, body }, proxy) {
  return new Promise((resolve, reject) => {
    const way = proxy ?? url;
    const asked = request({
      host: way.hostname.replace(/^\[|\]$/g, ""),
      port: way.port || 80,
      method,
      path: proxy === undefined ? url.pathname + url.search : url.href,
      headers: {
        ...headers,
        ...resolveLogin(proxy),
        host: url.host,
        "content-length": Buffer.byteLength(body),
      },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    asked.once("response", async (answer) => {
      try {
        let text = "";
        for await (const chunk of answer.setEncoding("utf8")) text += chunk;
        resolve({ status: answer.statusCode, text });
      } catch (error) {
        reject(error);
      }
    });
    asked.once("error", reject).end(body);
  });
}

function resolveLogin(proxy) {
  if ((proxy?.username ?? "") === "") return {};
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

/** All of stdin, or an empty text at a terminal. */
export async function readInput() {
  if (process.stdin.isTTY) return "";
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return text;
}

export function must(value, what) {
  return value === undefined || value === "" ? problem(`${what} is missing.`) : value;
}

/** Prints an answer as JSON. */
export function print(value) {
  console.log(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

/** Runs the command named by the first word. `commands` maps words to functions of ({ words, options }). */
export async function main(usage, options, commands) {
  try {
    const [name = "", ...rest] = process.argv.slice(2);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) problem(`Usage:\n${usage}`);
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    await command({ words: positionals, options: values });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
