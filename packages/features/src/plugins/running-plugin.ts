/**
 * One running plugin: its hooks, its listeners, and its count of failures. Nothing it throws, returns or does too late
 * leaves this file. After `FAILURES_MAX` failures in a row it is not called again until the next start.
 */

import type { Clock, Log } from "@tinyagi/base";
import type { HookContext, HookResult, PluginContext } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { DeadlineError, withDeadline } from "./deadline.js";
import type { HookName, PluginExports } from "./plugin-module.js";
import type { PluginIdentity, PluginOrigin } from "./plugin-origin.js";
import { errorText, isThrown } from "./thrown.js";

/** Failures in a row after which a plugin is disabled. */
export const FAILURES_MAX = 5;
/** Events waiting for one plugin's listeners. Of more, the oldest are dropped. */
export const WAITING_EVENTS_MAX = 1_000;
export const LISTENERS_MAX = 100;
const ACTIVATE_MS = 10_000;
const TEXT_MAX_CHARS = 4 * 1024 * 1024;
const METADATA_MAX_CHARS = 64 * 1024;
const LOG_MAX_CHARS = 2_000;

/** An event as listeners get it: a journal event or one of 0.0.20. */
export interface DeliveredEvent {
  readonly type: string;
}

export interface HookFailure {
  hook: HookName | "listener";
  reason: "error" | "timeout" | "invalid";
  error: string;
  disabled: boolean;
}

export interface RunningPlugin {
  readonly name: string;
  readonly digest: string;
  readonly hooks: PluginExports["hooks"];
  isActive(): boolean;
  /** Ends hooks and listeners for good. */
  stop(): void;
  activate(): Promise<void>;
  /** The changed text, or null when it did not change or the hook failed. */
  transform(hook: HookName, text: string, context: HookContext): Promise<HookResult | null>;
  deliver(event: DeliveredEvent): void;
  events(): string[];
  counts(): PluginCounts;
}

export interface PluginCounts {
  failures: number;
  lastError: string | null;
  droppedEvents: number;
}

export interface RunningPluginOptions {
  identity: PluginIdentity;
  origin: PluginOrigin;
  exports: PluginExports;
  home: string;
  clock: Clock;
  log: Log;
  timeoutMs: () => number;
  /** Called for each failed hook, and for the failure that disables the plugin. */
  onFailure: (failure: HookFailure) => void;
}

type Listener = (event: DeliveredEvent) => void | Promise<void>;

interface ListenerEntry {
  /** Type of the events it gets; `*` for all. */
  type: string;
  listener: Listener;
}

/** The error of a hook that returned anything but a text. */
class InvalidAnswer extends Error {}

export function createRunningPlugin(options: RunningPluginOptions): RunningPlugin {
  const { exports, clock, log, identity, origin } = options;
  const { name, digest } = identity;
  const listeners: ListenerEntry[] = [];
  let inARow = 0;
  let failures = 0;
  let lastError: string | null = null;
  let active = true;

  function failed(hook: HookFailure["hook"], error: unknown): void {
    if (!active) return;
    failures += 1;
    inARow += 1;
    const disabled = inARow >= FAILURES_MAX;
    if (disabled) stop();
    const failure = { hook, ...describe(error), disabled };
    lastError = failure.error;
    log.warn({ plugin: name, ...failure }, "a plugin failed");
    // A failing listener that gets its own failures as events would fail for ever.
    if (hook !== "listener" || disabled) options.onFailure(failure);
  }

  /** Waits for the plugin's code. An error that this code causes later, and nobody catches, is traced to the plugin. */
  function ask<T>(timeoutMs: number, work: () => T | Promise<T>): Promise<T> {
    return withDeadline(clock, timeoutMs, () => origin.runAs(identity, work));
  }

  function stop(): void {
    active = false;
    listeners.length = 0;
    delivery.clear();
  }

  const delivery = createDelivery(listeners, async (listener, event) => {
    try {
      const own = structuredClone(event);
      await ask(options.timeoutMs(), () => listener(own));
      inARow = 0;
    } catch (error) {
      failed("listener", error);
    }
  });

  return {
    name,
    digest,
    hooks: exports.hooks,
    isActive: () => active,
    stop,
    async activate() {
      const { activate } = exports;
      if (activate === undefined) return;
      await ask(ACTIVATE_MS, () => activate(buildContext(options, listeners, () => active)));
    },
    async transform(hookName, text, context) {
      const hook = exports.hooks[hookName];
      if (hook === undefined || !active) return null;
      try {
        const answer = await ask(options.timeoutMs(), () => hook(text, { ...context }));
        const result = readAnswer(answer);
        inARow = 0;
        return active ? result : null;
      } catch (error) {
        failed(hookName, error);
        return null;
      }
    },
    deliver(event) {
      if (active) delivery.add(event);
    },
    events: () => [...new Set(listeners.map(({ type }) => type))].sort(),
    counts: () => ({ failures, lastError, droppedEvents: delivery.dropped() }),
  };
}

