/** Weaknesses in the settings. Looks only at the length of secrets and never prints one. */
import { containerRules, isPlainElsewhere, isSecretPath, type Settings } from "@tinyagi/contracts";
import { isLoopback } from "@tinyagi/contracts/host-name";
import type { AuditFinding } from "./audit-finding.js";

const REFERENCE = /^(env|file):/;
/** A shared secret that cannot be guessed offline. */
const WEBHOOK_SECRET_MIN = 24;
const NAMED_MAX = 10;

export interface AuditedSettings {
  settings: Settings;
  /** The JSON of the file, for values that are masked elsewhere. */
  raw: unknown;
  /** The address that the daemon listens on; an environment variable may override the one of the settings. */
  host: string;
}

export function auditSettings({ settings, raw, host }: AuditedSettings): AuditFinding[] {
  return [
    ...auditServer(settings, host),
    ...auditAgents(settings),
    ...auditContainers(settings),
    ...auditEngine(settings),
    ...plainSecrets(raw),
    ...shortWebhookSecrets(raw),
  ];
}

function auditServer({ server }: Settings, host: string): AuditFinding[] {
  const found: AuditFinding[] = [];
  if (server.auth === "none") {
    found.push({
      id: "server.auth-none",
      severity: "critical",
      message: "every program on this machine, including agents, can use the API without a token",
      fix: "require the token: tinyagi config set server.auth token",
    });
  }
  if (!isLoopback(host)) {
    found.push({
      id: "server.host",
      severity: "high",
      message: "the daemon is reachable from the network, and plain HTTP exposes its token",
      fix: `listen only on this machine: ${host === server.host ? "tinyagi config set server.host 127.0.0.1" : "start the daemon without the variable TINYAGI_HOST"}; use a tunnel or a proxy with TLS to reach it`,
    });
  }
  if (server.allowedOrigins.length > 0) {
    found.push({
      id: "server.allowed-origins",
      severity: "medium",
      message: `web pages of other origins may call the API: ${named(server.allowedOrigins)}`,
      fix: "remove the origins that you do not need from server.allowedOrigins: tinyagi config edit",
    });
  }
  if (server.allowedHosts.length > 0) {
    found.push({
      id: "server.allowed-hosts",
      severity: "low",
      message: `the daemon also accepts these host names: ${named(server.allowedHosts)}`,
      fix: "remove the host names that you do not need from server.allowedHosts: tinyagi config edit",
    });
  }
  return found;
}

/** The daemon does not use such an address; a person who wrote it into the file is told before. */
function auditEngine({ execution: { engine } }: Settings): AuditFinding[] {
  const plain = [engine?.url, engine?.workerUrl].filter((url) => url !== undefined && isPlainElsewhere(url));
  if (plain.length === 0) return [];
  return [
    {
      id: "engine.plain",
      severity: "high",
      message: "the way to the engine of the workers leaves this machine and is not encrypted",
      fix: "use an address with TLS: tinyagi config set execution.engine.url rediss://<host>:6379",
    },
  ];
}

function auditAgents({ agents }: Settings): AuditFinding[] {
  const open = Object.entries(agents).flatMap(([id, agent]) =>
    agent.permissions === "bypass" ? [`@${id}`] : [],
  );
  if (open.length === 0) return [];
  return [
    {
      id: "agents.bypass",
      severity: "high",
      message: `these agents work without permission checks and can read this home and its token: ${named(open)}`,
      fix: "restrict each of them: tinyagi agent set <id> --permissions sandboxed",
    },
  ];
}

/** In a container an agent reads only what is mounted; its network and the login of its program are what remains. */
function auditContainers({ agents, container }: Settings): AuditFinding[] {
  const inside = Object.entries(agents).filter(([, { permissions }]) => permissions === "container");
  const open = inside.flatMap(([id, agent]) =>
    containerRules(container, agent).network === "all" ? [`@${id}`] : [],
  );
  const found: AuditFinding[] = [];
  if (inside.length > 0)
    found.push({
      id: "agents.container-login",
      severity: "low",
      message: `these agents can read and change the login of their program, if it has one, because it is mounted into their containers: ${named(inside.map(([id]) => `@${id}`))}`,
      fix: "give the program a key that you can revoke instead of a login: tinyagi provider --help",
    });
  if (open.length === 0) return found;
  return [
    ...found,
    {
      id: "agents.container-network",
      severity: "low",
      message: `the containers of these agents reach every network that this machine reaches: ${named(open)}`,
      fix: "open only the provider and the hosts that they need: tinyagi config set container.network provider",
    },
  ];
}

function plainSecrets(raw: unknown): AuditFinding[] {
  const places = secretsIn(raw, []).filter(({ value }) => value !== "" && !REFERENCE.test(value));
  if (places.length === 0) return [];
  return [
    {
      id: "settings.plain-secrets",
      severity: "medium",
      message: `settings.json contains these secrets as plain text: ${named(places.map(({ path }) => path.join(".")))}`,
      fix: "move each secret into an environment variable or a file with mode 0600, and set env:NAME or file:/path instead",
    },
  ];
}

function shortWebhookSecrets(raw: unknown): AuditFinding[] {
  const short = secretsIn(raw, []).filter(
    ({ path, value }) =>
      path[0] === "webhooks" && !REFERENCE.test(value) && value.length < WEBHOOK_SECRET_MIN,
  );
  return short.map(({ path }) => ({
    id: "webhooks.short-secret",
    severity: "high",
    message: `the secret of webhook ${path[1] ?? ""} can be guessed: it is shorter than ${WEBHOOK_SECRET_MIN} characters`,
    fix: "use 32 random bytes, e.g. from: openssl rand -hex 32",
  }));
}

interface SecretPlace {
  path: readonly string[];
  value: string;
}

function secretsIn(value: unknown, path: readonly string[]): SecretPlace[] {
  if (typeof value === "string") return path.length > 0 && isSecretPath(path) ? [{ path, value }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => secretsIn(child, [...path, key]));
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
