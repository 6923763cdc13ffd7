/**
 * Runs an agent on a model API, without a CLI. The libraries of models are loaded at the first run: a daemon's start
 * does not wait for them, and one without such agents never holds them in memory.
 */
import type { Harness } from "@tinyagi/contracts";
import type { ApiHarnessOptions } from "./model-harness.js";

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
