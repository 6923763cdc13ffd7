/** What the settings open. Sees secrets only as lengths and never says one. */
import { isSecretPath, type Settings } from "@tinyagi/contracts";
import type { AuditFinding } from "./audit-finding.js";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);
const REFERENCE = /^(env|file):/;
/** A shared secret that cannot be guessed offline. */
const WEBHOOK_SECRET_MIN = 24;
const NAMED_MAX = 10;

/** @param raw the file's own JSON, for what a masked copy cannot tell */
export function auditSettings(settings: Settings, raw: unknown): AuditFinding[] {
  return [
    ...auditServer(settings),
    ...auditAgents(settings),
    ...plainSecrets(raw),
    ...shortWebhookSecrets(raw),
  ];
}

function auditServer({ server }: Settings): AuditFinding[] {
  const found: AuditFinding[] = [];
  if (server.auth === "none") {
    found.push({
      id: "server.auth-none",
      severity: "critical",
      message: "every program of this machine, agents included, may do everything without a token",
      fix: "tinyagi config set server.auth token",
    });
  }
  if (!LOOPBACK.has(server.host)) {
    found.push({
      id: "server.host",
      severity: "high",
      message: "the daemon listens beyond this machine, and plain HTTP shows its token to the network",
      fix: "tinyagi config set server.host 127.0.0.1, and reach it through a tunnel or a proxy with TLS",
    });
  }
  if (server.allowedOrigins.length > 0) {
    found.push({
      id: "server.allowed-origins",
      severity: "medium",
      message: `pages of other origins may call the API: ${named(server.allowedOrigins)}`,
      fix: "remove what is not needed from server.allowedOrigins",
    });
  }
  if (server.allowedHosts.length > 0) {
    found.push({
      id: "server.allowed-hosts",
      severity: "low",
      message: `the daemon answers to further host names: ${named(server.allowedHosts)}`,
      fix: "remove what is not needed from server.allowedHosts",
    });
  }
  return found;
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
      message: `agents without any wall, who can read this home and its token: ${named(open)}`,
      fix: "tinyagi agent set <id> --permissions sandboxed",
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
      message: `secrets stand in clear in settings.json: ${named(places.map(({ path }) => path.join(".")))}`,
      fix: "put them into a file of mode 0600 or the environment, and write file:/path or env:NAME instead",
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
    fix: "give it 32 random bytes, for example of: openssl rand -hex 32",
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
