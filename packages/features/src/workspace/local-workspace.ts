/**
 * Agents' workspaces on this machine: what the port promises, done with files. Each operation resolves the agent's folder again, and
 * the parts that it calls refuse what leads out of it. Nothing else in TinyAGI touches these files.
 */
import { basename } from "node:path";
import { type Log, resolveOutgoingFile } from "@tinyagi/base";
import type { WorkspaceOf, WorkspacePort } from "@tinyagi/contracts";
import { createNodePlaces, type GitPlace, type Homes, type Workspaces, workspaceDiff } from "@tinyagi/home";
import { createMemory, type Memory } from "../memory/memory.js";
import { listInstalled, placeSkill, readInstalled, removeSkill } from "../skills/skill-folder.js";
import { createPromptTexts } from "./prompt-texts.js";
import { receivePart } from "./received-files.js";
import { dropSent, readSent } from "./sent-copies.js";
import { createFileLists, readFilePart } from "./whole-files.js";
import { createWorkspaceTrees } from "./workspace-tree.js";

export interface LocalWorkspaces {
  workspaces: Workspaces;
  git: GitPlace;
  /** Where copies of files that agents send go. */
  filesOut: string;
  /** Where files that people send are. */
  filesIn: string;
  /** Whose keys and settings are no part of a prompt. */
  homes: Homes;
  log: Log;
  /** As in {@link FileCacheOptions}. */
  now?: (() => number) | undefined;
}

export function createLocalWorkspaces(options: LocalWorkspaces): WorkspaceOf {
  const memory = createMemory(options);
  const listFiles = createFileLists();
  const trees = createWorkspaceTrees(options.workspaces);
  const promptTexts = createPromptTexts({ ...options, root: options.workspaces.root });
  return (agentId) => ({
    ...wholeWorkspace(options, agentId),
    ...textsOf(options, agentId),
    async preparePrompt({ file }) {
      const folder = await options.workspaces.ensure(agentId);
      return { folder, ...(await promptTexts(folder, file)) };
    },
    ...notesOf(memory, agentId),
    ...skillsOf(options, agentId),
    ...placesOf(options, agentId),
    listFiles: async (wanted) => listFiles(await options.workspaces.toPath(agentId), wanted),
    readFile: async (wanted) => readFilePart(await options.workspaces.toPath(agentId), wanted),
    ...crossingFiles(options),
    ...trees(agentId),
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

function placesOf(
  { workspaces, git }: LocalWorkspaces,
  agentId: string,
): Part<"makeNodePlace" | "releaseNodePlace"> {
  const places = createNodePlaces(git);
  return {
    async makeNodePlace({ name, parent, writes }) {
      const workspace = await workspaces.ensure(agentId);
      return places.create({
        workspace,
        name,
        parent: parent.place ?? (await workspaces.ensure(parent.agentId)),
        writes,
      });
    },
    releaseNodePlace: async (place) => ({ kept: await places.release(place) }),
  };
}

/** For the other end of a wire; on this machine both ends use the same folders. */
function crossingFiles({
  filesIn,
  filesOut,
}: LocalWorkspaces): Part<"readSent" | "dropSent" | "receiveFile"> {
  return {
    readSent: (part) => readSent(filesOut, part),
    async dropSent({ copy }) {
      await dropSent(filesOut, copy);
      return {};
    },
    receiveFile: (part) => receivePart(filesIn, part),
  };
}
