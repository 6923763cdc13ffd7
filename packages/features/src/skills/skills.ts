/**
 * Skills of agents: puts the bundled ones into each workspace; searches, previews and installs others. An edited skill
 * is never overwritten, and nothing is installed without a preview.
 */

import type { Clock, Log } from "@tinyagi/base";
import { AppError, type WorkspaceOf } from "@tinyagi/contracts";
import type { Journal, SkillInstallRow, Store } from "@tinyagi/kernel";
import { readBundledSkills } from "./bundled-skills.js";
import { place, readPlaced } from "./placed-skill.js";
import { createPreviews, type SkillPreview } from "./preview.js";
import { BUNDLED, createProvision, REMOVED } from "./provision.js";
import { computeDigest, readSkillHead, type SkillFiles } from "./skill-content.js";
import { type RegistryResult, searchRegistry } from "./skill-registry.js";
import { type FoundSkill, fetchSkill, type SkillSourceOptions } from "./skill-source.js";

/** Prefix of a ref that restores a bundled skill. */
const BUNDLED_REF = "bundled:";

export interface SkillEntry {
  /** Name of its folder. */
  id: string;
  name: string;
  description: string;
}

export interface SkillDetail extends SkillEntry {
  content: string;
  files: { path: string; size: number }[];
  digest: string;
  /** `bundled`, the ref it was installed from, or null for a skill of the agent itself. */
  source: string | null;
  /** Whether it was changed since TinyAGI wrote it. */
  edited: boolean;
}

/** All methods throw AppError `UNKNOWN_AGENT` and `PATH_REFUSED` as workspaces do. */
export interface Skills {
  /** Puts the bundled skills in place, once for each agent and path since the start. Never rejects. */
  provision(agentId: string, workspace: string): Promise<void>;
  list(agentId: string): Promise<SkillEntry[]>;
  /** @throws AppError `NOT_FOUND` */
  show(agentId: string, name: string): Promise<SkillDetail>;
  search(query: string, signal?: AbortSignal): Promise<{ results: RegistryResult[]; raw: string }>;
  /** Fetches a skill and returns what would be installed. Changes nothing. @throws AppError of `fetchSkill` */
  preview(ref: string, signal?: AbortSignal): Promise<SkillPreview>;
  /**
   * Installs a previewed skill.
   *
   * @param request.digest of the preview; valid once, for 15 minutes
   * @throws AppError `CONFIRMATION_NEEDED` without a digest or when the content differs, `CONFLICT` when the agent has an
   *   edited skill of this name
   */
  install(
    request: { agentId: string; ref: string; digest: string | undefined; author: string },
    signal?: AbortSignal,
  ): Promise<SkillPreview>;
  /** @throws AppError `NOT_FOUND` */
  remove(agentId: string, name: string, author: string): Promise<void>;
}

export interface SkillsOptions extends SkillSourceOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** Without skills: preparing one installs none. */
  workspaceOf: WorkspaceOf;
  /** Default {@link REGISTRY_URL}. */
  registryUrl?: string;
}

