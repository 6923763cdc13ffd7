/**
 * Agents' workspaces on this machine: what the port promises, done with files. Each operation resolves the agent's folder again, and
 * the parts that it calls refuse what leads out of it. Nothing else in TinyAGI touches these files.
 */
import { basename } from "node:path";
import { resolveOutgoingFile } from "@tinyagi/base";
import type { WorkspaceOf, WorkspacePort } from "@tinyagi/contracts";
import { type GitPlace, type Workspaces, workspaceDiff } from "@tinyagi/home";
import { createMemory, type Memory } from "../memory/memory.js";
import { listInstalled, placeSkill, readInstalled, removeSkill } from "../skills/skill-folder.js";

export interface LocalWorkspaces {
  workspaces: Pick<Workspaces, "toPath" | "ensure" | "readText" | "writeText">;
  git: GitPlace;
  /** Where copies of files that agents send go. */
  filesOut: string;
}

export function createLocalWorkspaces(options: LocalWorkspaces): WorkspaceOf {
  const memory = createMemory(options);
  return (agentId) => ({
    ...wholeWorkspace(options, agentId),
    ...textsOf(options, agentId),
    ...notesOf(memory, agentId),
    ...skillsOf(options, agentId),
  });
}

type Part<O extends keyof WorkspacePort> = Pick<WorkspacePort, O>;

/** The limit on time is git's own, for a caller that names none. */
const NEVER = new AbortController().signal;

function wholeWorkspace(
  { workspaces, git, filesOut }: LocalWorkspaces,
  agentId: string,
): Part<"locate" | "prepare" | "diff" | "sendFile"> {
  return {
    locate: async () => ({ folder: await workspaces.toPath(agentId) }),
    prepare: async () => ({ folder: await workspaces.ensure(agentId) }),
    diff: async (_input, { signal = NEVER } = {}) =>
      workspaceDiff({ workspace: await workspaces.toPath(agentId), git, signal }),
    async sendFile({ requested }) {
      const workspace = await workspaces.toPath(agentId);
      const sent = await resolveOutgoingFile({ requested, workspace, filesOut });
      return sent.ok ? { ok: true, copy: basename(sent.path), bytes: sent.bytes } : sent;
    },
  };
}

function textsOf({ workspaces }: LocalWorkspaces, agentId: string): Part<"readText" | "writeText"> {
  return {
    readText: async ({ path }) => ({ text: await workspaces.readText(agentId, path) }),
    async writeText({ path, text }) {
      await workspaces.writeText(agentId, path, text);
      return {};
    },
  };
}

function notesOf(
  memory: Memory,
  agentId: string,
): Part<"listNotes" | "readNote" | "writeNote" | "removeNote" | "searchNotes"> {
  return {
    listNotes: () => memory.list(agentId),
    readNote: ({ path }) => memory.read(agentId, path),
    writeNote: ({ path, content }) => memory.write(agentId, path, content),
    async removeNote({ path }) {
      await memory.remove(agentId, path);
      return {};
    },
    searchNotes: ({ query, limit }) => memory.search(agentId, query, limit),
  };
}

function skillsOf(
  { workspaces }: LocalWorkspaces,
  agentId: string,
): Part<"listSkills" | "readSkill" | "placeSkill" | "removeSkill"> {
  return {
    listSkills: async () => ({ skills: await listInstalled(await workspaces.toPath(agentId)) }),
    async readSkill({ name }) {
      const found = await readInstalled(await workspaces.toPath(agentId), name);
      if (!(found instanceof Map)) return { state: found, files: [] };
      const files = [...found].map(([path, content]) => ({ path, bytes: content.toString("base64") }));
      return { state: "readable", files };
    },
    async placeSkill({ name, files }) {
      const contents = new Map(files.map(({ path, bytes }) => [path, Buffer.from(bytes, "base64")]));
      await placeSkill(await workspaces.ensure(agentId), name, contents);
      return {};
    },
    removeSkill: async ({ name }) => ({ removed: await removeSkill(await workspaces.toPath(agentId), name) }),
  };
}
