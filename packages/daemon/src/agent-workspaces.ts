/** The workspaces and the skills of this home's agents. Preparing a workspace also installs the bundled skills. */
import type { WorkspaceOf } from "@tinyagi/contracts";
import { createLocalWorkspaces, createSkills, createWorkspaceOf, type Skills } from "@tinyagi/features";
import type { Workspaces } from "@tinyagi/home";

export interface AgentWorkspaces {
  skills: Skills;
  workspaceOf: WorkspaceOf;
}

type Options = Omit<Parameters<typeof createSkills>[0], "workspaceOf"> &
  Omit<Parameters<typeof createLocalWorkspaces>[0], "workspaces"> & { workspaces: Workspaces };

export function openWorkspaces(options: Options): AgentWorkspaces {
  const bare = createWorkspaceOf({ local: createLocalWorkspaces(options) });
  const skills = createSkills({ ...options, workspaceOf: bare });
  return {
    skills,
    workspaceOf(agentId) {
      const workspace = bare(agentId);
      return {
        ...workspace,
        async prepare(input, call) {
          const prepared = await workspace.prepare(input, call);
          await skills.provision(agentId, prepared.folder);
          return prepared;
        },
      };
    },
  };
}
