/** Sessions of the agent CLIs as the store keeps them: by agent, scope and harness. */
import type { Usage } from "@tinyagi/contracts";
import { renderPrompt } from "../message/render-prompt.js";
import type { MessageRow, SessionRow } from "../store/schema.js";
import type { RunContext, RunParts } from "./context.js";
import type { AnsweredElsewhere } from "./run-note.js";
import { resolveSessionScope } from "./session-scope.js";

const ELSEWHERE_MAX = 5;
/** Latest answers of an agent among which those of one chat or person are searched. */
const ELSEWHERE_SEARCH_MAX = 50;

export function resolveSession({ store }: RunParts, context: RunContext): SessionRow | undefined {
  return store.history.getSession(context.claim.agent_id, context.scopeKey, context.harness);
}

/** The latest session of the same chat that another login keeps. */
export function sessionElsewhere(
  { store }: RunParts,
  { claim, scopeKey, otherHarnesses }: RunContext,
): SessionRow | undefined {
  return otherHarnesses
    .flatMap((harness) => store.history.getSession(claim.agent_id, scopeKey, harness) ?? [])
    .sort((one, other) => other.updated_at - one.updated_at)[0];
}

/** What other sessions of the agent answered since this one was last used, oldest first; the latest few. */
export function answeredElsewhere(
  parts: RunParts,
  context: RunContext,
  session: SessionRow,
): AnsweredElsewhere[] {
  return answers(parts, context, session);
}

/** The last answers of the agent to those who share this session, oldest first: what a new session knows of an old one. */
export function lastAnswers(parts: RunParts, context: RunContext): AnsweredElsewhere[] {
  return answers(parts, context);
}

function answers(
  { store }: RunParts,
  { claim, agent, scopeKey }: RunContext,
  elsewhere?: SessionRow,
): AnsweredElsewhere[] {
  // A sub-agent has a session of its own that nobody else answers in.
  if (claim.kind === "node") return [];
  const { sessionScope: scope } = agent;
  const conversation = scope === "conversation" ? claim.conversation_id : null;
  const isNarrow = scope !== "conversation";
  const isShared = (id: string) => !isNarrow || resolveSessionScope(store, scope, id) === scopeKey;
  return store.runs
    .latestAnswers(claim.agent_id, conversation, {
      among: isNarrow ? ELSEWHERE_SEARCH_MAX : ELSEWHERE_MAX,
      ...(elsewhere === undefined ? {} : { elsewhere }),
    })
    .filter(({ conversation_id: id }) => isShared(id))
    .slice(0, ELSEWHERE_MAX)
    .toReversed()
    .map(({ id, message_row_id: message }) => ({
      message: toPrompt(store.messages.get(message)),
      answer: store.runs.get(id)?.output ?? "",
    }));
}

function toPrompt(message: MessageRow | undefined): string {
  return message === undefined ? "" : renderPrompt(message);
}

/** Inside a write: stores the session of a run, unless a person reset the agent during the run. */
export function putSession(
  parts: RunParts,
  context: RunContext,
  session: { id: string; totals: Usage | undefined },
): void {
  if (context.sessionStored && resolveSession(parts, context) === undefined) return;
  // Not before: a write that is rolled back and repeated would take its own missing row for a reset.
  parts.store.afterCommit(() => {
    context.sessionStored = true;
  });
  parts.store.history.putSession({
    agent_id: context.claim.agent_id,
    scope: context.scopeKey,
    harness: context.harness,
    session_id: session.id,
    totals: session.totals === undefined ? null : JSON.stringify(session.totals),
    updated_at: parts.clock.now(),
  });
}
