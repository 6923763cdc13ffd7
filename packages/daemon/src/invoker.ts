/** The invoker with the harnesses this build has. */
import type { Settings } from "@tinyagi/contracts";
import {
  createClaudeHarness,
  createCodexHarness,
  createDemoHarness,
  createInvoker,
  type InvokerPort,
  resolveProvider,
  resolveSecret,
} from "@tinyagi/core";
import type { DaemonEnvironment } from "./environment.js";

export function createAgentInvoker(options: {
  environment: DaemonEnvironment;
  settings: () => Settings;
  home: string;
}): InvokerPort {
  const harnesses = [createClaudeHarness({}), createCodexHarness({}), createDemoHarness({})];
  const invoker = createInvoker({
    harnesses: new Map(harnesses.map((harness) => [harness.id, harness])),
    hostEnv: options.environment.variables,
    deniedPaths: [options.home],
    settings: options.settings,
    resolveSecret: (value) => resolveSecret(value, { env: options.environment.variables }),
  });
  return { invoke: invoker.invoke, resolve: (agent) => resolveProvider(agent, options.settings()) };
}
