/** Providers: configuration, custom endpoints, tests. Keys are masked in answers and bound to their origin. */
import {
  ACP_PREFIX,
  type AgentConfig,
  AppError,
  acpAgentRow,
  CUSTOM_PREFIX,
  type CustomProvider,
  customHarnessSchema,
  ENDPOINT_HARNESSES,
  PROVIDER_IDS,
  PROVIDERS,
  type RouteInput,
  type RouteOutput,
  type Settings,
} from "@tinyagi/contracts";
import { maskSecrets } from "@tinyagi/home";
import { modelAliases, offeredEfforts, offeredModels, resolveProvider } from "@tinyagi/kernel";
import { createDirectory } from "@tinyagi/teams";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import { found } from "../found.js";
import type { Services } from "../services.js";
import { toLogins } from "./login-view.js";

type ProviderHandlers = Pick<
  RouteHandlers,
  | "listProviders"
  | "listLogins"
  | "testProvider"
  | "resumeProvider"
  | "listCustomProviders"
  | "putCustomProvider"
  | "deleteCustomProvider"
>;
type CustomView = RouteOutput<"putCustomProvider">["provider"];
type ProviderView = RouteOutput<"listProviders">["providers"][string];

export function providerHandlers(services: Services): ProviderHandlers {
  const { settings } = services;
  return {
    listProviders: () => describeProviders(settings.current()),
    listLogins: () => ({ providers: toLogins(services) }),
    async testProvider({ body }) {
      services.daemon.assertAccepting();
      const agent = testedAgent(settings.current(), body);
      const result = await services.providerTester.test(agent);
      // A provider that answers has no reason to be paused.
      if (result.ok) await resume(services, agent.provider);
      return result;
    },
    resumeProvider: ({ body }) => resume(services, body.provider),
    listCustomProviders: () => customViews(services),
    putCustomProvider: (input, context) => putCustom(services, input, context),
    async deleteCustomProvider({ params, query }, { author }) {
      const force = query.force === "true" || query.force === "1";
      // By force the agents keep the provider's name. It is not decided here which other provider gets their texts.
      const options = { danglingProviders: force };
      await settings.update(author, (draft) => withoutCustom(draft, params.id, force), options);
      return { ok: true };
    },
  };
}

async function resume(
  { store, circuits }: Services,
  provider: string | undefined,
): Promise<RouteOutput<"resumeProvider">> {
  return store.write(() => {
    const resumed = circuits.resume(provider);
    return {
      ok: true,
      paused: resumed.some(({ paused }) => paused),
      messages: resumed.reduce((sum, { messages }) => sum + messages, 0),
      resumed,
    };
  });
}

function describeProviders(settings: Settings): RouteOutput<"listProviders"> {
  const providers: Record<string, ProviderView> = {};
  for (const id of PROVIDER_IDS) providers[id] = toView(settings, id, PROVIDERS[id].label);
  for (const [id, { name }] of Object.entries(settings.custom_providers)) {
    providers[`custom:${id}`] = toView(settings, `custom:${id}`, name);
  }
  for (const id of acpAgentsIn(settings))
    providers[`${ACP_PREFIX}${id}`] = toView(settings, `${ACP_PREFIX}${id}`, acpAgentRow(id)?.label ?? id);
  return { default: pickDefault(settings), providers };
}

/** Programs that speak ACP, as far as this home uses them: those of agents, and those of the settings. */
function acpAgentsIn({ acp_agents: own, agents }: Settings): Set<string> {
  const used = Object.values(agents).flatMap(({ provider }) =>
    provider.startsWith(ACP_PREFIX) ? [provider.slice(ACP_PREFIX.length)] : [],
  );
  const isUsable = (id: string) => (own[id]?.command ?? acpAgentRow(id)) !== undefined;
  return new Set([...Object.keys(own), ...used].filter(isUsable));
}

/** The configured provider, else that of the default agent. The demo provider never counts as a choice. */
export function pickDefault(settings: Settings): string | null {
  if (settings.models.provider !== undefined) return settings.models.provider;
  const { defaultAgent } = createDirectory(settings);
  const provider = defaultAgent === null ? undefined : settings.agents[defaultAgent]?.provider;
  return provider === undefined || provider === "demo" ? null : provider;
}

