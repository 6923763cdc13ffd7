/** The places that TinyAGI calls with these settings: what is used, and nothing else. Pure. */
import { CUSTOM_PREFIX, type NetworkProbe, type Settings, withoutEnd } from "@tinyagi/contracts";

export interface NetworkTarget {
  readonly part: NetworkProbe["part"];
  readonly id: string;
  readonly url: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the built-in providers answer, unless a variable names another place. The demo calls nobody. */
const PROVIDERS: Readonly<Record<string, { url: string; variable?: string }>> = {
  anthropic: { url: "https://api.anthropic.com/v1/models", variable: "ANTHROPIC_BASE_URL" },
  openai: { url: "https://api.openai.com/v1/models" },
  opencode: { url: "https://opencode.ai/zen/v1/models" },
};
const CHANNELS: Readonly<Record<string, string>> = {
  telegram: "https://api.telegram.org/",
  discord: "https://discord.com/api/v10/gateway",
  whatsapp: "https://web.whatsapp.com/",
};
const UPDATES = "https://registry.npmjs.org/tinyagi";
const SKILLS = { registry: "https://skills.sh/", repositories: "https://github.com/" };

/** @param more `port` of the daemon, which may be on another than the settings say */
export function networkTargets(
  settings: Settings,
  { port, variables }: { port: number; variables: Variables },
): NetworkTarget[] {
  const { backup, telemetry } = settings;
  const found: NetworkTarget[] = [
    { part: "api", id: "daemon", url: `http://127.0.0.1:${port}/healthz` },
    ...usedProviders(settings).flatMap((id) => {
      const url = providerUrl(settings, id, variables);
      return url === undefined ? [] : [{ part: "provider" as const, id, url }];
    }),
    ...settings.channels.enabled.flatMap((id) => {
      const url = apiRootOf(settings, id) ?? CHANNELS[id];
      return url === undefined ? [] : [{ part: "channel" as const, id, url }];
    }),
    { part: "updates", id: "npm", url: variables.npm_config_registry ?? UPDATES },
    ...Object.entries(SKILLS).map(([id, url]) => ({ part: "skills" as const, id, url })),
  ];
  if (backup.target?.startsWith("s3://") === true)
    found.push({ part: "backup", id: "s3", url: bucketUrl(backup) });
  const { enabled, endpoint } = telemetry.otlp;
  if (enabled && endpoint !== undefined) found.push({ part: "telemetry", id: "otlp", url: endpoint });
  // A reference such as `env:NAME` is no address here.
  return found.filter(({ url }) => URL.canParse(url) && new URL(url).protocol.startsWith("http"));
}

function usedProviders({ agents, models }: Settings): string[] {
  const ofAgents = Object.values(agents).flatMap(({ provider, fallback = [] }) => [
    provider,
    ...fallback.map((one) => one.provider),
  ]);
  const next = ofAgents.length === 0 && models.provider !== undefined ? [models.provider] : [];
  return [...new Set([...ofAgents, ...next])];
}

function providerUrl(settings: Settings, id: string, variables: Variables): string | undefined {
  if (id.startsWith(CUSTOM_PREFIX)) {
    const own = settings.custom_providers[id.slice(CUSTOM_PREFIX.length)];
    return own === undefined ? undefined : modelsOf(own.base_url);
  }
  if (id === "api") return settings.models.api?.base_url && modelsOf(settings.models.api.base_url);
  const row = PROVIDERS[id];
  const other = row?.variable === undefined ? undefined : variables[row.variable];
  return other === undefined || other === "" ? row?.url : other;
}

/** A path that answers with data also without a key, where the base itself may be a page. */
function modelsOf(baseUrl: string): string {
  return `${withoutEnd(baseUrl, "/")}/models`;
}

function apiRootOf({ channels }: Settings, id: string): string | undefined {
  const own: unknown = (channels as Readonly<Record<string, unknown>>)[id];
  const root = typeof own === "object" && own !== null && "api_root" in own ? own.api_root : undefined;
  return typeof root === "string" ? root : undefined;
}

function bucketUrl({ s3 }: Settings["backup"]): string {
  return s3?.endpoint ?? `https://s3.${s3?.region ?? "us-east-1"}.amazonaws.com`;
}
