/** The picture of the office, and what it says to screen readers. */
import { counted } from "@tinyagi/views";

export const scene = {
  name: "The office",
  goToRoom: "Go to room",
  needsYou: " needs you",
  openDesks: "Open desks",
  reception: "Reception",
  lounge: "Lounge",
  forTeammate: (name: string) => `For ${name}`,
  failed: "Failed",
  subAgent: (name: string) => `Sub-agent ${name}`,
  /** @param agent empty where it stands beside it */
  toSubAgent: (agent: string) => (agent === "" ? "Sub-agent" : `Sub-agent of ${agent}`),
  /** "nl, sub-agent of Lead: running, Comparing the rates" */
  helper: (parts: { name: string; agent: string; line: string }) =>
    `${parts.name}, sub-agent of ${parts.agent}: running${parts.line === "" ? "" : `, ${parts.line}`}`,
  /** "Lead, Product: running, Edit tax.ts; 2 sub-agents at work for it". */
  agent: (parts: { name: string; room: string | undefined; state: string; line: string; helpers: number }) =>
    [
      parts.name,
      parts.room === undefined ? "" : `, ${parts.room}`,
      `: ${parts.state.toLowerCase()}`,
      parts.line === "" ? "" : `, ${parts.line}`,
      parts.helpers === 0 ? "" : `; ${counted(parts.helpers, "sub-agent")} at work for it`,
    ].join(""),
};
