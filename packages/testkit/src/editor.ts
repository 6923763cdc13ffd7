/**
 * An editor for tests: it starts an agent that speaks the Agent Client Protocol and talks to it with the official SDK. What
 * the agent shows is kept; what it asks is answered by the test. Must be closed.
 */
import { spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import {
  client,
  type LoadSessionResponse,
  methods,
  type NewSessionResponse,
  ndJsonStream,
  PROTOCOL_VERSION,
  type PromptResponse,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type SessionNotification,
  type SessionUpdate,
} from "@agentclientprotocol/sdk";

/** How an agent is started, and who decides on what it asks. */
export interface EditorOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Picks a choice. Default, and for undefined: nobody decides. */
  readonly decide?: (choices: readonly string[]) => string | undefined;
}

export interface Editor extends AsyncDisposable {
  /** Says hello and opens a session. @returns its id */
  readonly begin: () => Promise<string>;
  readonly load: (session: string) => Promise<LoadSessionResponse>;
  readonly setMode: (session: string, mode: string) => Promise<unknown>;
  readonly ask: (session: string, text: string) => Promise<PromptResponse>;
  readonly cancel: (session: string) => Promise<void>;
  /** What was asked so far. */
  readonly asked: readonly RequestPermissionRequest[];
  readonly updates: (session: string) => readonly SessionUpdate[];
  /** The texts of a kind of update, joined. */
  readonly said: (session: string, kind?: SessionUpdate["sessionUpdate"]) => string;
}

const CANCELLED: RequestPermissionResponse = { outcome: { outcome: "cancelled" } };
const PLACE = { cwd: "/", mcpServers: [] };

/** Starts the agent. Nothing is said to it yet. */
export function openEditor({ command, args, env, decide }: EditorOptions): Editor {
  const program = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const notes: SessionNotification[] = [];
  const asked: RequestPermissionRequest[] = [];
  const stream = ndJsonStream(
    Writable.toWeb(program.stdin),
    Readable.toWeb(program.stdout) as ReadableStream<Uint8Array>,
  );
  const connection = client({ name: "test editor" })
    .onNotification(methods.client.session.update, ({ params }) => void notes.push(params))
    .onRequest(methods.client.session.requestPermission, ({ params, signal }) => {
      asked.push(params);
      const optionId = decide?.(params.options.map((option) => option.optionId));
      if (optionId !== undefined) return { outcome: { outcome: "selected", optionId } };
      return new Promise<RequestPermissionResponse>((resolve) => {
        signal.addEventListener("abort", () => resolve(CANCELLED), { once: true });
      });
    })
    .connect(stream);
  const { agent } = connection;
  const updates = (session: string) =>
    notes.flatMap(({ sessionId, update }) => (sessionId === session ? [update] : []));
  return {
    async begin() {
      await agent.request(methods.agent.initialize, {
        protocolVersion: PROTOCOL_VERSION,
        clientCapabilities: {},
      });
      const { sessionId } = await agent.request<NewSessionResponse>(methods.agent.session.new, PLACE);
      return sessionId;
    },
    load: (sessionId) => agent.request(methods.agent.session.load, { sessionId, ...PLACE }),
    setMode: (sessionId, modeId) => agent.request(methods.agent.session.setMode, { sessionId, modeId }),
    ask: (sessionId, text) =>
      agent.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: "text", text }] }),
    cancel: (sessionId) => agent.notify(methods.agent.session.cancel, { sessionId }),
    asked,
    updates,
    said: (session, kind = "agent_message_chunk") =>
      updates(session)
        .flatMap((update) =>
          update.sessionUpdate === kind && "content" in update ? [textOf(update.content)] : [],
        )
        .join(""),
    async [Symbol.asyncDispose]() {
      connection.close();
      if (program.exitCode !== null) return;
      const ended = new Promise((resolve) => program.once("exit", resolve));
      program.kill();
      await ended;
    },
  };
}

function textOf(content: unknown): string {
  return typeof content === "object" && content !== null && "text" in content ? String(content.text) : "";
}
