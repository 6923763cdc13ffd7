/** Statements on what people read back: agents' histories, chat rooms; and on sessions and settings revisions. */
import type Database from "better-sqlite3";
import type { AgentMessageRow, ChatMessageRow, SessionRow, SettingsRevisionRow } from "../schema.js";

export interface SinceFilter {
  limit: number;
  sinceId?: number | undefined;
  since?: number | undefined;
}

export interface HistoryStatements {
  addAgentMessage(row: Omit<AgentMessageRow, "id">): void;
  agentMessages(agentId: string | null, filter: SinceFilter): AgentMessageRow[];
  /** Those of an agent's newest `among` messages that people or agents sent it and that contain a text; newest first. */
  promptsWith(agentId: string, text: string, among: number): string[];
  addChatMessage(
    row: Omit<ChatMessageRow, "id" | "conversation_id"> & { conversation_id?: string | null },
  ): number;
  /** Newest first. */
  chatMessages(teamId: string, filter: SinceFilter & { beforeId?: number | undefined }): ChatMessageRow[];
  getSession(agentId: string, scope: string, harness: string): SessionRow | undefined;
  putSession(row: Omit<SessionRow, "refusal">): void;
  /** Remembers what the provider refused in a session. */
  putRefusal(session: Pick<SessionRow, "agent_id" | "scope" | "harness">, refusal: string): void;
  /** Whether an agent goes on in this session, in any scope. */
  hasSession(agentId: string, sessionId: string): boolean;
  /** @returns how many sessions of the agent were deleted */
  dropSessions(agentId: string): number;
  /** Deletes the sessions of one scope. @returns how many */
  dropSession(agentId: string, scope: string): number;
  addNote(agentId: string, note: string, now: number): void;
  /** Removes and returns the notes waiting for an agent, oldest first. */
  takeNotes(agentId: string): string[];
  addRevision(row: Omit<SettingsRevisionRow, "id">): number;
  /** Newest first, without their content; `before` is an id. */
  revisions(limit: number, before: number | null): Omit<SettingsRevisionRow, "content">[];
  revision(id: number): SettingsRevisionRow | undefined;
  revisionBefore(id: number): SettingsRevisionRow | undefined;
  lastRevision(): SettingsRevisionRow | undefined;
  /** Deletes all but the newest `keep`. @returns how many */
  pruneRevisions(keep: number): number;
}

