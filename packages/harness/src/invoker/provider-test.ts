/**
 * Tests a provider step by step, with one real prompt in an empty folder. The test's agent may only read. It has no
 * session and no token, and it must answer within a minute. A step must never show a key.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { queryVersion } from "@tinyagi/base/program";
import {
  type AgentConfig,
  AppError,
  HarnessError,
  harnessRow,
  type ProviderTestResult,
  type ProviderTestStep,
  programOfProvider,
  type RunErrorClass,
  type Settings,
  type TestWhy,
} from "@tinyagi/contracts";
import {
  type InvokerPort,
  type ProviderTester,
  type ResolvedProvider,
  resolveProvider,
} from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";
import { resolveProgram } from "../sandbox/program-sandbox.js";
import { adviceFor, advised } from "./provider-advice.js";

export const PROVIDER_TEST_TIMEOUT_MS = 60_000;
/** Tests at the same time. Each can start an agent. */
export const PROVIDER_TESTS_MAX = 2;
const PROMPT = "This is a test of the connection. Reply with the single word: ready";

/** Settings of {@link createProviderTester}. */
export interface ProviderTesterOptions {
  /** An invoker that gives its runs no access to the API. */
  readonly invoker: Pick<InvokerPort, "invoke">;
  readonly settings: () => Settings;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** Parent folder of the empty workspaces. */
  readonly scratch: string;
  readonly newRunId: () => string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

export function createProviderTester(options: ProviderTesterOptions): ProviderTester {
  let running = 0;
  return {
    async test(agent) {
      if (running >= PROVIDER_TESTS_MAX)
        throw new AppError(
          "RATE_LIMITED",
          "Other provider tests are running; try again when they have finished.",
        );
      running += 1;
      try {
        return await runTest(options, agent);
      } finally {
        running -= 1;
      }
    },
  };
}

async function runTest(
  options: ProviderTesterOptions,
  agent: Pick<AgentConfig, "provider" | "model">,
): Promise<ProviderTestResult> {
  const startedAt = options.now();
  const steps: ProviderTestStep[] = [];
  const base = { provider: agent.provider, harness: null, model: null };
  const done = (more: Partial<ProviderTestResult> = {}): ProviderTestResult => ({
    ...base,
    ok: steps.at(-1)?.ok === true,
    steps,
    ms: Math.round(options.now() - startedAt),
    ...more,
  });
  let resolved: ResolvedProvider;
  try {
    resolved = resolveProvider(agent, options.settings());
  } catch (error) {
    const said = error instanceof HarnessError ? error.message : null;
    steps.push({
      ...step("configured", { code: "test.unusable", said }, false),
      ...advised("choose", "tinyagi provider list"),
    });
    return done();
  }
  const { harness, model } = resolved;
  const identity = { harness, model: model ?? null };
  steps.push(
    step("configured", {
      ...{ code: "test.configured", harness },
      ...{ model: model ?? null, mayDefault: harness !== "api" },
    }),
  );
  steps.push(...(await findHarness(resolved, options)));
  if (steps.at(-1)?.ok !== true) return done(identity);
  steps.push(keyStep(resolved, options));
  return done({ ...identity, ...(await ask(options, { agent, resolved, steps })) });
}

type KeySource = Extract<TestWhy, { code: "test.key" }>["from"];

/** A step, with its English for clients of earlier releases. */
function step(name: ProviderTestStep["name"], why: TestWhy, ok = true): ProviderTestStep {
  return { name, ok, detail: whyPhrase(why), why };
}

/** Reports the CLI and its version, or the endpoint's address. */
async function findHarness(
  { provider, harness, endpoint, program }: ResolvedProvider,
  { hostEnv }: ProviderTesterOptions,
): Promise<ProviderTestStep[]> {
  if (harness === "api") {
    const origin = endpoint === undefined ? "" : new URL(endpoint.baseUrl).origin;
    return [step("endpoint", { code: "test.endpoint", origin, format: endpoint?.format ?? "openai-chat" })];
  }
  const cli = program === undefined ? harnessRow(harness)?.cli : programOfProvider(provider);
  const binary = program?.command[0] ?? cli?.binary;
  if (binary === undefined) return [];
  const file = await resolveProgram(hostEnv.PATH ?? "", binary);
  const advice = cli === undefined ? {} : advised("install", cli.install);
  if (file === undefined)
    return [{ ...step("program", { code: "test.no_program", program: binary }, false), ...advice }];
  const found = step("program", { code: "test.program", file });
  const answer = await queryVersion(file, { env: { PATH: hostEnv.PATH ?? "", HOME: hostEnv.HOME ?? "" } });
  switch (answer.state) {
    case "answered":
      return [found, step("version", { code: "test.version", version: answer.version ?? null })];
    case "silent":
      // Its model may answer nevertheless, which is what counts.
      return [found, step("version", { code: "test.silent", seconds: Math.round(answer.afterMs / 1_000) })];
    case "broken":
      // A CLI that cannot print its version cannot work.
      return [found, { ...step("version", { code: "test.broken", file }, false), ...advice }];
  }
}

/** Reports where the key comes from. A missing key is not a failure, because a CLI can have its own login. */
function keyStep(resolved: ResolvedProvider, { hostEnv }: ProviderTesterOptions): ProviderTestStep {
  const { secretEnv, hostNames, harness } = resolved;
  const key = (from: KeySource, variable?: string) =>
    step("key", { code: "test.key", from, harness, ...(variable === undefined ? {} : { variable }) });
  if (harness === "demo") return key("unneeded");
  if (Object.values(secretEnv).some((value) => value !== "")) return key("settings");
  const host = hostNames.find((name) => (hostEnv[name] ?? "") !== "");
  if (host !== undefined) return key("environment", host);
  return key(harness === "api" ? "nowhere" : "login");
}

interface Question {
  readonly agent: Pick<AgentConfig, "provider" | "model">;
  readonly resolved: ResolvedProvider;
  readonly steps: ProviderTestStep[];
}

async function ask(
  options: ProviderTesterOptions,
  { agent, resolved, steps }: Question,
): Promise<Partial<ProviderTestResult>> {
  const { timeoutMs = PROVIDER_TEST_TIMEOUT_MS } = options;
  const startedAt = options.now();
  const elapsed = () => Math.round(options.now() - startedAt);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const cwd = await mkdtemp(join(options.scratch, "provider-test-"));
  try {
    const result = await options.invoker.invoke(
      {
        runId: options.newRunId(),
        agentId: "provider-test",
        agent: { ...agent, name: "Provider test", permissions: "ask" },
        prompt: PROMPT,
        systemPrompt: "",
        cwd,
      },
      { signal: timeout.signal, onEvent: () => {} },
    );
    const why = { code: "test.answered", chars: result.text.length } as const;
    steps.push({ ...step("answer", why), ms: elapsed() });
    return result.usage === undefined ? {} : { usage: result.usage };
  } catch (error) {
    const timedOut = timeout.signal.aborted;
    const errorClass: RunErrorClass = !timedOut && error instanceof HarnessError ? error.class : "transient";
    const said = error instanceof HarnessError ? error.message : null;
    const why: TestWhy = timedOut
      ? { code: "test.unanswered", seconds: Math.round(timeoutMs / 1_000) }
      : { code: "test.failed", said };
    steps.push({ ...step("answer", why, false), ...adviceFor(errorClass, resolved), ms: elapsed() });
    return { errorClass };
  } finally {
    clearTimeout(timer);
    await rm(cwd, { recursive: true, force: true });
  }
}
