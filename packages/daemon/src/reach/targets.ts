/** The places that TinyAGI calls with these settings: what is used, and nothing else. Pure. */
import {
  API_FORMATS,
  botChannel,
  CUSTOM_PREFIX,
  DEFAULT_API_FORMAT,
  type NetworkProbe,
  type PlatformName,
  parsePlatform,
  type Settings,
  toAuthority,
  transcriptionWay,
  withoutEnd,
} from "@tinyagi/contracts";
import { SEARCHERS } from "@tinyagi/server";

export interface NetworkTarget {
  readonly part: NetworkProbe["part"];
  readonly id: string;
  /** Of HTTP; for a mail server only its host, its port, and whether TLS begins at once. */
  readonly url: string;
  readonly mail?: "imap" | "smtp";
  /** A page is what answers there, and no sign that a network answered instead. */
  readonly mayBePage?: true;
}

type Place = Omit<NetworkTarget, "part">;

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the built-in providers answer, unless a variable names another place. The demo calls nobody. */
const PROVIDERS: Readonly<Record<string, { url: string; variable?: string }>> = {
  anthropic: { url: "https://api.anthropic.com/v1/models", variable: "ANTHROPIC_BASE_URL" },
  openai: { url: "https://api.openai.com/v1/models" },
  opencode: { url: "https://opencode.ai/zen/v1/models" },
};
/** Where each chat platform answers, by the types: a new one cannot be forgotten. E-mail has servers of its own. */
const CHANNELS: Readonly<Record<PlatformName, string | null>> = {
  telegram: "https://api.telegram.org/",
  discord: "https://discord.com/api/v10/gateway",
  slack: "https://slack.com/api/api.test",
  whatsapp: "https://web.whatsapp.com/",
  email: null,
};
const IMAPS = 993;
const SMTPS = 465;
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
    ...channelNames(settings)
      .flatMap((id) => channelPlaces(settings, id))
      .map((place) => ({ part: "channel" as const, ...place })),
    ...toolTargets(settings),
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
    return own === undefined ? undefined : toModels(own.base_url);
  }
  if (id === "api") {
    const { format = DEFAULT_API_FORMAT, base_url: baseUrl } = settings.models.api ?? {};
    return toModels(baseUrl ?? API_FORMATS[format].baseUrl);
  }
  const row = PROVIDERS[id];
  const other = row?.variable === undefined ? undefined : variables[row.variable];
  return other === undefined || other === "" ? row?.url : other;
}

/** A path that answers with data also without a key, where the base itself may be a page. */
function toModels(baseUrl: string): string {
  return `${withoutEnd(baseUrl, "/")}/models`;
}

/** With the further bots of each platform, which are channels of their own. */
function channelNames({ channels }: Settings): string[] {
  const names = channels.enabled.flatMap((id) => [
    id,
    ...Object.keys(findOwn(channels, id).bots ?? {}).map((bot) => botChannel(id, bot)),
  ]);
  return [...new Set(names)];
}

function channelPlaces({ channels }: Settings, id: string): Place[] {
  const platform = parsePlatform(id);
  if (platform === "email") return mailPlaces(channels.email ?? {});
  const { api_root: root } = findOwn(channels, platform);
  const standard: unknown = Object.hasOwn(CHANNELS, platform) ? CHANNELS[platform as PlatformName] : null;
  const url = typeof root === "string" ? root : standard;
  // A WebSocket begins as a request of HTTP.
  return typeof url === "string" ? [{ id, url: url.startsWith("ws") ? `http${url.slice(2)}` : url }] : [];
}

function mailPlaces(email: NonNullable<Settings["channels"]["email"]>): Place[] {
  const place = (mail: "imap" | "smtp", isSecure: boolean, authority: string): Place => ({
    id: `email.${mail}`,
    url: `${isSecure ? "https" : "http"}://${authority}`,
    mail,
  });
  const { imap_host: imap, imap_port: imapPort = IMAPS } = email;
  const { smtp_host: smtp, smtp_port: smtpPort = SMTPS } = email;
  return [
    ...(imap === undefined ? [] : [place("imap", imapPort === IMAPS, toAuthority(imap, imapPort))]),
    ...(smtp === undefined ? [] : [place("smtp", smtpPort === SMTPS, toAuthority(smtp, smtpPort))]),
  ];
}

interface OwnChannel {
  readonly api_root?: unknown;
  readonly bots?: Readonly<Record<string, unknown>>;
}

function findOwn(channels: Settings["channels"], platform: string): OwnChannel {
  const own: unknown = Object.hasOwn(channels, platform)
    ? channels[platform as keyof Settings["channels"]]
    : undefined;
  return typeof own === "object" && own !== null ? own : {};
}

/** What hears recordings, searches the web, and offers tools of others. */
function toolTargets(settings: Settings): NetworkTarget[] {
  const way = transcriptionWay(settings);
  const { web_search: search } = settings.tools;
  const searchUrl = search && (search.url ?? SEARCHERS[search.kind].url);
  return [
    ...(way.kind === "endpoint"
      ? [{ part: "speech" as const, id: "transcription", url: toModels(way.baseUrl) }]
      : []),
    ...(search === undefined || searchUrl === undefined
      ? []
      : [{ part: "search" as const, id: search.kind, url: searchUrl, mayBePage: true as const }]),
    ...Object.entries(settings.mcp_servers).flatMap(([id, { url }]) =>
      url === undefined ? [] : [{ part: "mcp" as const, id, url }],
    ),
  ];
}

function bucketUrl({ s3 }: Settings["backup"]): string {
  return s3?.endpoint ?? `https://s3.${s3?.region ?? "us-east-1"}.amazonaws.com`;
}