export function createSkills(options: SkillsOptions): Skills {
  const { store, journal, clock, log, workspaceOf } = options;
  let bundled: Promise<Map<string, SkillFiles>> | undefined;
  const bundledSkills = () => {
    bundled ??= readBundledSkills();
    return bundled;
  };

  const finder = createFinder(options, bundledSkills);
  const record = (row: Omit<SkillInstallRow, "installed_at">): void =>
    store.skills.put({ ...row, installed_at: clock.now() });

  return {
    provision: createProvision({ store, clock, log, workspaceOf, bundled: bundledSkills }),
    async list(agentId) {
      return (await workspaceOf(agentId).listSkills({})).skills;
    },
    async show(agentId, name) {
      const files = await readPlaced(workspaceOf(agentId), name);
      if (!(files instanceof Map)) throw unknownSkill();
      const row = store.skills.get(agentId, name);
      const digest = computeDigest(files);
      return {
        id: name,
        ...headOf(name, files),
        digest,
        content: files.get("SKILL.md")?.toString("utf8") ?? "",
        files: [...files].map(([path, content]) => ({ path, size: content.length })),
        source: row === undefined || row.digest === REMOVED ? null : row.ref,
        edited: row !== undefined && row.digest !== REMOVED && row.digest !== digest,
      };
    },
    async search(query, signal) {
      if (query.trim() === "") return { results: [], raw: "" };
      return searchRegistry(query, { registryUrl: options.registryUrl, signal });
    },
    async preview(ref, signal) {
      return (await finder.look(ref, signal)).preview;
    },
    async install({ agentId, ref, digest, author }, signal) {
      const workspace = workspaceOf(agentId);
      await workspace.locate({});
      const { preview, files } = await finder.take(ref, digest, signal);
      const { name } = preview;
      const there = await readPlaced(workspace, name);
      const row = store.skills.get(agentId, name);
      if (there === "unreadable" || (there !== "nothing" && computeDigest(there) !== row?.digest))
        throw new AppError(
          "CONFLICT",
          "The agent already has a skill of this name that was written or edited by hand. Remove it first, or keep it.",
        );
      await place(workspace, name, files);
      await store.write(() => {
        record({
          agent_id: agentId,
          name,
          ref: ref.startsWith(BUNDLED_REF) ? BUNDLED : ref,
          digest: preview.digest,
        });
        journal.append("skill.installed", {
          agent: agentId,
          skill: name,
          ref,
          digest: preview.digest,
          author,
        });
      });
      return preview;
    },
    async remove(agentId, name, author) {
      if (!(await workspaceOf(agentId).removeSkill({ name })).removed) throw unknownSkill();
      await store.write(() => {
        record({ agent_id: agentId, name, ref: BUNDLED, digest: REMOVED });
        journal.append("skill.removed", { agent: agentId, skill: name, author });
      });
    },
  };
}

/** Finds skills by their references, and keeps what a person was shown. */
function createFinder(options: SkillsOptions, bundled: () => Promise<Map<string, SkillFiles>>) {
  const previews = createPreviews(options.clock);

  async function find(ref: string, signal?: AbortSignal): Promise<FoundSkill> {
    if (!ref.startsWith(BUNDLED_REF)) return fetchSkill(ref, options, signal);
    const name = ref.slice(BUNDLED_REF.length);
    const files = (await bundled()).get(name);
    if (files === undefined) throw new AppError("INVALID_INPUT", "There is no bundled skill of this name.");
    return { name, files, description: headOf(name, files).description };
  }

  const look = async (ref: string, signal?: AbortSignal) => previews.add(ref, await find(ref, signal));

  async function take(ref: string, digest: string | undefined, signal?: AbortSignal) {
    const known = digest === undefined ? undefined : previews.take(ref, digest);
    if (known !== undefined) return known;
    const found = await look(ref, signal);
    // The preview expired, but the content is the same: the user confirmed it by its digest.
    if (digest === found.preview.digest) return found;
    throw needsConfirmation(found.preview);
  }

  return { look, take };
}

function headOf(id: string, files: SkillFiles): Omit<SkillEntry, "id"> {
  const text = files.get("SKILL.md")?.toString("utf8") ?? "";
  return readSkillHead(text) ?? { name: id, description: "" };
}

function unknownSkill(): AppError {
  return new AppError("NOT_FOUND", "The agent has no skill of this name.");
}

/** Contains what would be installed, for clients that do not know previews. */
function needsConfirmation({ name, digest, files }: SkillPreview): AppError {
  return new AppError(
    "CONFIRMATION_NEEDED",
    "Skills are code the agent will run: look at it, then confirm. Use `tinyagi skill install`, or send the digest as confirm.",
    {
      details: [
        { path: "name", message: name },
        { path: "confirm", message: digest },
        ...files.map(({ path, size }) => ({ path: `files/${path}`, message: `${size} bytes` })),
      ],
    },
  );
}
