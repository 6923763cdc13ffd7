/**
 * Runs an agent on a model API, without a CLI. The model libraries must not load before the first run: the daemon starts
 * faster, and a daemon without such agents never loads them.
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
