/**
 * The connection to one MCP server: opened when it is needed, ended when idle, opened again with a growing pause after
 * failures. What it reports never contains a secret of the server.
 */
import type { Clock, Log, Timer } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Connection, ServerPlace } from "./connection.js";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, IDLE_MS, PROBLEM_MAX_CHARS, START_TIMEOUT_MS } from "./limits.js";
import { createSecretHider } from "./result.js";
import { type ReadTools, readTools } from "./tool-list.js";

/** A place with the values that nobody may read. */
export interface ResolvedPlace {
  readonly place: ServerPlace;
  /** They may become others while the connection is open. */
  readonly secrets: () => readonly string[];
}

export interface LinkParts {
  readonly id: string;
  /** @throws AppError `SECRET_UNRESOLVED` */
  readonly resolve: () => Promise<ResolvedPlace>;
  readonly clock: Clock;
  readonly log: Log;
}

export class ServerLink implements AsyncDisposable {
  /** Its tools may be others than when they were listed. */
  isStale = false;
  /** Why it cannot be used now. */
  problem: string | undefined;
  /** Whether it answers only after a login. */
  needsLogin = false;
  hide = (text: string): string => text;
  private opening: Promise<Connection> | undefined;
  private open: Connection | undefined;
  private failures = 0;
  private retryAt = 0;
  private calls = 0;
  private idle: Timer | undefined;
  private readonly removed = new AbortController();

  constructor(private readonly parts: LinkParts) {}

  get isOpen(): boolean {
    return this.open !== undefined;
  }

  get pid(): number | undefined {
    return this.open?.pid();
  }

  /** Whatever failed before, it is opened when it is needed next. */
  retryNow(): void {
    this.retryAt = 0;
  }

  /** A call was answered: the next failure is the first one. */
  worked(): void {
    this.failures = 0;
  }

  /**
   * What a caller does with the connection. Afterwards the server may become idle.
   *
   * @throws AppError `UNAVAILABLE`
   */
  async using<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.idle?.cancel();
    this.calls += 1;
    try {
      return await work(await this.connected());
    } finally {
      this.calls -= 1;
      if (this.calls === 0) this.idle = this.parts.clock.setTimer(IDLE_MS, () => this.endIdle());
    }
  }

  /** Reads the tools. @throws AppError `UNAVAILABLE`; the connection is then ended */
  async list(connection: Connection): Promise<ReadTools> {
    this.isStale = false;
    try {
      const tools = readTools(await this.inTime((signal) => connection.list(signal)));
      this.problem = undefined;
      this.needsLogin = false;
      return tools;
    } catch (error) {
      this.failed(error);
      await this.end();
      throw this.unavailable(this.problem ?? "its tools cannot be read");
    }
  }

  /** Ends the connection when the caller is the only one that uses it. */
  async endUnlessShared(): Promise<void> {
    if (this.calls === 1) await this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.removed.abort();
    await this.opening?.catch(() => {
      // Reported by its caller.
    });
    await this.end();
  }

  private async connected(): Promise<Connection> {
    if (this.opening === undefined && this.parts.clock.monotonic() < this.retryAt)
      throw this.unavailable(`${this.problem ?? "it failed"}; it is tried again in a moment`);
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = undefined;
      this.failed(error);
      throw this.unavailable(this.problem ?? "it failed");
    });
    return this.opening;
  }

  private async connect(): Promise<Connection> {
    const { id, log, resolve } = this.parts;
    const { place, secrets } = await resolve();
    this.hide = (text) => createSecretHider(secrets())(text);
    // Loaded here: a home without such servers never pays for the SDK.
    const { openConnection } = await import("./connection.js");
    let connection: Connection | undefined;
    const listeners = {
      onStderr: (text: string) =>
        log.info({ mcpServer: id, text: this.hide(text) }, "an MCP server wrote to stderr"),
      onToolsChanged: () => {
        this.isStale = true;
      },
      onClosed: () => {
        // One that never opened is reported by its caller, and one that was ended is not open any more.
        if (this.open === undefined || this.open !== connection) return;
        this.open = undefined;
        this.opening = undefined;
        this.failed(new Error("it ended by itself"));
      },
    };
    connection = await this.inTime((signal) => openConnection({ place, signal, ...listeners }));
    this.open = connection;
    // Another process may have other tools than the last one.
    this.isStale = true;
    return connection;
  }

  /** What a silent server is given: until its first answer, and for one list. Ends also when the server is removed. */
  private async inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    // The SDK says the reason as it is written here.
    const timer = this.parts.clock.setTimer(START_TIMEOUT_MS, () => late.abort("it did not answer in time"));
    try {
      return await work(AbortSignal.any([this.removed.signal, late.signal]));
    } finally {
      timer.cancel();
    }
  }

  private failed(error: unknown): void {
    const { id, clock, log } = this.parts;
    this.failures += 1;
    this.retryAt = clock.monotonic() + Math.min(BACKOFF_BASE_MS * 2 ** (this.failures - 1), BACKOFF_MAX_MS);
    this.needsLogin = isAppError(error, "UNAUTHORIZED");
    this.problem = shownProblem(error, this.hide);
    log.warn({ mcpServer: id, problem: this.problem }, "an MCP server failed");
  }

  private endIdle(): void {
    this.end().catch((error: unknown) => this.failed(error));
  }

  private async end(): Promise<void> {
    this.idle?.cancel();
    const ending = this.open;
    this.open = undefined;
    this.opening = undefined;
    await ending?.[Symbol.asyncDispose]();
  }

  private unavailable(reason: string): AppError {
    return new AppError(
      "UNAVAILABLE",
      `The MCP server ${this.parts.id} cannot be used: ${reason}. Continue without it, or say what you need.`,
    );
  }
}

/** What went wrong, on one line without secrets. */
export function shownProblem(error: unknown, hide: (text: string) => string): string {
  return hide(cleanLine(readable(error))).slice(0, PROBLEM_MAX_CHARS);
}

function readable(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: { message?: unknown } };
  const because = typeof cause?.message === "string" ? ` (${cause.message})` : "";
  return `${typeof message === "string" ? message : String(error)}${because}`;
}
