/** Skills of the agents of this home; a workspace that is made ready gets the bundled ones. */
import { createSkills, type Skills, type SkillsOptions, type Workspaces } from "@tinyagi/core";

export interface HomeSkills {
  skills: Skills;
  /** The same workspaces, which are not ready without their skills. */
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
