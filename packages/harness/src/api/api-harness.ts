/**
 * Runs an agent on a model API, without a CLI. The model libraries must not load before the first run: the daemon starts
 * faster, and a daemon without such agents never loads them.
 */
import type { Harness } from "@tinyagi/contracts";
import type { ApiHarnessOptions } from "./model-harness.js";

/** A harness whose libraries can be loaded ahead of its first run. */
export interface ApiHarness extends Harness {
  readonly load: () => Promise<void>;
}

/** Creates the harness `api`. */
export function createApiHarness(options: ApiHarnessOptions): ApiHarness {
  let loaded: Promise<Harness> | undefined;
  const open = () => {
    loaded ??= import("./model-harness.js").then(({ createModelHarness }) => createModelHarness(options));
    return loaded;
  };
  return {
    id: "api",
    findsReach: true,
    load: async () => void (await open()),
    run: async (request, context) => (await open()).run(request, context),
  };
}
