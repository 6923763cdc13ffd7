/** Which tasks are shown. Both choices stand in the address. */
"use client";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { FilterBar } from "../../ui/filter-bar";
import { Select } from "../../ui/select";
import { useAssignees, useProjectChoices } from "./choices";

export function TaskFilters() {
  const [project, setProject] = useParam("project");
  const [assignee, setAssignee] = useParam("assignee");
  const projects = useProjectChoices(words.tasks.allProjects, project);
  const assignees = useAssignees(words.tasks.anyone);
  return (
    <FilterBar label={words.tasks.which}>
      <Select
        isBare
        className="-ml-2"
        label={words.tasks.project}
        options={projects}
        value={project}
        onChange={(event) => setProject(event.target.value)}
      />
      <Select
        isBare
        label={words.tasks.assignee}
        options={assignees}
        value={assignee}
        onChange={(event) => setAssignee(event.target.value)}
      />
      {(project !== "" || assignee !== "") && (
        <Button
          size="s"
          kind="bare"
          onClick={() => {
            setProject("");
            setAssignee("");
          }}
        >
          {words.tasks.clear}
        </Button>
      )}
    </FilterBar>
  );
}
