/** The first step of the set-up: what was found on this machine, and who runs the agents. */
import type { Client } from "@tinyagi/client";
import type { FoundProvider, ProviderId, RouteOutput, SettingsEdit } from "@tinyagi/contracts";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../../context/context.js";
import { askOne, askSecret, askText, type Choice } from "../../prompt/ask.js";

export type Setup = RouteOutput<"describeSetup">;

const LOOK_AGAIN = "look again";
const KEY = "key of ";
const API = "api" satisfies ProviderId;
const MARKS = { ready: ["green", "✓"], login: ["yellow", "?"], missing: ["dim", "·"] } as const;
const PLAIN_MARKS = { ready: "+", login: "?", missing: "-" } as const;

export interface ChosenProvider {
  setup: Setup;
  /** Empty: as it is. */
  provider: string;
}

/** Asks until a provider is chosen or the step is skipped. Whoever logs in meanwhile can look again. */
export async function chooseProvider(context: CliContext, client: Client): Promise<ChosenProvider> {
  while (true) {
    const setup = await client.call("describeSetup", { signal: context.signal });
    for (const one of setup.found) show(context, one);
    const chosen = await askOne(
      context,
      { message: "1/3  Who runs your agents?", flag: "--provider <provider>" },
      { options: listChoices(setup.found), initial: setup.suggested.provider },
    );
    if (chosen.startsWith(KEY)) await saveKey(context, client, chosen.slice(KEY.length));
    else if (chosen !== LOOK_AGAIN) return { setup, provider: chosen };
  }
}

/** What can be chosen, the ready ones first. Pure. */
export function listChoices(found: readonly FoundProvider[]): Choice[] {
  const ofState = (state: FoundProvider["state"]) => found.filter((one) => one.state === state);
  const isComplete = found.every(({ state }) => state === "ready");
  return [
    ...ofState("ready").map(({ provider, name, detail }) => ({ value: provider, label: name, hint: detail })),
    { value: "demo", label: "Demo", hint: "free and offline: answers come from a script" },
    ...found
      .filter(({ isHidden }) => isHidden === true)
      .map(({ provider, name }) => ({
        value: provider,
        label: name,
        hint: "if you have logged in: the keychain hides the login",
      })),
    ...ofState("login").map(({ provider, name }) => ({
      value: `${KEY}${provider}`,
      label: provider === API ? name : `${name} with an API key`,
      hint: "you enter the key; it stays on this machine",
    })),
    ...(isComplete
      ? []
      : [{ value: LOOK_AGAIN, label: "Look again", hint: "after you installed or logged in something" }]),
    { value: "", label: "Skip", hint: "keep what is set" },
  ];
}

function show({ output }: CliContext, { name, state, detail, next }: FoundProvider): void {
  const [style, mark] = MARKS[state];
  const sign = paint(style, output.plain ? PLAIN_MARKS[state] : mark);
  output.talk(styled`${sign} ${paint("bold", name)}: ${detail}`);
  if (next !== null) output.talk(paint("dim", `    ${state === "login" ? "log in" : "install it"}: ${next}`));
}

async function saveKey(context: CliContext, client: Client, provider: string): Promise<void> {
  const answer = await askSecret(context, {
    message: "API key (empty: go back)",
    flag: "the key with: tinyagi provider <provider> --api-key-stdin",
  });
  // An empty answer is undefined in the prompt library.
  const given = (answer ?? "").trim();
  if (given === "") return;
  const key = [{ path: ["models", provider, "api_key"], value: given }];
  const changes = provider === API ? await apiChanges(context, given) : key;
  await client.call("changeSettings", { body: { changes }, signal: context.signal });
  context.output.talk("The key is saved in the settings of this home.");
}

/** An API needs its format and a model besides the key. All are stored together: a key belongs to its address. */
async function apiChanges(context: CliContext, key: string): Promise<SettingsEdit[]> {
  const format = await askOne(
    context,
    { message: "Whose API?", flag: "--format <format>" },
    {
      options: [
        { value: "anthropic", label: "Anthropic" },
        { value: "openai-responses", label: "OpenAI" },
      ],
    },
  );
  const model = await askText(
    context,
    { message: "Model", flag: "--model <name>" },
    {
      initial: format === "anthropic" ? "sonnet" : "gpt-5.4",
      check: (text) => (text.trim() === "" ? "Enter the name of a model." : undefined),
    },
  );
  return [{ path: ["models", API], value: { format, model: model.trim(), api_key: key } }];
}
