/** What a person can do about each failure, with the exact command: the table of words, and the one in English. Pure. */
import { ACP_PREFIX } from "../acp-agent-table.js";
import { CUSTOM_PREFIX, programOfProvider } from "../provider-table.js";
import type { FailureCause, RunErrorClass } from "../run-error.js";

/** The commands of a provider. None is known of a provider that is not named. */
interface StepCommands {
  /** Stores a key. */
  readonly storeKey?: string;
  /** Logs its program in. */
  readonly login?: string | undefined;
  /** Installs its program. */
  readonly install?: string | undefined;
}

/** One sentence each, without its full stop; null where nobody can do anything but wait. */
export interface StepWords {
  readonly causes: Readonly<Record<FailureCause, string | null | ((commands: StepCommands) => string)>>;
  /** What to do before a retry, by class of the failure, where its cause is not known. */
  readonly classes: Readonly<Record<RunErrorClass, string | null>>;
}

/** English. */
export const stepsEn: StepWords = {
  causes: {
    login: ({ storeKey, login }) => {
      if (storeKey === undefined) return "Check the login of the agent's provider: `tinyagi doctor`";
      return login === undefined
        ? `Store a key: \`${storeKey}\``
        : `Log in again: \`${login}\`, or store a key: \`${storeKey}\``;
    },
    quota: "Add credit to the provider's account, or use another provider: `tinyagi provider`",
    program: ({ install }) =>
      install === undefined
        ? "Check that its program is installed: `tinyagi doctor`"
        : `If it is not being updated, install it: \`${install}\``,
    container: "See what the containers of agents lack: `tinyagi container status`",
    model_missing: "Check the agent's model (`tinyagi model`) and its program (`tinyagi doctor`)",
    turn_limit: "Ask for a smaller part of the work",
    refused: "Change the message, or check the agent's model and settings",
    captive_portal:
      "Sign in to the network of this machine, or correct the base URL of the provider: `tinyagi doctor network`",
    certificate:
      "Set `NODE_EXTRA_CA_CERTS` to the file with the certificates of your network, then `tinyagi restart`; what is reached: `tinyagi doctor network`",
    outage: null,
    limit: null,
    context_full: null,
    stalled: null,
    empty: null,
    unknown: null,
    interrupted: null,
    cancelled: null,
    budget: null,
  },
  classes: {
    auth: "Check the key or login of the agent's provider with `tinyagi doctor`",
    not_found: "Check the agent's model and that its program is installed with `tinyagi doctor`",
    context_too_long: "Start a new session with `tinyagi reset <agent>`",
    rate_limited: "Wait until the provider's limit has passed",
    transient: null,
    invalid: null,
    interrupted: null,
    cancelled: null,
    budget: null,
  },
};

/** @returns undefined where nobody can do anything but wait */
export function causeStep(
  cause: FailureCause,
  provider: string | undefined,
  { causes }: StepWords = stepsEn,
): string | undefined {
  const step = causes[cause];
  return (typeof step === "function" ? step(listCommands(provider)) : step) ?? undefined;
}

/** @returns undefined when nothing is known */
export function classStep(
  errorClass: string | null,
  { classes }: { readonly classes: Readonly<Record<string, string | null>> } = stepsEn,
): string | undefined {
  // A daemon of another release may have other classes.
  return Object.hasOwn(classes, errorClass ?? "") ? (classes[errorClass ?? ""] ?? undefined) : undefined;
}

function listCommands(provider: string | undefined): StepCommands {
  if (provider === undefined) return {};
  const command = provider.startsWith(CUSTOM_PREFIX)
    ? `provider add ${provider.slice(CUSTOM_PREFIX.length)}`
    : `provider ${provider}`;
  const cli = programOfProvider(provider);
  if (provider.startsWith(ACP_PREFIX)) return { login: cli?.login, install: cli?.install };
  return {
    storeKey: `tinyagi ${command} --api-key-stdin`,
    login: cli?.login,
    install: cli?.install,
  };
}
