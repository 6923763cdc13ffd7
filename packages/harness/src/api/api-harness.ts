/**
 * Runs an agent on a model API, without a CLI. The libraries of models are loaded at the first run: a daemon's start
 * does not wait for them, and one without such agents never holds them in memory.
 */
import type { Harness } from "@tinyagi/contracts";
import type { StartAgentProcess } from "../process/agent-process.js";
import type { CommandSandboxOptions } from "../sandbox/command-sandbox.js";

/** Settings of {@link createApiHarness}. */
export interface ApiHarnessOptions extends CommandSandboxOptions {
  /** Where transcripts are kept; created when it is missing. */
  readonly sessions: string;
  /** Folders beside the workspace an agent may read: files people sent. */
  readonly readable?: readonly string[];
  readonly newId?: () => string;
  /** Starts commands; all harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Creates the harness `api`. */
export function createApiHarness(options: ApiHarnessOptions): Harness {
  let loaded: Promise<Harness> | undefined;
  return {
    id: "api",
    run: async (request, context) => {
      loaded ??= import("./model-harness.js").then(({ createModelHarness }) => createModelHarness(options));
      return (await loaded).run(request, context);
    },
  };
}
