/**
 * The company's knowledge. Agents read it and propose changes; only a person changes it. A run finds answers of earlier
 * conversations only while it works for an owner.
 */
import { AppError } from "@tinyagi/contracts";
import { circleOfConversation, OWNERS } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Principal } from "../../security/principal.js";
import type { Services } from "../services.js";

type CompanyHandlers = Pick<
  RouteHandlers,
  | "listCompany"
  | "readCompanyNote"
  | "writeCompanyNote"
  | "deleteCompanyNote"
  | "recallCompany"
  | "proposeCompanyNote"
  | "listProposals"
  | "getProposal"
  | "acceptProposal"
  | "declineProposal"
>;

export function companyHandlers(services: Pick<Services, "company" | "store">): CompanyHandlers {
  const { company } = services;
  return {
    async listCompany() {
      const { notes, documents, cut } = await company.list();
      return {
        folder: company.folder,
        notes,
        documents: documents.map(({ path, bytes, readable }) => ({ path, bytes, readable })),
        cut,
        openProposals: company.proposals.countOpen(),
        embedding: company.embedding(),
      };
    },
    readCompanyNote: ({ query }) => company.notes.read(query.path),
    async writeCompanyNote({ body }, { actor }) {
      if (body.was !== undefined) await company.notes.assertStill(body.path, body.was);
      const { created, name, path, summary } = await company.notes.write(body.path, body.content, actor);
      return { ok: true, created, note: { name, path, summary } };
    },
    async deleteCompanyNote({ query }, { actor }) {
      await company.notes.remove(query.path, actor);
      return { ok: true };
    },
    async recallCompany({ query }, { principal }) {
      const answers = maySeeAnswers(services, principal);
      return { hits: await company.recall({ question: query.q, limit: query.limit, answers }) };
    },
    proposeCompanyNote({ body }, { principal }) {
      if (principal.kind !== "run")
        throw new AppError(
          "FORBIDDEN",
          "Only an agent proposes. You can change the note: `tinyagi company edit <path>`.",
        );
      const { agentId, conversationId } = principal;
      return company.proposals.propose({ ...body, agentId, conversationId });
    },
    listProposals: ({ query }) => ({ proposals: company.proposals.list(query) }),
    getProposal: ({ params }) => company.proposals.get(params.id),
    acceptProposal: ({ params, body }, { actor }) =>
      company.proposals.accept(params.id, { digest: body.digest, author: actor }),
    declineProposal: ({ params }, { actor }) => company.proposals.decline(params.id, actor),
  };
}

function maySeeAnswers({ store }: Pick<Services, "store">, principal: Principal): boolean {
  if (principal.kind !== "run") return true;
  return circleOfConversation(store, principal.conversationId) === OWNERS;
}
