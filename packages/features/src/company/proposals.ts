/**
 * Changes of the company's notes that agents propose. Guarantees: a proposal changes nothing until a person accepts it, bound by
 * its digest to exactly what was shown; an agent has few open proposals, so that nobody is flooded.
 */
import { createHash } from "node:crypto";
import type { Clock, NewId } from "@tinyagi/base";
import { changedLines } from "@tinyagi/base/changed-lines";
import { AppError, type NoteProposal, type NoteProposalDetail } from "@tinyagi/contracts";
import type { CompanyProposalRow, Journal, Store } from "@tinyagi/kernel";
import type { CompanyNotes } from "./company-notes.js";

/** Open proposals of one agent, and of all. */
export const AGENT_PROPOSALS_MAX = 10;
export const PROPOSALS_MAX = 100;

export interface NewProposal {
  path: string;
  /** The whole note; null to remove it. */
  content: string | null;
  reason: string;
  agentId: string;
  conversationId: string;
}

export interface Proposals {
  /** @throws AppError `INVALID_INPUT`, `PATH_REFUSED`, `NOT_FOUND`, `RATE_LIMITED` */
  propose(proposal: NewProposal): Promise<NoteProposal>;
  list(filter: { status: NoteProposal["status"] | "all"; limit: number }): NoteProposal[];
  countOpen(): number;
  /** @throws AppError `NOT_FOUND` */
  get(id: string): Promise<NoteProposalDetail>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` when it was settled or the note or the digest differ */
  accept(id: string, by: { digest: string; author: string }): Promise<NoteProposal>;
  decline(id: string, author: string): Promise<NoteProposal>;
}

interface ProposalParts {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  notes: CompanyNotes;
}

export function createProposals(parts: ProposalParts): Proposals {
  const { store, journal, clock, notes } = parts;
  const { company } = store;

  function mustGet(id: string): CompanyProposalRow {
    const row = company.proposal(id);
    if (row === undefined)
      throw new AppError("NOT_FOUND", "There is no such proposal. List them with `tinyagi company review`.");
    return row;
  }

  async function detail(row: CompanyProposalRow): Promise<NoteProposalDetail> {
    const before = await notes.find(row.path);
    return {
      ...toProposal(row),
      before,
      after: row.content,
      diff: changedLines(before ?? "", row.content ?? ""),
      stale: row.status === "open" && toDigest(before) !== row.base,
      digest: createHash("sha256")
        .update(JSON.stringify([row.id, row.path, row.content, before]))
        .digest("hex"),
    };
  }

  async function settle(row: CompanyProposalRow, status: "accepted" | "declined", author: string) {
    await store.write(() => {
      if (company.settle(row.id, { status, at: clock.now(), by: author }) === 0) throw settledBefore();
      journal.append("company.proposal_settled", { path: row.path, proposalId: row.id, status, author });
    });
    return toProposal(mustGet(row.id));
  }

  return {
    propose: (proposal) => propose(parts, proposal),
    list: ({ status, limit }) =>
      (status === "open" ? company.openProposals(limit) : company.proposals(limit))
        .filter((row) => status === "all" || row.status === status)
        .map(toProposal),
    countOpen: () => company.countOpen(),
    get: (id) => detail(mustGet(id)),
    async accept(id, { digest, author }) {
      const row = mustGet(id);
      if (row.status !== "open") throw settledBefore();
      if ((await detail(row)).digest !== digest)
        throw new AppError(
          "CONFLICT",
          "The note or the proposal changed since it was shown. Look at it again, then decide.",
        );
      if (row.content === null) await notes.remove(row.path, author);
      else await notes.write(row.path, row.content, author);
      return settle(row, "accepted", author);
    },
    decline: async (id, author) => settle(mustGet(id), "declined", author),
  };
}

/** As `Proposals.propose`. */
async function propose(
  { store, journal, clock, newId, notes }: ProposalParts,
  { path, content, reason, agentId, conversationId }: NewProposal,
): Promise<NoteProposal> {
  const { company } = store;
  const checked = notes.check(path, content);
  const before = await notes.find(checked);
  if (content === null && before === null)
    throw new AppError("NOT_FOUND", "There is no such note to remove.");
  const row: CompanyProposalRow = {
    id: newId("prop"),
    path: checked,
    content,
    base: toDigest(before),
    reason,
    status: "open",
    agent_id: agentId,
    conversation_id: conversationId,
    created_at: clock.now(),
    settled_at: null,
    settled_by: null,
  };
  const proposal = toProposal(row);
  await store.write(() => {
    assertRoom(company.openProposals(PROPOSALS_MAX), agentId);
    company.addProposal(row);
    const { change } = proposal;
    journal.append(
      "company.note_proposed",
      { path: checked, proposalId: row.id, agent: agentId, change },
      { conversationId, agentId },
    );
  });
  return proposal;
}

function assertRoom(open: readonly CompanyProposalRow[], agentId: string): void {
  const own = open.filter((row) => row.agent_id === agentId).length;
  if (own < AGENT_PROPOSALS_MAX && open.length < PROPOSALS_MAX) return;
  throw new AppError(
    "RATE_LIMITED",
    "Too many proposed notes wait for a person. Go on without this one, or say in your answer what you would note.",
  );
}

function toProposal(row: CompanyProposalRow): NoteProposal {
  return {
    id: row.id,
    path: row.path,
    change: row.content === null ? "remove" : row.base === "" ? "add" : "change",
    status: row.status,
    agent: row.agent_id,
    conversationId: row.conversation_id,
    reason: row.reason,
    createdAt: row.created_at,
    settledAt: row.settled_at,
    settledBy: row.settled_by,
  };
}

/** Empty for no note. */
function toDigest(content: string | null): string {
  return content === null ? "" : createHash("sha256").update(content).digest("hex");
}

function settledBefore(): AppError {
  return new AppError("CONFLICT", "This proposal was already decided.");
}
