/** Artifacts: what agents made, the public links to it, and the addresses at which a browser shows a file. */
import { AppError } from "@tinyagi/contracts";
import type { RouteHandlers } from "../../route-handlers.js";
import { FileAnswer } from "../../routing/file-answer.js";
import type { Services } from "../services.js";

type ArtifactHandlers = Pick<
  RouteHandlers,
  | "listArtifacts"
  | "getArtifact"
  | "listArtifactLinks"
  | "shareArtifact"
  | "revokeArtifactLink"
  | "viewFile"
  | "showFile"
  | "showShared"
>;

export function artifactHandlers(
  services: Pick<Services, "artifacts" | "artifactLinks" | "shownFiles" | "files">,
): ArtifactHandlers {
  const { artifacts, artifactLinks, shownFiles, files } = services;
  return {
    listArtifacts: ({ query }) => artifacts.list(query),
    async getArtifact({ params }) {
      return { ...(await artifacts.get(params.id)), links: artifactLinks.of(params.id) };
    },
    listArtifactLinks: ({ query }) => ({ links: artifactLinks.live(query.limit) }),
    async shareArtifact({ params, body }, { actor }) {
      const { link, path } = await artifactLinks.share(params.id, { author: actor, days: body.days });
      return { ok: true, link, path };
    },
    revokeArtifactLink: ({ params }, { actor }) => artifactLinks.revoke(params.id, actor),
    async viewFile({ params }) {
      // A file that is not there has no address.
      await files.read(params.file);
      return { ok: true, ...shownFiles.show(params.file) };
    },
    async showFile({ params }) {
      const file = shownFiles.fileOf(params.secret);
      if (file === undefined)
        throw new AppError("NOT_FOUND", "This address is no longer valid. Open the file again.");
      return new FileAnswer({ ...(await files.read(file)), framed: true });
    },
    async showShared({ params }) {
      const found = artifactLinks.find(params.secret);
      // Whether it was revoked, expired or never existed is nobody's business.
      if (found === undefined) throw new AppError("NOT_FOUND", "This link does not work.");
      const { linkId, artifact } = found;
      const { bytes } = await files.read(artifact.file);
      await artifactLinks.count(linkId);
      return new FileAnswer({ name: artifact.name, bytes, framed: false });
    },
  };
}
