/** The skills of this home's agents. Preparing a workspace installs the bundled ones. */
import { createSkills, type Skills, type SkillsOptions } from "@tinyagi/features";
import type { Workspaces } from "@tinyagi/home";

export interface HomeSkills {
  skills: Skills;
  /** The same workspaces, but preparing one also installs its skills. */
  workspaces: Workspaces;
}

export function openSkills(options: SkillsOptions & { workspaces: Workspaces }): HomeSkills {
  const { workspaces } = options;
  const skills = createSkills(options);
  return {
    skills,
    workspaces: {
      ...workspaces,
      async ensure(agentId) {
        const path = await workspaces.ensure(agentId);
        await skills.provision(agentId, path);
        return path;
      },
    },
  };
}