/** Events on their way to the listeners of one plugin, in order. */
function createDelivery(
  listeners: readonly ListenerEntry[],
  call: (listener: Listener, event: DeliveredEvent) => Promise<void>,
) {
  const waiting: DeliveredEvent[] = [];
  let dropped = 0;
  let delivering = false;

  async function deliverAll(): Promise<void> {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      for (const entry of [...listeners]) {
        // An earlier listener, or the operator meanwhile, may have removed this one.
        if (isFor(entry, event) && listeners.includes(entry)) await call(entry.listener, event);
      }
    }
    delivering = false;
  }

  return {
    dropped: () => dropped,
    clear() {
      waiting.length = 0;
    },
    add(event: DeliveredEvent): void {
      if (!listeners.some((entry) => isFor(entry, event))) return;
      if (waiting.length >= WAITING_EVENTS_MAX) {
        waiting.shift();
        dropped += 1;
      }
      waiting.push(event);
      if (delivering) return;
      delivering = true;
      // In a later turn: the code that wrote the event must not wait for a plugin.
      setImmediate(() => void deliverAll());
    },
  };
}

function isFor({ type }: ListenerEntry, event: DeliveredEvent): boolean {
  return type === "*" || type === event.type;
}

function buildContext(
  { home, log, identity: { name } }: RunningPluginOptions,
  listeners: ListenerEntry[],
  isActive: () => boolean,
): PluginContext {
  const on = (type: string, listener: unknown): (() => void) => {
    if (typeof listener !== "function") throw new TypeError("the listener must be a function");
    if (listeners.length >= LISTENERS_MAX)
      throw new RangeError(`a plugin has at most ${LISTENERS_MAX} listeners`);
    const entry = { type: String(type), listener: listener as Listener };
    if (isActive()) listeners.push(entry);
    return () => {
      const at = listeners.indexOf(entry);
      if (at >= 0) listeners.splice(at, 1);
    };
  };
  return {
    on: on as PluginContext["on"],
    log(level, message) {
      const known = level === "debug" || level === "warn" || level === "error" ? level : "info";
      log[known]({ plugin: name, text: String(message).slice(0, LOG_MAX_CHARS) }, "plugin");
    },
    getTinyAGIHome: () => home,
  };
}

function readAnswer(answer: unknown): HookResult {
  if (typeof answer === "string") return { text: readText(answer) };
  if (typeof answer !== "object" || answer === null || !("text" in answer))
    throw new InvalidAnswer("it returned neither a text nor an object with a text");
  const { text, metadata } = answer as { text: unknown; metadata?: unknown };
  if (metadata === undefined || metadata === null) return { text: readText(text) };
  return { text: readText(text), metadata: readMetadata(metadata) };
}

function readText(text: unknown): string {
  if (typeof text !== "string" || isBlank(text)) throw new InvalidAnswer("its text is empty or not a string");
  if (text.length > TEXT_MAX_CHARS) throw new InvalidAnswer("its text is too long");
  return text;
}

function readMetadata(metadata: unknown): Record<string, unknown> {
  const json = JSON.stringify(metadata);
  if (json === undefined || json.length > METADATA_MAX_CHARS || !json.startsWith("{"))
    throw new InvalidAnswer("its metadata is not an object or too large");
  return JSON.parse(json);
}

function describe(error: unknown): Pick<HookFailure, "reason" | "error"> {
  const text = errorText(error);
  if (isThrown(error, DeadlineError)) return { reason: "timeout", error: text };
  return { reason: isThrown(error, InvalidAnswer) ? "invalid" : "error", error: text };
}
