/**
 * Public links to single versions of artifacts. Guarantees: none exists unless a person creates it; its secret has 256 bits
 * and only its digest is stored; a link reads exactly one file, until it expires or is revoked.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Clock, NewId } from "@tinyagi/base";
import { AppError, type ArtifactLink } from "@tinyagi/contracts";
import type { ArtifactLinkRow, ArtifactRow, Journal, Store } from "@tinyagi/kernel";
import { type Artifacts, factsOf } from "./artifacts.js";

const DAY_MS = 24 * 60 * 60_000;
const SECRET_BYTES = 32;
/** Links that work at one time. */
export const LINKS_MAX = 500;

export interface ArtifactLinks {
  of(artifactId: number): ArtifactLink[];
  /** Those that work now. */
  live(limit: number): (ArtifactLink & { agent: string; name: string })[];
  /** @throws AppError `NOT_FOUND`, `RATE_LIMITED` */
  share(
    artifactId: number,
    by: { author: string; days?: number | undefined },
  ): Promise<{ link: ArtifactLink; path: string }>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` when it was revoked before */
  revoke(id: string, author: string): Promise<ArtifactLink>;
  /** The file of a link that works. Call `count` when it was read. */
  find(secret: string): { linkId: string; artifact: ArtifactRow } | undefined;
  /** Counts an opening. */
  count(linkId: string): Promise<void>;
}

export function createArtifactLinks(parts: {
  store: Pick<Store, "artifacts" | "write">;
  journal: Pick<Journal, "append">;
  clock: Clock;
  newId: NewId;
  artifacts: Pick<Artifacts, "row" | "get">;
}): ArtifactLinks {
  const { store, journal, clock, newId } = parts;

  function mustGet(id: string): ArtifactLinkRow {
    const row = store.artifacts.link(id);
    if (row === undefined)
      throw new AppError(
        "NOT_FOUND",
        "There is no such link. List them with `tinyagi artifact list --shared`.",
      );
    return row;
  }

  return {
    of: (artifactId) => store.artifacts.linksOf(artifactId).map((row) => toLink(row, clock.now())),
    live: (limit) =>
      store.artifacts.liveLinks(clock.now(), limit).map((row) => {
        const { agent_id: agent, name } = parts.artifacts.row(row.artifact_id);
        return { ...toLink(row, clock.now()), agent, name };
      }),
    async share(artifactId, { author, days }) {
      const { artifact } = await parts.artifacts.get(artifactId);
      if (artifact.bytes === null)
        throw new AppError("NOT_FOUND", "The file of this artifact was removed. Share another version.");
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const now = clock.now();
      const row: ArtifactLinkRow = {
        id: newId("share"),
        artifact_id: artifactId,
        digest: toDigest(secret),
        created_by: author,
        created_at: now,
        expires_at: days === undefined ? null : now + days * DAY_MS,
        revoked_at: null,
        opened: 0,
        opened_at: null,
      };
      await store.write(() => {
        if (store.artifacts.liveLinks(now, LINKS_MAX).length >= LINKS_MAX)
          throw new AppError("RATE_LIMITED", `At most ${LINKS_MAX} links work at a time. Revoke one first.`);
        const facts = factsOf(parts.artifacts.row(artifactId));
        store.artifacts.addLink(row);
        journal.append("artifact.shared", {
          ...facts,
          linkId: row.id,
          expiresAt: row.expires_at,
          author,
        });
      });
      return { link: toLink(row, now), path: `/shared/${secret}` };
    },
    async revoke(id, author) {
      const row = mustGet(id);
      await store.write(() => {
        if (store.artifacts.revoke(id, clock.now()) === 0)
          throw new AppError("CONFLICT", "This link was already revoked.");
        const facts = factsOf(parts.artifacts.row(row.artifact_id));
        journal.append("artifact.unshared", { ...facts, linkId: id, author });
      });
      return toLink(mustGet(id), clock.now());
    },
    find(secret) {
      const row = store.artifacts.linkOfDigest(toDigest(secret));
      if (row === undefined || !worksAt(row, clock.now())) return undefined;
      return { linkId: row.id, artifact: parts.artifacts.row(row.artifact_id) };
    },
    count: (linkId) => store.write(() => store.artifacts.countOpening(linkId, clock.now())),
  };
}

function worksAt({ revoked_at, expires_at }: ArtifactLinkRow, now: number): boolean {
  return revoked_at === null && (expires_at === null || expires_at > now);
}

function toLink(row: ArtifactLinkRow, now: number): ArtifactLink {
  return {
    id: row.id,
    artifactId: row.artifact_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    works: worksAt(row, now),
    opened: row.opened,
    openedAt: row.opened_at,
  };
}

function toDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
