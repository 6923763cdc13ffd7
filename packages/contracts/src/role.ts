/**
 * The table of roles: what a person on a channel may reach. Everything that decides about people reads it, so that a new
 * role or a new limit is one row. Who asked counts, not which agent's process does the work.
 */
import { z } from "zod";
import { PERMISSION_MODES, type PermissionMode } from "./permission-mode.js";

/** From most to least. */
export const SENDER_ROLES = ["owner", "member", "guest"] as const;
export const senderRoleSchema = z.enum(SENDER_ROLES);
export type SenderRole = z.infer<typeof senderRoleSchema>;

interface RoleRow {
  /** The agents that it may use while the settings name none for it. */
  readonly agents: "all" | "default";
  /** Permission modes of the agents that it may use. */
  readonly modes: readonly PermissionMode[];
  /** Whether an agent that the settings name for it may have any mode. */
  readonly namedInAnyMode: boolean;
  /**
   * Whether it shares what owners share: sessions of agents, files that people sent, the board and schedules. If not, it
   * has its own.
   */
  readonly shares: boolean;
}

/** In `bypass` an agent can read everything that the daemon can, also what belongs to others. */
const CHECKED = PERMISSION_MODES.filter((mode) => mode !== "bypass");

export const ROLES = {
  owner: { agents: "all", modes: PERMISSION_MODES, namedInAnyMode: true, shares: true },
  member: { agents: "all", modes: CHECKED, namedInAnyMode: true, shares: false },
  guest: { agents: "default", modes: CHECKED, namedInAnyMode: false, shares: false },
} as const satisfies Readonly<Record<SenderRole, RoleRow>>;

/** Whether `role` may do what `least` and the roles above it may do. */
export function isAtLeast(role: SenderRole, least: SenderRole): boolean {
  return SENDER_ROLES.indexOf(role) <= SENDER_ROLES.indexOf(least);
}

/** What the settings say that decides who may use an agent. */
export interface AgentUseFacts {
  readonly mode: PermissionMode;
  readonly isDefault: boolean;
  /** Whether the settings name it, or a team of it, for the role. Undefined: they name no agents for this role. */
  readonly isNamed: boolean | undefined;
}

/** Why a role may not use an agent; undefined when it may. `mode` counts before `unnamed`. */
export function agentRefusal(role: SenderRole, facts: AgentUseFacts): "mode" | "unnamed" | undefined {
  const row: RoleRow = ROLES[role];
  const isOpen = facts.isNamed === true && row.namedInAnyMode;
  if (!isOpen && !row.modes.includes(facts.mode)) return "mode";
  const isReached = facts.isNamed ?? (row.agents === "all" || facts.isDefault);
  return isReached ? undefined : "unnamed";
}
