/**
 * One MCP server of the settings, shared by all agents: started when it is needed, ended when idle, started again with a
 * growing pause after failures. Agents get only tools whose definition is the one that the owner saw.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CallLimits, Connection, ServerPlace } from "./connection.js";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, IDLE_MS, LIST_AGE_MAX_MS, PROBLEM_MAX_CHARS } from "./limits.js";
import { hiderOf, resultFor, type ServerResult } from "./result.js";
import type { SeenTools } from "./seen-file.js";
import {
  compareTools,
  digestOf,
  type ReadTools,
  readTools,
  type ToolChange,
  type ToolDefinition,
} from "./tool-list.js";

/** A place with the values that nobody may read. */
export interface ResolvedPlace {
  readonly place: ServerPlace;
  readonly secrets: readonly string[];
}

export interface ServerParts {
  readonly id: string;
  /** Digest of program or address. */
  readonly key: string;
  /** @throws AppError `SECRET_UNRESOLVED` */
  readonly resolve: () => Promise<ResolvedPlace>;
  readonly seen: SeenTools;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ServerStatus {
  readonly isRunning: boolean;
  readonly problem: string | undefined;
  readonly pid: number | undefined;
  /** Undefined while nobody ever saw its tools: then agents get none. */
  readonly tools: readonly ToolChange[] | undefined;
  readonly unusable: readonly string[];
  /** Of the tools as they are now, if they differ from those that the owner saw. */
  readonly digest: string | undefined;
}

export interface Server extends AsyncDisposable {
  status(): Promise<ServerStatus>;
  /** Those that agents may see: none until a person looked. Starts nothing. */
  tools(): Promise<ToolDefinition[]>;
  /** A person looks: starts it now, whatever failed before, and reads its tools. The first ones that are shown count as seen. */
  test(): Promise<void>;
  /** @throws AppError `CONFLICT` for a digest of other tools */
  accept(digest: string): Promise<void>;
  /** @throws AppError `CONFLICT` for a tool that changed, `TIMED_OUT`, `UNAVAILABLE` */
  call(tool: string, input: Record<string, unknown>, limits: CallLimits): Promise<ServerResult>;
}

interface Listed extends ReadTools {
  readonly at: number;
}

export function createServer(parts: ServerParts): Server {
  const { id, key, seen, clock, log } = parts;
  let opening: Promise<Connection> | undefined;
  let open: Connection | undefined;
  let listed: Listed | undefined;
  let isStale = false;
  let hide = (text: string) => text;
  let problem: string | undefined;
  let failures = 0;
  let retryAt = 0;
  let calls = 0;
  let idle: Timer | undefined;
  const removed = new AbortController();

  async function connect(): Promise<Connection> {
    const { place, secrets } = await parts.resolve();
    hide = hiderOf(secrets);
    // Loaded here: a home without such servers never pays for the SDK.
    const { openConnection } = await import("./connection.js");
    let connection: Connection | undefined;
    connection = await openConnection({
      place,
      signal: removed.signal,
      onStderr: (text) => log.info({ mcpServer: id, text: hide(text) }, "an MCP server wrote to stderr"),
      onToolsChanged: () => {
        isStale = true;
      },
      onClosed: () => {
        // One that never opened is reported by its caller, and one that was ended is not open any more.
        if (open === undefined || open !== connection) return;
        open = undefined;
        opening = undefined;
        failed(new Error("it ended by itself"));
      },
    });
    open = connection;
    // Another process may have other tools than the last one.
    isStale = true;
    return connection;
  }

  function failed(error: unknown): void {
    failures += 1;
    retryAt = clock.monotonic() + Math.min(BACKOFF_BASE_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
    problem = hide(cleanLine(readable(error))).slice(0, PROBLEM_MAX_CHARS);
    log.warn({ mcpServer: id, problem }, "an MCP server failed");
  }

  /** @throws AppError `UNAVAILABLE` */
  async function connected(): Promise<Connection> {
    if (opening === undefined && clock.monotonic() < retryAt)
      throw unavailable(`${problem ?? "it failed"}; it is tried again in a moment`);
    opening ??= connect().catch((error: unknown) => {
      opening = undefined;
      failed(error);
      throw unavailable(problem ?? "it failed");
    });
    return opening;
  }

  async function end(): Promise<void> {
    idle?.cancel();
    const ending = open;
    open = undefined;
    opening = undefined;
    await ending?.[Symbol.asyncDispose]();
  }

  /** What a caller does with the connection. Afterwards the server may become idle. */
  async function using<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    idle?.cancel();
    calls += 1;
    try {
      return await work(await connected());
    } finally {
      calls -= 1;
      if (calls === 0) idle = clock.setTimer(IDLE_MS, () => void end().catch(failed));
    }
  }

  async function list(connection: Connection): Promise<void> {
    isStale = false;
    try {
      listed = { ...readTools(await connection.list()), at: clock.monotonic() };
    } catch (error) {
      failed(error);
      await end();
      throw unavailable(problem ?? "its tools cannot be read");
    }
    const known = await seen.read(id, key);
    if (known !== undefined && digestOf(known) !== digestOf(listed.tools))
      log.warn({ mcpServer: id }, "an MCP server changed its tools; agents do not get what changed");
    problem = undefined;
  }

  async function offered(): Promise<ToolDefinition[]> {
    const known = (await seen.read(id, key)) ?? [];
    return compareTools(known, listed?.tools).flatMap(({ state, after }) =>
      state === "offered" && after !== undefined ? [after] : [],
    );
  }

  return {
    async status() {
      const known = await seen.read(id, key);
      const isChanged =
        known !== undefined && listed !== undefined && digestOf(known) !== digestOf(listed.tools);
      return {
        isRunning: open !== undefined,
        problem,
        pid: open?.pid(),
        tools: known && compareTools(known, listed?.tools),
        unusable: listed?.unusable ?? [],
        digest: isChanged && listed !== undefined ? digestOf(listed.tools) : undefined,
      };
    },
    tools: offered,
    async test() {
      retryAt = 0;
      await using(list);
      if (listed !== undefined && (await seen.read(id, key)) === undefined)
        await seen.write(id, key, listed.tools);
    },
    async accept(digest) {
      if (listed === undefined) await using(list);
      if (listed === undefined || digestOf(listed.tools) !== digest)
        throw new AppError(
          "CONFLICT",
          `The tools of ${id} are not those that were shown. See them again: tinyagi mcp tools ${id}`,
        );
      await seen.write(id, key, listed.tools);
    },
    call: (tool, input, limits) =>
      using(async (connection) => {
        const isOld = listed === undefined || clock.monotonic() - listed.at > LIST_AGE_MAX_MS;
        if (isOld || isStale) await list(connection);
        if (!(await offered()).some(({ name }) => name === tool)) throw changed(id, tool);
        try {
          const result = resultFor(await connection.call(tool, input, limits), { server: id, hide });
          failures = 0;
          return result;
        } catch (error) {
          limits.signal.throwIfAborted();
          // One that does not answer is started again, unless others still wait for it.
          if (isAppError(error) && error.code === "TIMED_OUT" && calls === 1) await end();
          throw callFailure(id, error, hide);
        }
      }),
    async [Symbol.asyncDispose]() {
      removed.abort();
      await opening?.catch(() => {});
      await end();
    },
  };

  function unavailable(reason: string): AppError {
    return new AppError(
      "UNAVAILABLE",
      `The MCP server ${id} cannot be used: ${reason}. Continue without it, or say what you need.`,
    );
  }
}

function changed(id: string, tool: string): AppError {
  return new AppError(
    "CONFLICT",
    `The MCP server ${id} changed or removed the tool ${cleanLine(tool)} since the owner saw it. Nothing was called. The owner sees the change with: tinyagi mcp tools ${id}`,
  );
}

function callFailure(id: string, error: unknown, hide: (text: string) => string): AppError {
  if (isAppError(error)) return error;
  const reason = hide(cleanLine(readable(error))).slice(0, PROBLEM_MAX_CHARS);
  return new AppError("UNAVAILABLE", `The call of the MCP server ${id} failed: ${reason}`);
}

function readable(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: { message?: unknown } };
  const because = typeof cause?.message === "string" ? ` (${cause.message})` : "";
  return `${typeof message === "string" ? message : String(error)}${because}`;
}
