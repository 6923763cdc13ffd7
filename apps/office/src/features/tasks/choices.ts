/** Who a task can be given to, and the projects it can be in. */
"use client";
import { TASK_PRIORITIES } from "@tinyagi/contracts";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import type { Option } from "../../ui/select";
import { useProjects } from "./project-queries";

/** @param nobody how the empty choice is called */
export function useAssignees(nobody: string): readonly Option[] {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  return [
    { value: "", name: nobody },
    ...Object.entries(agents).map(([value, { name }]) => ({ value, name })),
    ...Object.entries(teams).map(([value, { name }]) => ({ value, name: words.common.teamNamed(name) })),
  ];
}

/** The most urgent first. */
export function priorityOptions(): readonly Option[] {
  return TASK_PRIORITIES.map((value) => ({ value, name: words.tasks.priorities[value] }));
}

/** The projects at work, and the one that is chosen. */
export function useProjectChoices(none: string, chosen: string): readonly Option[] {
  const projects = useProjects().data ?? [];
  return [
    { value: "", name: none },
    ...projects
      .filter(({ id, status }) => status === "active" || id === chosen)
      .map(({ id, name, status }) => ({
        value: id,
        name: status === "active" ? name : words.tasks.projects.isArchived(name),
      })),
  ];
}
