/** What to do about a failed test of a provider: as a fixed word with its commands, and in English. Pure. */
import {
  ACP_PREFIX,
  CUSTOM_PREFIX,
  type ProviderTestStep,
  programOfProvider,
  type RunErrorClass,
  type TestAdvice,
} from "@tinyagi/contracts";
import type { ResolvedProvider } from "@tinyagi/kernel";

type Advised = Pick<ProviderTestStep, "hint" | "advice" | "commands">;

const WORDS: Readonly<Record<TestAdvice, (first: string, second: string) => string>> = {
  choose: (list) => `List the providers: ${list}`,
  install: (install) => `Install it: ${install}`,
  name_model: (set) => `Name a model: ${set}`,
  check_model: (list) => `Check the name of the model: ${list}`,
  log_in: (login, store) => `Log in with: ${login}, or store a key: ${store}`,
  store_key: (store) => `Store a key: ${store}`,
  wait: () => "Wait, or use another account or provider.",
  check_network: () => "Check the network and the provider's status page.",
  read_log: (logs) => `See the daemon's log: ${logs}`,
};

/** @param commands as many as the words of the advice have */
export function advised(advice: TestAdvice, ...commands: string[]): Advised {
  const [first = "", second = ""] = commands;
  return { hint: WORDS[advice](first, second), advice, commands };
}

/** What to do about a run that failed for this reason. */
export function adviceFor(
  errorClass: RunErrorClass,
  { harness, provider, model }: ResolvedProvider,
): Advised {
  const isCustom = provider.startsWith(CUSTOM_PREFIX);
  const command = `tinyagi provider ${isCustom ? `add ${provider.slice(CUSTOM_PREFIX.length)}` : provider}`;
  // Unlike a CLI, an endpoint has no default model.
  if (harness === "api" && model === undefined) return advised("name_model", `${command} --model <name>`);
  switch (errorClass) {
    case "auth": {
      const store = provider.startsWith(ACP_PREFIX) ? `tinyagi config edit` : `${command} --api-key-stdin`;
      const login = isCustom ? undefined : programOfProvider(provider)?.login;
      return login === undefined ? advised("store_key", store) : advised("log_in", login, store);
    }
    case "not_found":
      return advised("check_model", "tinyagi model");
    case "rate_limited":
      return advised("wait");
    case "transient":
      return advised("check_network");
    default:
      return advised("read_log", "tinyagi logs");
  }
}