function toView(settings: Settings, provider: string, name: string): ProviderView {
  const { harness, model, secretEnv } = resolveProvider({ provider, model: "" }, settings);
  return {
    harness,
    name,
    model: model ?? null,
    hasKey: Object.values(secretEnv).some((value) => value !== ""),
    aliases: Object.fromEntries(modelAliases(provider, settings)),
    models: [...offeredModels({ provider, model: "" }, settings)],
    efforts: [...offeredEfforts({ provider, model: "" }, settings)],
    agents: Object.entries(settings.agents)
      .filter(([, agent]) => agent.provider === provider)
      .map(([id]) => id),
  };
}

function testedAgent(
  settings: Settings,
  { provider, agent: id, model }: RouteInput<"testProvider">["body"],
): Pick<AgentConfig, "provider" | "model"> {
  if (provider !== undefined) return { provider, model: model ?? "" };
  const agent = id !== undefined && Object.hasOwn(settings.agents, id) ? settings.agents[id] : undefined;
  if (agent === undefined)
    throw new AppError("UNKNOWN_AGENT", "No agent has this id. List them with `tinyagi agent list`.");
  return { provider: agent.provider, model: model ?? agent.model };
}

function customViews({ settings }: Services): Record<string, CustomView> {
  return (settings.masked().custom_providers ?? {}) as Record<string, CustomView>;
}

/** `null` removes an optional field; an absent field keeps the stored value. */
async function putCustom(
  services: Services,
  { params, body }: RouteInput<"putCustomProvider">,
  { author }: RouteContext,
): Promise<RouteOutput<"putCustomProvider">> {
  const { id } = params;
  if (
    body.harness !== undefined &&
    body.harness !== "" &&
    !customHarnessSchema.safeParse(body.harness).success
  )
    throw new AppError("INVALID_INPUT", harnessProblem(), {
      details: [{ path: "harness", message: "is not one of them" }],
    });
  await services.settings.update(author, (draft) => {
    // Masked, so that the stored key is not given in full: it stays bound to its origin.
    const known = (maskSecrets(draft).custom_providers as Record<string, object> | undefined)?.[id];
    const fields = Object.entries({ ...known, ...body }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    const merged: Partial<CustomProvider> = Object.fromEntries(fields);
    const { name, harness, base_url: baseUrl, api_key: apiKey } = merged;
    if (!name || !harness || !baseUrl || !apiKey)
      throw new AppError("INVALID_INPUT", "name, harness, base_url, and api_key are required");
    // The settings service validates the entry with all other settings.
    return [{ path: ["custom_providers", id], value: merged as Record<string, string> }];
  });
  return { ok: true, provider: found(customViews(services)[id], `custom provider '${id}' not found`) };
}

/** The message of 0.0.20, extended by the newer harnesses. */
function harnessProblem(): string {
  const quoted = ENDPOINT_HARNESSES.map((id) => `"${id}"`);
  return `harness must be ${quoted.slice(0, 2).join(" or ")} (or ${quoted.slice(2).join(" or ")})`;
}

function withoutCustom(draft: Settings, id: string, force: boolean): Settings {
  const { [id]: removed, ...rest } = draft.custom_providers;
  found(removed, `custom provider '${id}' not found`);
  const provider = `${CUSTOM_PREFIX}${id}`;
  const users = Object.entries(draft.agents)
    .filter(
      ([, agent]) =>
        agent.provider === provider || agent.fallback?.some((entry) => entry.provider === provider),
    )
    .map(([agent]) => `@${agent}`);
  const isStandard = draft.models.provider === provider;
  if (isStandard) users.push("new agents");
  if (users.length > 0 && !force)
    throw new AppError(
      "CONFLICT",
      `The custom provider '${id}' is used by ${users.join(", ")}. Give them another provider first. If you force it, their runs fail until they have one.`,
    );
  const { provider: _, ...models } = draft.models;
  return { ...draft, custom_providers: rest, ...(isStandard ? { models } : {}) };
}
