/** What an import would add, for people and for programs. Secrets are never shown. Pure. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { size } from "@tinyagi/views";
import { agentLines, previewAgents } from "../template/import-preview.js";
import type { Addition } from "./addition.js";
import { leftWord } from "./left-words.js";

type Left = readonly { what: string; reason: string }[];

/** The facts of an addition, without its texts and secrets. */
export function additionFacts({ agents, team, schedules, settings, channels, senders }: Addition) {
  return {
    agents: previewAgents({ agents }).map((agent) => ({
      ...agent,
      notes: (agents[agent.id]?.notes ?? []).map(({ path, content }) => ({
        path,
        bytes: Buffer.byteLength(content),
      })),
    })),
    team: team ?? null,
    schedules,
    settings: settings.map(({ path }) => path.join(".")),
    channels,
    senders,
  };
}

export function additionLines(addition: Addition): string[] {
  const facts = additionFacts(addition);
  return [
    ...facts.agents.flatMap((agent) => [...agentLines(agent), ...noteLines(agent.notes)]),
    ...(addition.team === undefined
      ? []
      : [`  team ${addition.team.id}, led by @${addition.team.leader_agent}`]),
    ...addition.schedules.map(scheduleLine),
    ...facts.settings.map((path) => `  setting ${path}`),
    ...(facts.channels.length === 0 ? [] : [`  starts the channels ${facts.channels.join(", ")}`]),
    ...addition.senders.map(({ channel, senderId }) => `  approves ${senderId} on ${channel} as a member`),
  ].map(cleanLine);
}

function noteLines(notes: readonly { bytes: number }[]): string[] {
  const bytes = notes.reduce((sum, one) => sum + one.bytes, 0);
  if (notes.length === 0) return [];
  return [`    ${notes.length} ${notes.length === 1 ? "note" : "notes"}, ${size(bytes)}`];
}

function scheduleLine({ label, agentId, cron, runAt, timeZone, enabled }: Addition["schedules"][number]) {
  const zone = timeZone === undefined ? "" : ` ${timeZone}`;
  return `  schedule ${label}: @${agentId}, ${cron ?? runAt ?? ""}${zone}${enabled ? "" : ", off"}`;
}

export function leftLines(left: Left, more: number): string[] {
  if (left.length === 0) return [];
  return [
    "Not taken:",
    ...left.map(({ what, reason }) => cleanLine(`- ${what}: ${leftWord(reason)}`)),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}
