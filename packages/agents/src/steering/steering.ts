/**
 * Steering of one run: commands are checked against an allow-list, wait, and are applied between two turns. A batch is
 * taken whole or not at all and applied whole between the same two turns. A refused command changes nothing and never
 * ends the run.
 */
import {
  STEERING_COMMANDS,
  type SteeringCommand,
  type SteeringCommandType,
  type SteeringRefusal,
  toRefusal,
} from "./command.js";

/** Which commands a run accepts, and who hears of them. */
export interface SteeringOptions {
  /** Default: all commands. */
  allow?: readonly SteeringCommandType[];
  /** Batches that may wait for the next boundary; default 100. */
  maxPending?: number;
}

/** What became of a batch. `applied` tells, once known, whether it took effect before the run ended. */
export type SteeringReceipt =
  | { accepted: true; applied: Promise<boolean> }
  | { accepted: false; code: SteeringRefusal; index: number };

export type SteeringNews = (
  what: "accepted" | "applied" | "refused",
  commands: readonly SteeringCommand[],
  code?: SteeringRefusal,
) => void;

const DEFAULT_MAX_PENDING = 100;
/** Commands of one batch. */
const MAX_BATCH = 50;

interface Batch {
  commands: readonly SteeringCommand[];
  settle: (applied: boolean) => void;
}

/** Steers one run: pause, resume, cancel, inject, redirect. */
export class Steering {
  readonly #allow: ReadonlySet<SteeringCommandType>;
  readonly #maxPending: number;
  readonly #news: SteeringNews;
  readonly #cancel: (reason: string) => void;
  readonly #pending: Batch[] = [];
  #wake: (() => void) | undefined;
  #paused = false;
  #ended = false;

  /** Made by a run; use the `steering` of an `AgentRun`. */
  constructor(options: SteeringOptions, run: { news: SteeringNews; cancel: (reason: string) => void }) {
    this.#allow = new Set(options.allow ?? STEERING_COMMANDS);
    this.#maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
    this.#news = run.news;
    this.#cancel = run.cancel;
  }

  /** Whether the run stands still until `resume`. A pause counts from the boundary at which it is applied. */
  get paused(): boolean {
    return this.#paused;
  }
  get ended(): boolean {
    return this.#ended;
  }

  pause(): SteeringReceipt {
    return this.send({ type: "pause" });
  }
  resume(): SteeringReceipt {
    return this.send({ type: "resume" });
  }
  cancel(reason?: string): SteeringReceipt {
    return this.send(reason === undefined ? { type: "cancel" } : { type: "cancel", reason });
  }
  inject(text: string): SteeringReceipt {
    return this.send({ type: "inject", text });
  }
  redirect(text: string): SteeringReceipt {
    return this.send({ type: "redirect", text });
  }
  setMetadata(key: string, value: string | number | boolean | null): SteeringReceipt {
    return this.send({ type: "setMetadata", key, value });
  }

  /** Hands in one command or an atomic batch. Never throws. */
  send(input: SteeringCommand | readonly SteeringCommand[]): SteeringReceipt {
    const commands: readonly SteeringCommand[] = structuredCopy(input);
    const refusal = this.#refusal(commands);
    if (refusal !== null) {
      this.#news("refused", commands, refusal.code);
      return { accepted: false, ...refusal };
    }
    let settle: (applied: boolean) => void = () => {};
    const applied = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    this.#pending.push({ commands, settle });
    this.#news("accepted", commands);
    const cancel = commands.find((command) => command.type === "cancel");
    if (cancel !== undefined) this.#cancel(cancel.reason ?? "by command");
    this.#wake?.();
    return { accepted: true, applied };
  }

  /**
   * For the run, at a boundary: hands each waiting command to `apply`, in order, and answers whether the run must now
   * wait for {@link changed}.
   */
  drain(apply: (command: SteeringCommand) => void): { paused: boolean } {
    for (let batch = this.#pending.shift(); batch !== undefined; batch = this.#pending.shift()) {
      for (const command of batch.commands) {
        if (command.type === "pause") this.#paused = true;
        else if (command.type === "resume") this.#paused = false;
        else apply(command);
      }
      this.#news("applied", batch.commands);
      batch.settle(true);
    }
    return { paused: this.#paused };
  }

  /** For the run: resolves when there is something to drain. @throws the reason of `signal` */
  changed(signal: AbortSignal): Promise<void> {
    if (this.#pending.length > 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = () => {
        this.#wake = undefined;
        reject(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#wake = () => {
        this.#wake = undefined;
        signal.removeEventListener("abort", abort);
        resolve();
      };
    });
  }

  /** For the run, at its end: what still waits is refused, but for a batch that cancelled the run. */
  close(apply: (command: SteeringCommand) => void): void {
    this.#ended = true;
    for (const { commands, settle } of this.#pending.splice(0)) {
      const cancels = commands.some((command) => command.type === "cancel");
      if (cancels) for (const command of commands) apply(command);
      this.#news(cancels ? "applied" : "refused", commands, cancels ? undefined : "run_ended");
      settle(cancels);
    }
  }

  #refusal(commands: readonly SteeringCommand[]): { code: SteeringRefusal; index: number } | null {
    if (this.#ended) return { code: "run_ended", index: 0 };
    if (commands.length === 0) return { code: "invalid", index: 0 };
    for (const [index, command] of commands.entries()) {
      const code = toRefusal(command, this.#allow);
      if (code !== null) return { code, index };
    }
    // A full queue must not keep a person from stopping a run, nor from letting a paused one go on.
    const urgent = commands.every((command) => command.type === "cancel" || command.type === "resume");
    const full = this.#pending.length >= this.#maxPending && !urgent;
    return full || commands.length > MAX_BATCH ? { code: "too_many", index: 0 } : null;
  }
}

/** The caller may go on changing its own objects. */
function structuredCopy(input: SteeringCommand | readonly SteeringCommand[]): readonly SteeringCommand[] {
  const list: readonly SteeringCommand[] = Array.isArray(input) ? input : [input as SteeringCommand];
  return list.map((command) => (typeof command === "object" && command !== null ? { ...command } : command));
}
