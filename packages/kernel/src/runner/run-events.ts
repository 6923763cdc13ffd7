/**
 * Turns the events of a harness into journal rows and live events. The journal writes of a run keep their order, and all
 * of them precede the commit of its result.
 */

import type { Failpoints } from "@tinyagi/base";
import { cutText, versionIn } from "@tinyagi/base";
import type { HarnessEvent, QuotaWindow, Usage } from "@tinyagi/contracts";
import { runScope } from "../journal/event-scope.js";
import { FIELD_MAX_CHARS, type Journal } from "../journal/journal.js";
import type { Payloads } from "../journal/payload.js";
import type { Claim } from "../queue/queue.js";
import type { Store } from "../store/store.js";

/** Most journal rows of one run, so that a chatty agent cannot fill the disk. */
export const EVENTS_MAX = 2_000;
/** A CLI names its session once or twice; each change is a write, and the result names the last one again. */
export const SESSION_CHANGES_MAX = 100;
/** A provider says it with a call of its model; each is a write. */
const QUOTAS_MAX = 1_000;
/** Most characters of thinking kept of one run. Of what comes later, the journal has the time it took and no words. */
export const THOUGHT_CHARS_MAX = 64_000;

/** The process that a run got. */
export type StartedProcess = Extract<HarnessEvent, { type: "process.started" }>;

export interface RunEventContext {
  claim: Claim;
  agentName: string;
  replyToId: string;
  payloads: Payloads;
  onSession: (sessionId: string) => void;
  onProcess: (started: StartedProcess) => void;
  /** Called once at most. */
  onVersion: (version: string) => void;
  onUsage: (usage: Usage) => void;
  onQuota: (windows: readonly QuotaWindow[]) => void;
}

export interface RunEventSink {
  receive(event: HarnessEvent): void;
}

export function createRunEventSink(
  deps: { store: Store; journal: Journal; failpoints: Failpoints; onLost: (error: unknown) => void },
  run: RunEventContext,
): RunEventSink {
  const { store, journal } = deps;
  const { claim, agentName, payloads } = run;
  const agent = claim.agent_id;
  const scope = runScope(claim);
  const live = payloads.live();
  let written = 0;
  let sessionChanges = 0;
  let quotas = 0;
  let thoughtRoom = THOUGHT_CHARS_MAX;
  let version: string | undefined;
  let end = 0;

  function record(append: () => void): void {
    written += 1;
    if (written <= EVENTS_MAX) store.writeSoon(append).catch(deps.onLost);
    else if (written === EVENTS_MAX + 1)
      deps.onLost(new Error(`A run recorded ${EVENTS_MAX} events; the rest of its events is left out.`));
  }

  function think({ text: thought, durationMs }: { text: string; durationMs?: number }): void {
    const prepared = thoughtRoom > 0 ? payloads.prepare(thought) : undefined;
    const text = prepared === undefined ? undefined : cutText(prepared, thoughtRoom);
    thoughtRoom -= text?.length ?? 0;
    const said = {
      agent,
      ...(text === undefined ? {} : { text }),
      ...(durationMs === undefined ? {} : { durationMs }),
    };
    record(() => journal.append("run.thought", said, scope));
  }

  /** Each turn says it again. */
  function identify(said: string): void {
    if (version !== undefined) return;
    version = versionIn(said);
    if (version !== undefined) run.onVersion(version);
  }

  function show({ text: written, delta }: { text: string; delta: boolean }): void {
    if (!delta) live.clear();
    const text = delta ? live.add(written) : written;
    if (delta && text === "") return;
    // The place of a piece is that in the text as it is shown. An event cuts what is longer than a piece.
    const shown = journal.redacted(text);
    const base = delta ? end : 0;
    for (let at = 0; at === 0 || at < shown.length; at += FIELD_MAX_CHARS) {
      const piece = shown.slice(at, at + FIELD_MAX_CHARS);
      end = base + at + piece.length;
      const told = { agent, agentName, text: piece, delta: delta || at > 0, messageId: run.replyToId, end };
      journal.publishLive("run.progressed", told, scope);
    }
  }

  return {
    receive(event) {
      switch (event.type) {
        case "process.started":
          run.onProcess(event);
          break;
        case "version":
          identify(event.version);
          break;
        case "session":
          sessionChanges += 1;
          if (sessionChanges <= SESSION_CHANGES_MAX) run.onSession(event.sessionId);
          break;
        case "text":
          deps.failpoints.hit("run.mid-stream");
          show(event);
          break;
        case "thought":
          think(event);
          break;
        case "tool.started": {
          const { name, callId } = event;
          const input = payloads.prepare(event.input);
          record(() =>
            journal.append(
              "run.tool_started",
              {
                agent,
                name,
                ...(callId === undefined ? {} : { callId }),
                ...(input === undefined ? {} : { input }),
              },
              scope,
            ),
          );
          break;
        }
        case "tool.completed": {
          const { name, callId, failed = false } = event;
          const output = payloads.prepare(event.output);
          record(() =>
            journal.append(
              "run.tool_completed",
              {
                agent,
                name,
                failed,
                ...(callId === undefined ? {} : { callId }),
                ...(output === undefined ? {} : { output }),
              },
              scope,
            ),
          );
          break;
        }
        case "quota":
          quotas += 1;
          if (quotas <= QUOTAS_MAX) run.onQuota(event.windows);
          break;
        case "usage":
          run.onUsage(event.usage);
          break;
        case "model.completed": {
          const { type: _type, ...call } = event;
          record(() => journal.append("run.model_completed", { agent, ...call }, scope));
          break;
        }
        case "background.ended": {
          const { count, commands } = event;
          record(() =>
            journal.append("run.background_ended", { agent, count, commands: [...commands] }, scope),
          );
          break;
        }
        case "context.compacted": {
          const { type: _type, ...tokens } = event;
          record(() => journal.append("run.context_compacted", { agent, ...tokens }, scope));
          break;
        }
        case "permission.denied":
          record(() => journal.append("run.permission_denied", { agent, tool: event.tool }, scope));
          break;
        default:
          // Retries and errors of the CLI do not matter until it ends.
          break;
      }
    },
  };
}
