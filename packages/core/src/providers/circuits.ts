/** The circuit breakers of all providers. They live in memory: after a restart, the first failures open them again. */
import type { ProviderPause, RunErrorInfo } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import { cutText } from "../base/cut-text.js";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";
import { afterRun, type Circuit, CLOSED, gateOf, withProbe } from "./circuit.js";

/** A waiting message looks again at least this often: settings may have changed meanwhile. */
const LOOK_AGAIN_MS = 60_000;
/** The same while one run tries the provider. */
const PROBE_WAIT_MS = 2_000;
const REASON_MAX_CHARS = 300;
/** It answers from a script, so it has no provider that could fail. */
const NO_PROVIDER = new Set(["", "demo"]);

/** Why a message waits, and when it looks again. */
export interface ProviderHold {
  until: number;
  reason: string;
  class: RunErrorInfo["class"];
}

export interface Circuits {
  /** Why no run may use the provider now. */
  hold(provider: string): ProviderHold | undefined;
  /** Inside the write that claims a message: a run will use the provider. It must end with `ended`. */
  started(run: { runId: string; provider: string }): void;
  /** Inside the write that ends a run. @param error absent after an answer */
  ended(run: { runId: string; messageRowId: number; error?: RunErrorInfo | undefined }): void;
  /** Providers that are paused. */
  list(): ProviderPause[];
}

export function createCircuits(options: { store: Store; journal: Journal; clock: Clock }): Circuits {
  const { store, journal, clock } = options;
  const circuits = new Map<string, Circuit>();
  const providers = new Map<string, string>();
  const get = (provider: string) => circuits.get(provider) ?? CLOSED;
  journal.subscribe(({ type }) => {
    // A new key or endpoint may be what a paused provider needs.
    if (type === "settings.changed") circuits.clear();
  });

  function put(provider: string, next: Circuit): void {
    const before = circuits.get(provider);
    if (next === CLOSED) circuits.delete(provider);
    else circuits.set(provider, next);
    store.afterRollback(() => {
      if (before === undefined) circuits.delete(provider);
      else circuits.set(provider, before);
    });
  }

  return {
    hold(provider) {
      const circuit = get(provider);
      const now = clock.now();
      const isWaiting = gateOf(circuit, now) === "wait" && circuit.open !== undefined;
      return isWaiting ? holdOf(provider, circuit.open, now) : undefined;
    },
    started({ runId, provider }) {
      if (NO_PROVIDER.has(provider)) return;
      providers.set(runId, provider);
      store.afterRollback(() => void providers.delete(runId));
      const circuit = get(provider);
      if (gateOf(circuit, clock.now()) === "probe") put(provider, withProbe(circuit, runId));
    },
    ended({ runId, messageRowId, error }) {
      const provider = providers.get(runId);
      if (provider === undefined) return;
      store.afterCommit(() => void providers.delete(runId));
      const before = get(provider);
      const next = afterRun(before, { runId, messageRowId, error, now: clock.now() });
      if (next === before) return;
      put(provider, next);
      const { open } = next;
      if (open !== undefined && open.until !== before.open?.until)
        journal.append("provider.paused", {
          provider,
          class: open.class,
          reason: cutText(open.reason, REASON_MAX_CHARS),
          resumesInMs: Math.max(0, open.until - clock.now()),
        });
      else if (open === undefined && before.open !== undefined)
        journal.append("provider.resumed", { provider });
    },
    list: () =>
      [...circuits].flatMap(([provider, { open, probe }]) =>
        open === undefined
          ? []
          : [
              {
                provider,
                state: probe === undefined ? ("paused" as const) : ("trying" as const),
                until: open.until,
                class: open.class,
                reason: cutText(open.reason, REASON_MAX_CHARS),
              },
            ],
      ),
  };
}

const PAUSED = /^the provider \S+ is paused until /;

/** Whether a message waits for a provider: its `last_error` says so. */
export function waitsForProvider({ last_error: error }: { last_error: string | null }): boolean {
  return error !== null && PAUSED.test(error);
}

function holdOf(provider: string, open: NonNullable<Circuit["open"]>, now: number): ProviderHold {
  const when = new Date(open.until).toISOString().replace("T", " ").slice(0, 16);
  const isOver = open.until <= now;
  return {
    until: isOver ? now + PROBE_WAIT_MS : Math.min(open.until, now + LOOK_AGAIN_MS),
    reason: `the provider ${provider} is paused until ${when} UTC (${cutText(open.reason, REASON_MAX_CHARS)})`,
    class: open.class,
  };
}
