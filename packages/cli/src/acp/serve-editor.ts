/**
 * TinyAGI as an agent of an editor, over the Agent Client Protocol on stdin and stdout. Guarantees: nothing but the protocol
 * is on stdout; to leave the editor stops no agent; what an agent asks is decided once, by whoever is first.
 */
import { Readable } from "node:stream";
import {
  type AnyMessage,
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type SessionModeState,
  type Stream,
} from "@agentclientprotocol/sdk";
import { findPartner, type Partner } from "../chat/partner.js";
import type { CliContext } from "../context/context.js";
import { toFailure } from "../error/cli-error.js";
import { promptBody } from "./prompt-body.js";
import { replaySession } from "./replay.js";
import { EDITOR_DEFAULT, type EditorSession, newSession, openedSession, type Sessions } from "./session.js";
import { takePrompt } from "./turn.js";

/** @throws CliError `DAEMON_UNREACHABLE`, or `NOT_FOUND` for a name that nobody has */
export async function serveEditor(context: CliContext, who: string | undefined): Promise<void> {
  // Before the editor waits for an answer.
  const partner = await findPartner(context, who);
  const left = new AbortController();
  const signal = AbortSignal.any([context.signal, left.signal]);
  const connection = createApp({ context, partner, signal, sessions: new Map() }).connect(stdioOf(context));
  context.signal.addEventListener("abort", () => connection.close(), { once: true });
  await connection.closed;
  left.abort(new Error("the editor has left"));
}

interface Editor {
  readonly context: CliContext;
  readonly partner: Partner;
  readonly sessions: Sessions;
  /** The editor has left, or the program ends. */
  readonly signal: AbortSignal;
}

function createApp(editor: Editor) {
  const { context, partner, sessions, signal } = editor;
  return agent({ name: "tinyagi" })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: PROTOCOL_VERSION,
      agentInfo: { name: "tinyagi", title: "TinyAGI", version: context.version },
      agentCapabilities: { loadSession: true, promptCapabilities: { embeddedContext: true } },
      authMethods: [],
    }))
    .onRequest(methods.agent.session.new, async () => {
      const session = newSession(partner.id);
      sessions.set(session.id, session);
      return { sessionId: session.id, modes: await modesOf(editor, session) };
    })
    .onRequest(methods.agent.session.load, async ({ params: { sessionId }, client }) => {
      const tinyagi = await context.connect();
      const past = await openedSession(tinyagi, {
        id: sessionId,
        partner: partner.id,
        signal,
      });
      if (past === undefined) throw RequestError.resourceNotFound(sessionId);
      sessions.set(sessionId, past.session);
      await replaySession(client, past);
      return { modes: await modesOf(editor, past.session) };
    })
    .onRequest(methods.agent.session.setMode, async ({ params: { sessionId, modeId } }) => {
      const session = sessionOf(sessions, sessionId);
      const found = modeId === EDITOR_DEFAULT ? undefined : await findPartner(context, modeId).catch(refuse);
      session.partner = found?.id;
      return {};
    })
    .onRequest(methods.agent.session.prompt, async ({ params: { sessionId, prompt }, client }) => {
      const session = sessionOf(sessions, sessionId);
      try {
        const { names } = await findPartner(context, undefined);
        const body = promptBody(prompt, { partner: session.partner, names });
        const tinyagi = await context.connect();
        return await takePrompt({ tinyagi, editor: client, session, signal }, body);
      } catch (error) {
        return refuse(error);
      }
    })
    .onNotification(methods.agent.session.cancel, ({ params: { sessionId } }) => {
      for (const cancel of sessions.get(sessionId)?.cancels ?? []) cancel();
    });
}

function sessionOf(sessions: Sessions, id: string): EditorSession {
  const session = sessions.get(id);
  if (session === undefined) throw RequestError.resourceNotFound(id);
  return session;
}

/** The editor shows what happened and what to do, as a command would. */
function refuse(error: unknown): never {
  if (error instanceof RequestError) throw error;
  const { code, message, hint } = toFailure(error);
  throw new RequestError(-32_603, hint === undefined ? message : `${message} ${hint}`, { code });
}

/** Agents and teams, as the ways in which a session can work. */
async function modesOf({ context }: Editor, { partner }: EditorSession): Promise<SessionModeState> {
  const { names } = await findPartner(context, undefined).catch(refuse);
  const others = names.map(({ word, about }) => ({ id: word.slice(1), name: word, description: about }));
  const availableModes = [{ id: EDITOR_DEFAULT, name: "your default agent" }, ...others];
  return { currentModeId: partner ?? EDITOR_DEFAULT, availableModes };
}

/** stdout belongs to the protocol: one message on each line. */
function stdioOf({ stdin, output }: CliContext): Stream {
  const writable = new WritableStream<AnyMessage>({ write: (message) => output.jsonLine(message) });
  const { readable } = ndJsonStream(
    new WritableStream(),
    Readable.toWeb(stdin) as ReadableStream<Uint8Array>,
  );
  return { readable, writable };
}
