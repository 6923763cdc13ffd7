/** What a person can do about each cause of a failure, in English, with the exact command. Pure. */
import { harnessRow } from "../harness-table.js";
import { CUSTOM_PREFIX, providerRow } from "../provider-table.js";
import type { FailureCause } from "../run-error.js";

/** One sentence without its full stop. Undefined where nobody can do anything but wait. */
export function causeStep(cause: FailureCause, provider: string | undefined): string | undefined {
  switch (cause) {
    case "login":
      return loginStep(provider);
    case "quota":
      return "Add credit to the provider's account, or use another provider: `tinyagi provider`";
    case "program": {
      const install = cliOf(provider)?.install;
      return install === undefined
        ? "Check that its program is installed: `tinyagi doctor`"
        : `If it is not being updated, install it: \`${install}\``;
    }
    case "container":
      return "See what the containers of agents lack: `tinyagi container status`";
    case "model_missing":
      return "Check the agent's model (`tinyagi model`) and its program (`tinyagi doctor`)";
    case "turn_limit":
      return "Ask for a smaller part of the work";
    case "refused":
      return "Change the message, or check the agent's model and settings";
    case "captive_portal":
      return "Sign in to the network of this machine, or correct the base URL of the provider: `tinyagi doctor network`";
    case "certificate":
      return "Set `NODE_EXTRA_CA_CERTS` to the file with the certificates of your network, then `tinyagi restart`; what is reached: `tinyagi doctor network`";
    default:
      return undefined;
  }
}

/** What to do before a retry, by class of the failure, where its cause is not known. */
const CLASS_STEPS: Readonly<Record<string, string>> = {
  auth: "Check the key or login of the agent's provider with `tinyagi doctor`",
  not_found: "Check the agent's model and that its program is installed with `tinyagi doctor`",
  context_too_long: "Start a new session with `tinyagi reset <agent>`",
  rate_limited: "Wait until the provider's limit has passed",
};

/** @returns undefined when nothing is known */
export function classStep(errorClass: string | null): string | undefined {
  return CLASS_STEPS[errorClass ?? ""];
}

function loginStep(provider: string | undefined): string {
  if (provider === undefined) return "Check the login of the agent's provider: `tinyagi doctor`";
  const isCustom = provider.startsWith(CUSTOM_PREFIX);
  const command = isCustom ? `provider add ${provider.slice(CUSTOM_PREFIX.length)}` : `provider ${provider}`;
  const store = `store a key: \`tinyagi ${command} --api-key-stdin\``;
  const login = cliOf(provider)?.login;
  return login === undefined
    ? `${store[0]?.toUpperCase()}${store.slice(1)}`
    : `Log in again: \`${login}\`, or ${store}`;
}

function cliOf(provider: string | undefined) {
  const harness = provider === undefined ? undefined : providerRow(provider)?.harness;
  return harness === undefined ? undefined : harnessRow(harness)?.cli;
}
