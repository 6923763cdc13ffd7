/**
 * What an agent that is not in `bypass` mode may read outside its workspace: the files that messages to it name and that
 * its person, or an owner for an owner, has sent, and what `reads` in its settings names. Other workspaces and other files
 * are closed. Decided anew for each run, because it depends on who asked.
 */
import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { folderOfSender, isWithin, type NamedPlace, placesIn } from "@tinyagi/base";
import type { HarnessReach, InvokeRequest, Settings } from "@tinyagi/contracts";
import { targetFolder } from "@tinyagi/features";
import { expandHome, type HomePaths, resolveRealPath, type Workspaces } from "@tinyagi/home";
import { listSenders, OWNERS, resolveCircle, type Store } from "@tinyagi/kernel";

/** Latest messages to an agent whose files it may still open, and most of those files. */
const MESSAGES_MAX = 200;
const FILES_MAX = 50;
/** Most bytes of the list of what lies beside open folders: it is part of one argument of a command. */
const SIBLINGS_MAX_BYTES = 48 * 1_024;

export interface AgentReachParts {
  /** Absent on a worker, which knows no conversations. */
  store?: Store;
  /** Of the files that people sent, what a run may open. Default: what the store says. */
  sent?: (run: Parameters<AgentReach>[0]) => readonly string[];
  settings: () => Settings;
  paths: Pick<HomePaths, "home" | "filesIn" | "filesOut">;
  workspaces: Pick<Workspaces, "root" | "toPath">;
}

export type AgentReach = (
  request: Pick<InvokeRequest, "runId" | "agentId" | "prompt">,
) => Promise<HarnessReach>;

export function createAgentReach(parts: AgentReachParts): AgentReach {
  const { paths, workspaces } = parts;
  const placesOfAgents = rememberPlaces(parts);
  return async (request) => {
    const own = await workspaces.toPath(request.agentId);
    const [sent, reads, closed] = await Promise.all([
      existing(sentFiles(parts, request)),
      listReads(parts, request.agentId),
      closedFolders(await placesOfAgents(), request.agentId, own),
    ]);
    const isOpen = [own, ...reads];
    const beside = await besideAll(closed, isOpen);
    const files = await besideOne(paths.filesIn, sent);
    const siblings = [...beside, ...files, paths.filesOut];
    // Nothing that people sent is worth more than a wall that holds.
    if (measureSize(siblings) > SIBLINGS_MAX_BYTES)
      return { readable: [own, ...reads], closed, siblings: [...beside, paths.filesIn, paths.filesOut] };
    return { readable: [own, ...reads, ...(await bothForms(sent))], closed, siblings };
  };
}

/** What a run may open of the files that people sent, however many there are of others. */
export function createSentFiles(
  parts: SentFilesParts,
): (run: Parameters<AgentReach>[0]) => Promise<string[]> {
  return (run) => existing(sentFiles(parts, run));
}

type SentFilesParts = Pick<AgentReachParts, "store" | "sent" | "paths">;

/** Newest first, each once. */
function sentFiles(
  { store, sent, paths }: SentFilesParts,
  run: Parameters<AgentReach>[0],
): readonly string[] {
  return sent?.(run) ?? sentInConversation({ store, paths }, run);
}

function sentInConversation(
  { store, paths }: Pick<AgentReachParts, "paths"> & { store: Store | undefined },
  { runId, agentId, prompt }: Parameters<AgentReach>[0],
): string[] {
  if (store === undefined) return [];
  const run = store.runs.get(runId);
  const conversation = run && store.conversations.get(run.conversation_id);
  if (conversation === undefined) return [];
  const isOwners = resolveCircle(store, conversation) === OWNERS;
  const own = new Set(isOwners ? [] : listSenders(store, conversation).map(folderOfSender));
  const mayOpen = ({ person }: NamedPlace) => isOwners || (person !== undefined && own.has(person));
  const earlier = store.history.promptsWith(agentId, paths.filesIn, MESSAGES_MAX);
  const named = [prompt, ...earlier].flatMap((text) => placesIn(text, paths.filesIn));
  return [...new Set(named.filter(mayOpen).map(({ path }) => path))].slice(0, FILES_MAX);
}

