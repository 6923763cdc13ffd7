/**
 * Files that agents made and sent to people. Guarantees: each is recorded in the write that sends it, and the same name from
 * the same agent is the next version. Nothing is copied: an artifact lasts as long as the copy that was sent.
 */
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Clock, errorCode } from "@tinyagi/base";
import { AppError, type Artifact, kindOfFile } from "@tinyagi/contracts";
import type { ArtifactRow, Journal, Store } from "@tinyagi/kernel";

/** In front of the name of a copy. */
const UNIQUE = /^[0-9a-f]{16}-/;

export interface SentFiles {
  agentId: string;
  conversationId: string | null;
  runId: string | null;
  /** Paths of their copies. */
  files: readonly string[];
}

interface RecordParts {
  store: Pick<Store, "artifacts">;
  journal: Pick<Journal, "append">;
  clock: Clock;
}

/** Records what an agent sent. Call it inside a write. */
export function recordArtifacts(
  { store, journal, clock }: RecordParts,
  { agentId, conversationId, runId, files }: SentFiles,
): void {
  for (const path of files) {
    const file = basename(path);
    // A retried write sends the same copies.
    if (store.artifacts.ofFile(file) !== undefined) continue;
    const row = store.artifacts.add({
      agent_id: agentId,
      name: file.replace(UNIQUE, ""),
      file,
      conversation_id: conversationId,
      run_id: runId,
      created_at: clock.now(),
    });
    journal.append("artifact.made", factsOf(row), {
      ...(conversationId === null ? {} : { conversationId }),
      ...(runId === null ? {} : { runId }),
      agentId,
    });
  }
}

export function factsOf({ id, agent_id, name, version }: ArtifactRow) {
  return { artifactId: id, agent: agent_id, name, version };
}

export interface Artifacts {
  list(filter: {
    agent?: string | undefined;
    before?: number | undefined;
    limit: number;
  }): Promise<{ artifacts: Artifact[]; next: number | null }>;
  /** One version with all of them. @throws AppError `NOT_FOUND` */
  get(id: number): Promise<{ artifact: Artifact; versions: Artifact[] }>;
  /** @throws AppError `NOT_FOUND` */
  row(id: number): ArtifactRow;
}

export function createArtifacts(parts: {
  store: Pick<Store, "artifacts" | "conversations">;
  clock: Clock;
  filesOut: string;
}): Artifacts {
  const { store, clock, filesOut } = parts;

  async function view(row: ArtifactRow): Promise<Artifact> {
    const { id, agent_id, name, version, file, conversation_id, run_id, created_at } = row;
    const conversation = conversation_id === null ? undefined : store.conversations.get(conversation_id);
    return {
      id,
      agent: agent_id,
      name,
      version,
      kind: kindOfFile(name),
      file,
      bytes: await sizeOf(join(filesOut, file)),
      conversationId: conversation_id,
      runId: run_id,
      taskId: conversation?.task_id ?? null,
      createdAt: created_at,
      shared: store.artifacts.isShared(id, clock.now()),
    };
  }

  function row(id: number): ArtifactRow {
    const found = store.artifacts.get(id);
    if (found === undefined)
      throw new AppError("NOT_FOUND", "There is no such artifact. List them with `tinyagi artifact list`.");
    return found;
  }

  return {
    async list({ agent, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = store.artifacts.page({ agent, before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
      return { artifacts: await Promise.all(shown.map(view)), next };
    },
    async get(id) {
      const found = row(id);
      const versions = store.artifacts.versions(found.agent_id, found.name);
      return { artifact: await view(found), versions: await Promise.all(versions.map(view)) };
    },
    row,
  };
}

/** Null for a file that is gone. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const info = await lstat(path);
    return info.isFile() ? info.size : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
