/** The picture of the office, and what it says to screen readers. */
export const scene = {
  name: "The office",
  goToRoom: "Go to room",
  needsYou: " needs you",
  openDesks: "Open desks",
  reception: "Reception",
  lounge: "Lounge",
  forTeammate: (name: string) => `For ${name}`,
  failed: "Failed",
  /** "Lead, Product: running, Edit tax.ts; 2 more at work for it". */
  agent: (parts: { name: string; room: string | undefined; state: string; line: string; helpers: number }) =>
    [
      parts.name,
      parts.room === undefined ? "" : `, ${parts.room}`,
      `: ${parts.state.toLowerCase()}`,
      parts.line === "" ? "" : `, ${parts.line}`,
      parts.helpers === 0 ? "" : `; ${parts.helpers} more at work for it`,
    ].join(""),
};
