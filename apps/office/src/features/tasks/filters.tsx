/** Which tasks are shown. Both choices stand in the address. */
"use client";
import { useParam } from "../../lib/use-param";
import { Button } from "../../ui/button";
import { FilterBar } from "../../ui/filter-bar";
import { Select } from "../../ui/select";
import { useAssignees, useProjectChoices } from "./choices";

export function TaskFilters() {
  const [project, setProject] = useParam("project");
  const [assignee, setAssignee] = useParam("assignee");
  const projects = useProjectChoices("All projects", project);
  const assignees = useAssignees("Anyone");
  return (
    <FilterBar label="Which tasks">
      <Select
        isBare
        className="-ml-2"
        label="Project"
        options={projects}
        value={project}
        onChange={(event) => setProject(event.target.value)}
      />
      <Select
        isBare
        label="Assignee"
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
          Clear
        </Button>
      )}
    </FilterBar>
  );
}
