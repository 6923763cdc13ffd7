/** Skills of agents. Runs see those of their own agent. Only an operator installs and removes skills. */
import type { RouteHandlers } from "../../route-handlers.js";
import { mustSeeAgent } from "../found.js";
import type { Services } from "../services.js";

type SkillHandlers = Pick<
  RouteHandlers,
  "listSkills" | "searchSkills" | "previewSkill" | "installSkill" | "getSkill" | "removeSkill"
>;

export function skillHandlers(services: Services): SkillHandlers {
  const { skills } = services;
  return {
    listSkills({ params }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return skills.list(params.id);
    },
    async searchSkills({ params, query }, { principal, signal }) {
      mustSeeAgent(services, params.id, principal);
      // 0.0.20 answers a blank query with the empty list and no other field.
      if (query.query.trim() === "") return { results: [] };
      return skills.search(query.query, signal);
    },
    previewSkill({ params, body }, { principal, signal }) {
      mustSeeAgent(services, params.id, principal);
      return skills.preview(body.ref, signal);
    },
    async installSkill({ params, body }, { principal, actor, signal }) {
      mustSeeAgent(services, params.id, principal);
      const { content: _content, ...skill } = await skills.install(
        { agentId: params.id, ref: body.ref, digest: body.confirm, author: actor },
        signal,
      );
      return {
        ok: true,
        output: `Installed ${skill.name} (${skill.files.length} ${skill.files.length === 1 ? "file" : "files"}).`,
        skill,
      };
    },
    getSkill({ params }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return skills.show(params.id, params.skill);
    },
    async removeSkill({ params }, { principal, actor }) {
      mustSeeAgent(services, params.id, principal);
      await skills.remove(params.id, params.skill, actor);
      return { ok: true };
    },
  };
}
