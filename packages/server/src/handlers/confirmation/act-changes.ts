/**
 * What changes when a session performs an act that always needs a confirmation: the data that a person sees before they
 * confirm it. An empty list means that nothing is gained, so nothing must be confirmed.
 */
import {
  AppError,
  type BudgetAmounts,
  type ConfirmedRoute,
  EXPOSE_DEFAULT_MINUTES,
  type GuardChange,
  HERE,
  isAtLeast,
  parsePlatform,
  type RouteInput,
  type SenderRole,
} from "@tinyagi/contracts";
import { listRaises, type PairingRow } from "@tinyagi/kernel";
import type { Services } from "../services.js";

type ChangesOf<N extends ConfirmedRoute> = (input: RouteInput<N>, services: Services) => GuardChange[];
type Key = { channel: string; senderId: string };

const resolvePlace = ({ channel, senderId }: Key): string => `senders.${channel}.${senderId}`;

export const ACT_CHANGES: { readonly [N in ConfirmedRoute]: ChangesOf<N> } = {
  approvePairing({ body }, { pairing }) {
    const code = body.code.trim().toUpperCase();
    const { pending, approved } = pairing.list(body.channel ?? null);
    const row = pending.find((known) => known.code === code);
    if (row === undefined) throw new AppError("NOT_FOUND", "Pairing code not found");
    return [admitted(toKey(row), null, { role: body.role ?? firstRole(approved), name: row.sender })];
  },
  allowSender({ body }, { pairing }) {
    const { approved } = pairing.list(null);
    const known = approved.find((row) => belongsTo(row, body));
    const role = body.role ?? known?.role ?? firstRole(approved);
    const name = body.sender ?? known?.sender ?? body.senderId;
    if (known !== undefined && !gains(known.role, role)) return [];
    return [admitted(body, known ?? null, { role, name })];
  },
  setSenderRole({ body }, { pairing }) {
    const known = pairing.list(body.channel).approved.find((row) => belongsTo(row, body));
    // The handler answers that there is no such sender.
    if (known === undefined || !gains(known.role, body.role)) return [];
    return [admitted(body, known, { role: body.role, name: known.sender })];
  },
  linkSenders: ({ body }) => [
    {
      path: `${resolvePlace(body)}.linkedTo`,
      before: null,
      after: resolvePlace(body.linkTo),
      weakens: "people",
    },
  ],
  approveApproval: ({ params }, { approvals }) =>
    listRaises(approvals.get(params.id)).flatMap(({ budget, added }) => raised(budget, added)),
  extendBudget: ({ params, body }) => raised(params.scope, body),
  shareArtifact: ({ params, body }, { artifacts }) => {
    const { agent_id: agent, name, version } = artifacts.row(params.id);
    const after = { name, version, days: body.days ?? null };
    return [{ path: `agents.${agent}.links`, before: null, after, weakens: "file" }];
  },
  allowPlugin: ({ params, body }) => [
    { path: `plugins.${params.name}`, before: null, after: { digest: body.digest }, weakens: "code" },
  ],
  acceptMcpTools: ({ params, body }) => [
    {
      path: `mcp_servers.${params.id}.tools`,
      before: null,
      after: { digest: body.digest },
      weakens: "permission",
    },
  ],
  startExposure: ({ body: { via, minutes = EXPOSE_DEFAULT_MINUTES } }) => [
    { path: "expose", before: null, after: { via, minutes }, weakens: "reach" },
  ],
  moveAgent: ({ params, body }, { settings }) =>
    placed(params.id, settings.current().agents[params.id]?.place ?? null, body.to),
  undoMove({ params }, { settings, moves }) {
    const last = moves.list().find(({ agent }) => agent === params.id);
    return last === undefined
      ? []
      : placed(params.id, settings.current().agents[params.id]?.place ?? null, last.from);
  },
  // Without the digest of a preview nothing is installed.
  installSkill: ({ params, body }) =>
    body.confirm === undefined
      ? []
      : [
          {
            path: `agents.${params.id}.skills`,
            before: null,
            after: { ref: body.ref, digest: body.confirm },
            weakens: "code",
          },
        ],
};

/** As if the page had set the place in the settings: an agent that goes to a worker takes its texts there. */
function placed(agent: string, before: string | null, after: string): GuardChange[] {
  if (after === HERE || after === before) return [];
  return [{ path: `agents.${agent}.place`, before, after, weakens: "address" }];
}

/** What a page gains for a budget, by whichever route. */
function raised(budget: string, amounts: BudgetAmounts): GuardChange[] {
  return Object.entries(amounts)
    .filter(([, added]) => added !== 0)
    .map(([resource, added = null]) => {
      const path = `budgets.${budget}.${resource}.added`;
      return { path, before: 0, after: added, weakens: "budget" };
    });
}

function admitted(
  key: Key,
  known: PairingRow | null,
  { role, name }: { role: SenderRole; name: string },
): GuardChange {
  const before = known === null ? null : { role: known.role, name: known.sender };
  return { path: resolvePlace(key), before, after: { role, name }, weakens: "people" };
}

function toKey({ channel, sender_id: senderId }: PairingRow): Key {
  return { channel, senderId };
}

function belongsTo(row: PairingRow, { channel, senderId }: Key): boolean {
  return row.channel === parsePlatform(channel) && row.sender_id === senderId;
}

/** The role that approving gives by itself: the first approved sender of a home owns it. */
function firstRole(approved: readonly PairingRow[]): SenderRole {
  return approved.length === 0 ? "owner" : "member";
}

function gains(before: SenderRole, after: SenderRole): boolean {
  return !isAtLeast(before, after);
}
