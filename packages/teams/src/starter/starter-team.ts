/** What a starter team is made of. Its texts name no ids, because ids can be taken in a home. */

/** One agent of a starter team. */
export interface StarterAgent {
  readonly name: string;
  /** What its teammates and people see of it. */
  readonly role: string;
  /** Text of its AGENTS.md. Absent: the file of a new workspace. */
  readonly instructions?: string;
  /** Text of its SOUL.md. Absent: the file of a new workspace. */
  readonly soul?: string;
}

/** A team that a new home can begin with. */
export interface StarterTeam {
  /** Id and display name of the team. */
  readonly id: string;
  readonly name: string;
  /** One line for a list of choices. */
  readonly summary: string;
  /** Id of the agent that leads it. */
  readonly leader: string;
  readonly agents: Readonly<Record<string, StarterAgent>>;
  /** A first message that shows what it is good for. */
  readonly firstMessage: string;
}

/** What people read of a starter team, in another language. */
export interface StarterWords extends Pick<StarterTeam, "name" | "summary" | "firstMessage"> {
  readonly agents: Readonly<Record<string, Pick<StarterAgent, "name" | "role">>>;
}
