/**
 * The table of acts: what callers may do to a home. It is the only place that says which act a page of a browser needs a
 * person's confirmation for. Acts that outlive a session or weaken a guard are never allowed to a session by itself.
 */
import { z } from "zod";

/**
 * `listed`: only on routes that name the caller in `callers`, for its own resources. `confirm`: with a code that a
 * person got outside the page. `refused`: never.
 */
export type Right = "allowed" | "listed" | "confirm" | "refused";

/** Who calls: the operator's token, a browser session, a channel's or run's token, and an owner who writes in a chat. */
export const ACT_CALLERS = ["operator", "session", "channel", "run", "owner"] as const;
export type ActCaller = (typeof ACT_CALLERS)[number];

interface ActRow extends Readonly<Record<ActCaller, Right>> {
  /** A verb phrase. */
  readonly what: string;
  /** Only commands on this machine do it: no route has this act. */
  readonly local?: true;
}

type Rights = Readonly<Record<ActCaller, Right>>;

const everyday = {
  operator: "allowed",
  session: "allowed",
  channel: "listed",
  run: "listed",
  owner: "allowed",
} as const satisfies Rights;
/** Of people at TinyOffice or a terminal. */
const ofPeople = { ...everyday, channel: "refused", run: "refused", owner: "refused" } as const;
const confirmed = { ...ofPeople, session: "confirm" } as const;
const ofOperator = { ...ofPeople, session: "refused" } as const;

export const ACTS = {
  read: { what: "read what this home contains, with secrets masked", ...everyday },
  work: { what: "give work to agents and change it, with the rights that the agents have", ...everyday },
  decide: {
    what: "decide on one request of an agent, and approve, publish or merge its work",
    ...ofPeople,
    owner: "allowed",
  },
  narrow: { what: "take a right, an approval or a credential away", ...ofPeople, owner: "allowed" },
  restart: { what: "start, stop or restart channels and the daemon", ...ofPeople, owner: "allowed" },
  enter: { what: "prove who one is: with a ticket, a signature, or as a stranger on a channel", ...everyday },
  "push.subscribe": { what: "have a browser notified of what needs a person", ...ofPeople },
  "settings.change": { what: "change settings without weakening a guard", ...ofPeople },
  "settings.weaken": { what: "change settings so that a guard gets weaker", ...confirmed },
  "sender.admit": {
    what: "let a person write on a channel, as member or owner",
    ...confirmed,
    owner: "allowed",
  },
  "sender.role": { what: "change the role of a person", ...confirmed },
  "sender.link": { what: "link two senders as one person", ...confirmed },
  "budget.raise": { what: "raise a budget", ...confirmed, owner: "allowed" },
  "file.publish": {
    what: "create a link with which anyone reads a file of an agent",
    ...confirmed,
    owner: "allowed",
  },
  "plugin.approve": { what: "approve a plugin, whose code runs in the daemon", ...confirmed },
  "server.login": { what: "log in at an MCP server, whose account agents then use", ...ofOperator },
  "tool.accept": { what: "accept the changed tools of an MCP server, which agents then use", ...confirmed },
  "skill.install": { what: "install a skill, whose code agents run", ...confirmed },
  "token.create": { what: "create a token that outlives every session", ...ofOperator },
  "worker.invite": { what: "invite a machine that then runs the agents placed on it", ...ofOperator },
  "expose.start": { what: "let TinyOffice be reached from elsewhere for a time", ...confirmed },
  "session.create": { what: "create a ticket for a browser session", ...ofOperator },
  "confirmation.give": { what: "confirm an act of a page", ...ofOperator, owner: "allowed" },
  "home.import": {
    what: "import a home or a team, or restore a backup",
    ...ofOperator,
    local: true,
  },
  "program.update": { what: "update TinyAGI", ...ofOperator, local: true },
} as const satisfies Readonly<Record<string, ActRow>>;

export type ActId = keyof typeof ACTS;
export const ACT_IDS = Object.keys(ACTS) as [ActId, ...ActId[]];
export const actIdSchema = z.enum(ACT_IDS);

/** What a caller of this kind may do. */
export function rightTo(act: ActId, caller: ActCaller): Right {
  return ACTS[act][caller];
}
