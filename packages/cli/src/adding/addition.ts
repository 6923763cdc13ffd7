/** What an import adds to this home, from a team of others or from another product. */
import type { TeamConfig, TeamTemplateAgent } from "@tinyagi/contracts";

export interface AddedAgent extends TeamTemplateAgent {
  notes?: readonly { path: string; content: string }[];
  fallback?: { provider: string; model: string }[];
}

export interface AddedSchedule {
  label: string;
  /** An agent or the team. */
  agentId: string;
  message: string;
  cron?: string;
  runAt?: string;
  timeZone?: string | undefined;
  enabled: boolean;
}

export interface Addition {
  /** What is imported: `team`, or another product. */
  kind: string;
  /** Where it comes from. */
  from: string;
  agents: Readonly<Record<string, AddedAgent>>;
  team?: TeamConfig & { id: string };
  schedules: readonly AddedSchedule[];
  /** Values that the settings do not have yet. */
  settings: readonly { path: readonly string[]; value: unknown }[];
  /** Channels to start. */
  channels: readonly string[];
  senders: readonly { channel: string; senderId: string }[];
}

export const NOTHING_MORE = { schedules: [], settings: [], channels: [], senders: [] } as const;

export type HomeSettings = Readonly<Record<string, unknown>>;

export function enabledChannels(settings: HomeSettings): string[] {
  const { enabled } = Object(settings.channels ?? {}) as { enabled?: unknown };
  return Array.isArray(enabled) ? enabled.filter((one) => typeof one === "string") : [];
}