/** Folders and agents that the settings open. Nothing opens the home or its backups, or a folder that contains them. */
async function listReads(
  { settings, paths, workspaces }: AgentReachParts,
  agentId: string,
): Promise<string[]> {
  const { agents } = settings();
  const home = await resolveRealPath(paths.home);
  const backups = await backupFolders(settings());
  const found: string[] = [];
  for (const wanted of agents[agentId]?.reads ?? []) {
    const path = Object.hasOwn(agents, wanted)
      ? await workspaces.toPath(wanted)
      : await resolveRealPath(resolve(expandHome(wanted, homedir())));
    const isOpen = [home, ...backups].every((closed) => !isWithin(path, closed) && !isWithin(closed, path));
    if (isOpen) found.push(path);
  }
  return existing(found);
}

/** Where copies of backups go, with all keys in them. */
async function backupFolders(settings: Settings): Promise<string[]> {
  const folder = targetFolder(settings);
  return folder === undefined ? [] : [await resolveRealPath(folder)];
}

interface AgentPlaces {
  /** The parent of the workspaces. */
  readonly root: string;
  /** Workspaces that lie elsewhere, with their agents. */
  readonly elsewhere: readonly (readonly [agentId: string, path: string])[];
  readonly backups: readonly string[];
}

/** Looks at all workspaces once for the settings in force: what a run costs must not grow with the number of agents. */
function rememberPlaces({ settings, workspaces }: AgentReachParts): () => Promise<AgentPlaces> {
  let known: { settings: Settings; places: Promise<AgentPlaces> } | undefined;
  return () => {
    const now = settings();
    if (known?.settings !== now) known = { settings: now, places: listPlaces(now, workspaces) };
    return known.places;
  };
}

async function listPlaces(
  settings: Settings,
  workspaces: AgentReachParts["workspaces"],
): Promise<AgentPlaces> {
  const root = await resolveRealPath(workspaces.root());
  const elsewhere: [string, string][] = [];
  for (const id of Object.keys(settings.agents)) {
    // A workspace that the path policy refuses belongs to no agent.
    const path = await workspaces.toPath(id).catch(() => undefined);
    if (path !== undefined && !isWithin(path, root)) elsewhere.push([id, path]);
  }
  return { root, elsewhere, backups: await backupFolders(settings) };
}

/** The parent of the workspaces, and workspaces of other agents that lie elsewhere. */
async function closedFolders(places: AgentPlaces, agentId: string, own: string): Promise<string[]> {
  const roots = [places.root, ...places.backups];
  for (const [id, path] of places.elsewhere)
    if (id !== agentId && !roots.some((root) => isWithin(path, root))) roots.push(path);
  // What lies in the own workspace is the agent's own.
  return existing(roots.filter((root) => !isWithin(root, own)));
}

async function besideAll(folders: readonly string[], open: readonly string[]): Promise<string[]> {
  return (await Promise.all(folders.map((folder) => besideOne(folder, open)))).flat();
}

/** What lies in a folder and neither is nor contains something open. The folder itself when nothing in it is open. */
async function besideOne(folder: string, open: readonly string[]): Promise<string[]> {
  if (open.includes(folder)) return [];
  const inside = open.filter((path) => isWithin(path, folder));
  if (inside.length === 0) return [folder];
  const names = await readdir(folder).catch(() => []);
  return (await Promise.all(names.map((name) => besideOne(join(folder, name), inside)))).flat();
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => (await stat(path).catch(() => undefined)) !== undefined),
  );
  return paths.filter((_path, index) => found[index]);
}

/** A prompt names files as the home is configured. A sandbox may check where they really are. */
async function bothForms(paths: readonly string[]): Promise<string[]> {
  return [...new Set([...paths, ...(await Promise.all(paths.map(resolveRealPath)))])];
}

function measureSize(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + Buffer.byteLength(path) + 16, 0);
}
