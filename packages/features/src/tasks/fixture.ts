/** The board over a store in memory, with agents `coder` and `reviewer` and the team `dev`. For tests only. */

import { createIds, createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { AppError, type EventType, type Settings, settingsSchema } from "@tinyagi/contracts";
import { createJournal, openStore } from "@tinyagi/kernel";
import { conversationRow, messageRow } from "../../../kernel/src/store/fixture.js";
import { createSearch } from "../search/search.js";
import type { TaskCaller, TaskDispatch, TaskParts } from "./context.js";
import { createProjects } from "./projects.js";
import { createTasks } from "./tasks.js";

export const ADA: TaskCaller = { name: "Ada" };

export function createBoardFixture() {
  const clock = createVirtualClock();
  const store = openStore({ path: ":memory:", clock });
  const newId = createIds();
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const search = createSearch({ store, journal, clock, log: SILENT_LOG });
  const state: { settings: Pick<Settings, "agents" | "teams" | "language">; refusal: AppError | undefined } =
    {
      settings: settingsSchema.parse({
        agents: {
          coder: { name: "Coder", provider: "anthropic" },
          reviewer: { name: "Reviewer", provider: "anthropic" },
        },
        teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
      }),
      refusal: undefined,
    };
  const handed: TaskDispatch[] = [];

  /** Takes a message in as the conversations do: one open conversation with one message. */
  function accept(message: TaskDispatch): { conversationId: string } {
    if (state.refusal !== undefined) throw state.refusal;
    const conversationId = newId("conv");
    const isTeam = Object.hasOwn(state.settings.teams, message.target);
    store.conversations.insert(
      conversationRow(conversationId, {
        channel: message.channel,
        sender: message.sender,
        text: message.text,
        task_id: message.taskId,
        team_id: isTeam ? message.target : null,
        created_at: clock.now(),
        reply_to_id: message.messageId,
      }),
    );
    store.messages.insert(
      messageRow(isTeam ? "coder" : message.target, { conversation_id: conversationId, text: message.text }),
    );
    store.afterCommit(() => handed.push(message));
    return { conversationId };
  }

  const parts: TaskParts = {
    store,
    journal,
    clock,
    newId,
    accept,
    index: search.tasks,
    settings: () => state.settings,
  };
  const tasks = createTasks(parts);
  return {
    store,
    clock,
    journal,
    search,
    parts,
    tasks,
    handed,
    state,
    accept,
    projects: createProjects({ store, journal, clock, newId }),
    /** Ends the messages of a conversation, closes it and notifies the board. */
    async end(
      conversationId: string,
      outcome: { text: string } | { error: string } | "cancelled",
    ): Promise<void> {
      await store.write(() => {
        const set = store.db.prepare(
          "UPDATE messages SET status = @status, result_text = @text, last_error = @error, attempts = 1, finished_at = 1 WHERE conversation_id = @id",
        );
        const cancelled = { status: "cancelled", text: null, error: "stop" };
        const failed = typeof outcome === "object" && "error" in outcome;
        const ended = failed
          ? { status: "dead", text: null, error: outcome.error }
          : { status: "completed", text: typeof outcome === "object" ? outcome.text : null, error: null };
        set.run({ ...(outcome === "cancelled" ? cancelled : ended), id: conversationId });
        store.conversations.close(
          conversationId,
          outcome === "cancelled" ? "cancelled" : "closed",
          clock.now(),
        );
        const row = store.conversations.get(conversationId);
        if (row !== undefined) tasks.conversationClosed(row);
      });
    },
    /** Types of the events so far, the oldest first. */
    events: (): EventType[] => journal.read(0, 10_000).map((event) => event.type),
    async [Symbol.asyncDispose]() {
      await search[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** The code that a promise is refused with; "accepted" when it is not. */
export async function toRefusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "accepted";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
