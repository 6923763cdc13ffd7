/** One MCP server of the settings, shared by all agents. Agents get only tools whose definition is the one that the owner saw. */

import { AppError, isAppError } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CallLimits, Connection } from "./connection.js";
import { LIST_AGE_MAX_MS } from "./limits.js";
import { resultFor, type ServerResult } from "./result.js";
import type { SeenTools } from "./seen-file.js";
import { type LinkParts, ServerLink, shownProblem } from "./server-link.js";
import {
  compareTools,
  computeDigest,
  type ReadTools,
  type ToolChange,
  type ToolDefinition,
} from "./tool-list.js";

export interface ServerParts extends LinkParts {
  /** Digest of program or address. */
  readonly key: string;
  readonly seen: SeenTools;
}

export interface ServerStatus {
  readonly isRunning: boolean;
  readonly problem: string | undefined;
  readonly needsLogin: boolean;
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
  return new SharedServer(parts);
}

class SharedServer implements Server {
  private readonly link: ServerLink;
  private listed: Listed | undefined;

  constructor(private readonly parts: ServerParts) {
    this.link = new ServerLink(parts);
  }

  async status(): Promise<ServerStatus> {
    const { link, listed } = this;
    const known = await this.known();
    const isChanged =
      known !== undefined && listed !== undefined && computeDigest(known) !== computeDigest(listed.tools);
    return {
      isRunning: link.isOpen,
      problem: link.problem,
      needsLogin: link.needsLogin,
      pid: link.pid,
      tools: known && compareTools(known, listed?.tools),
      unusable: listed?.unusable ?? [],
      digest: isChanged ? computeDigest(listed.tools) : undefined,
    };
  }

  async tools(): Promise<ToolDefinition[]> {
    return compareTools((await this.known()) ?? [], this.listed?.tools).flatMap(({ state, after }) =>
      state === "offered" && after !== undefined ? [after] : [],
    );
  }

  async test(): Promise<void> {
    this.link.retryNow();
    const { tools } = await this.link.using((connection) => this.list(connection));
    if ((await this.known()) === undefined) await this.remember(tools);
  }

  async accept(digest: string): Promise<void> {
    const { tools } = this.listed ?? (await this.link.using((connection) => this.list(connection)));
    if (computeDigest(tools) !== digest)
      throw new AppError(
        "CONFLICT",
        `The tools of ${this.parts.id} are not those that were shown. See them again: tinyagi mcp tools ${this.parts.id}`,
      );
    await this.remember(tools);
  }

  call(tool: string, input: Record<string, unknown>, limits: CallLimits): Promise<ServerResult> {
    const { id } = this.parts;
    return this.link.using(async (connection) => {
      if (this.isOld()) await this.list(connection);
      if (!(await this.tools()).some(({ name }) => name === tool)) throw changed(id, tool);
      try {
        const { hide } = this.link;
        const result = resultFor(await connection.call(tool, input, limits), { server: id, hide });
        this.link.worked();
        return result;
      } catch (error) {
        limits.signal.throwIfAborted();
        // One that does not answer is started again, unless others still wait for it.
        if (isAppError(error, "TIMED_OUT")) await this.link.endUnlessShared();
        throw callFailure(id, error, this.link.hide);
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.link[Symbol.asyncDispose]();
  }

  private isOld(): boolean {
    const { listed, link, parts } = this;
    return listed === undefined || link.isStale || parts.clock.monotonic() - listed.at > LIST_AGE_MAX_MS;
  }

  private async list(connection: Connection): Promise<Listed> {
    const { id, clock, log } = this.parts;
    const listed = { ...(await this.link.list(connection)), at: clock.monotonic() };
    this.listed = listed;
    const known = await this.known();
    if (known !== undefined && computeDigest(known) !== computeDigest(listed.tools))
      log.warn({ mcpServer: id }, "an MCP server changed its tools; agents do not get what changed");
    return listed;
  }

  private known(): Promise<readonly ToolDefinition[] | undefined> {
    return this.parts.seen.read(this.parts.id, this.parts.key);
  }

  private remember(tools: readonly ToolDefinition[]): Promise<void> {
    return this.parts.seen.write(this.parts.id, this.parts.key, tools);
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
  const reason = shownProblem(error, hide);
  return new AppError("UNAVAILABLE", `The call of the MCP server ${id} failed: ${reason}`);
}
