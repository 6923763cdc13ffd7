/**
 * Loads what agents on a model API need, in the background after the start: the libraries of models, and the schemas of the
 * tools. Without such an agent nothing is loaded. It begins when the first callers of the daemon have their answers, and it
 * never fails a start: what could not be loaded is loaded, or fails, with the first message.
 */
import type { Clock, Log } from "@tinyagi/base";
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import type { SettingsService } from "@tinyagi/home";
import type { InvokerPort } from "@tinyagi/kernel";

/** Whoever waited for the start has asked by then. */
const DELAY_MS = 300;
/** The harness of agents on a model API. */
const HARNESS = "api";

export interface WarmUpParts {
  readonly settings: Pick<SettingsService, "current" | "onChange">;
  readonly resolve: InvokerPort["resolve"];
  /** Loads them, once. */
  readonly load: () => Promise<void>;
  readonly clock: Pick<Clock, "setTimer">;
  readonly log: Pick<Log, "warn">;
}

/** @returns ends it */
export function startWarmUp(parts: WarmUpParts): () => void {
  const { settings, clock, load, log } = parts;
  let begun = false;
  const look = () => {
    if (begun || !needsApi(settings.current(), parts.resolve)) return;
    begun = true;
    load().catch((error: unknown) => log.warn({ err: error }, "the model libraries could not be loaded"));
  };
  const timer = clock.setTimer(DELAY_MS, look);
  const unsubscribe = settings.onChange(look);
  return () => {
    timer.cancel();
    unsubscribe();
  };
}

function needsApi({ agents }: Settings, resolve: InvokerPort["resolve"]): boolean {
  return Object.values(agents).some((agent) => harnessOf(agent, resolve) === HARNESS);
}

function harnessOf(agent: AgentConfig, resolve: InvokerPort["resolve"]): string | undefined {
  try {
    return resolve(agent).harness;
  } catch {
    // It cannot run now, so nothing is needed for it.
    return undefined;
  }
}