export function historyStatements(db: Database.Database): HistoryStatements {
  const addAgent = db.prepare(
    "INSERT INTO agent_messages (agent_id,role,channel,sender,message_id,content,created_at) VALUES (@agent_id,@role,@channel,@sender,@message_id,@content,@created_at)",
  );
  const since = "id > @sinceId AND (@since IS NULL OR created_at >= @since) ORDER BY id DESC LIMIT @limit";
  const agentOne = db.prepare<[object], AgentMessageRow>(
    `SELECT * FROM agent_messages WHERE agent_id = @key AND ${since}`,
  );
  const agentAll = db.prepare<[object], AgentMessageRow>(`SELECT * FROM agent_messages WHERE ${since}`);
  // Before every run, and mostly nothing is found: SQLite reads the texts, and none becomes a string of JavaScript.
  const promptsWith = db
    .prepare<[string, number, string], string>(
      `SELECT content FROM (SELECT role, content FROM agent_messages WHERE agent_id = ? ORDER BY id DESC LIMIT ?)
         WHERE role = 'user' AND instr(content, ?) > 0`,
    )
    .pluck();
  const addChat = db.prepare(
    "INSERT INTO chat_messages (team_id,from_agent,message,created_at,conversation_id) VALUES (@team_id,@from_agent,@message,@created_at,@conversation_id)",
  );
  const chat = db.prepare<[object], ChatMessageRow>(
    `SELECT * FROM chat_messages WHERE team_id = @key AND id < @beforeId AND ${since}`,
  );
  const getSession = db.prepare<[string, string, string], SessionRow>(
    "SELECT * FROM sessions WHERE agent_id = ? AND scope = ? AND harness = ?",
  );
  const putSession = db.prepare(
    `INSERT INTO sessions (agent_id,scope,harness,session_id,totals,updated_at) VALUES (@agent_id,@scope,@harness,@session_id,@totals,@updated_at)
     ON CONFLICT (agent_id,scope,harness) DO UPDATE SET session_id = excluded.session_id, totals = excluded.totals, updated_at = excluded.updated_at, refusal = NULL`,
  );
  const putRefusal = db.prepare(
    "UPDATE sessions SET refusal = @refusal WHERE agent_id = @agent_id AND scope = @scope AND harness = @harness",
  );
  const hasSession = db
    .prepare<[string, string], number>("SELECT 1 FROM sessions WHERE agent_id = ? AND session_id = ?")
    .pluck();
  const dropSession = db.prepare("DELETE FROM sessions WHERE agent_id = ? AND scope = ?");
  const dropSessions = db.prepare("DELETE FROM sessions WHERE agent_id = ?");
  const addNote = db.prepare("INSERT INTO agent_notes (agent_id,note,created_at) VALUES (?,?,?)");
  const takeNotes = db.prepare<[string], { id: number; note: string }>(
    "DELETE FROM agent_notes WHERE agent_id = ? RETURNING id, note",
  );
  const toFilter = (filter: SinceFilter) => ({
    limit: filter.limit,
    // A range of the index: a poll for new rows must not read the old ones.
    sinceId: filter.sinceId ?? 0,
    since: filter.since ?? null,
  });
  return {
    addAgentMessage: (row) => void addAgent.run(row),
    agentMessages: (agentId, filter) =>
      agentId === null ? agentAll.all(toFilter(filter)) : agentOne.all({ key: agentId, ...toFilter(filter) }),
    promptsWith: (agentId, text, among) => promptsWith.all(agentId, among, text),
    addChatMessage: (row) => Number(addChat.run({ conversation_id: null, ...row }).lastInsertRowid),
    chatMessages: (teamId, filter) =>
      chat.all({
        key: teamId,
        beforeId: filter.beforeId ?? Number.MAX_SAFE_INTEGER,
        ...toFilter(filter),
      }),
    getSession: (agentId, scope, harness) => getSession.get(agentId, scope, harness),
    putSession: (row) => void putSession.run(row),
    putRefusal: ({ agent_id, scope, harness }, refusal) =>
      void putRefusal.run({ agent_id, scope, harness, refusal }),
    hasSession: (agentId, sessionId) => hasSession.get(agentId, sessionId) !== undefined,
    dropSession: (agentId, scope) => dropSession.run(agentId, scope).changes,
    dropSessions: (agentId) => dropSessions.run(agentId).changes,
    addNote: (agentId, note, now) => void addNote.run(agentId, note, now),
    takeNotes: (agentId) =>
      takeNotes
        .all(agentId)
        .sort((a, b) => a.id - b.id)
        .map((row) => row.note),
    ...revisionStatements(db),
  };
}

/** The revisions of the settings. */
function revisionStatements(
  db: Database.Database,
): Pick<
  HistoryStatements,
  "addRevision" | "revisions" | "revision" | "revisionBefore" | "lastRevision" | "pruneRevisions"
> {
  const addRevision = db.prepare(
    "INSERT INTO settings_revisions (author,paths,content,created_at) VALUES (@author,@paths,@content,@created_at)",
  );
  const revisions = db.prepare<[object], Omit<SettingsRevisionRow, "content">>(
    "SELECT id,author,paths,created_at FROM settings_revisions WHERE id < @before ORDER BY id DESC LIMIT @limit",
  );
  const revision = db.prepare<[number], SettingsRevisionRow>("SELECT * FROM settings_revisions WHERE id = ?");
  const revisionBefore = db.prepare<[number], SettingsRevisionRow>(
    "SELECT * FROM settings_revisions WHERE id < ? ORDER BY id DESC LIMIT 1",
  );
  const pruneRevisions = db.prepare(
    "DELETE FROM settings_revisions WHERE id <= (SELECT id FROM settings_revisions ORDER BY id DESC LIMIT 1 OFFSET ?)",
  );
  return {
    addRevision: (row) => Number(addRevision.run(row).lastInsertRowid),
    revisions: (limit, before) => revisions.all({ limit, before: before ?? Number.MAX_SAFE_INTEGER }),
    revision: (id) => revision.get(id),
    revisionBefore: (id) => revisionBefore.get(id),
    lastRevision: () => revisionBefore.get(Number.MAX_SAFE_INTEGER),
    pruneRevisions: (keep) => pruneRevisions.run(keep).changes,
  };
}
