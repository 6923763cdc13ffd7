/** Which tasks are shown, and in what lanes. All of it is in the address. */
"use client";
import { TASK_ORDERS, type TaskOrder } from "@tinyagi/views";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { FilterBar, FilterText } from "../../ui/filter-bar";
import { type Option, Select } from "../../ui/select";
import { SavedViews } from "../saved-views/saved-views";
import { useAssignees, useProjectChoices } from "./choices";

/** In which order the table shows the tasks. */
export function useTaskOrder(): TaskOrder {
  const [sort] = useParam("sort");
  return TASK_ORDERS.find((order) => order === sort) ?? "board";
}

const LANES = ["", "assignee", "project"] as const;

export function TaskFilters({ isTable, onProjects }: { isTable: boolean; onProjects: () => void }) {
  const [text, setText] = useParam("q");
  const [lanes, setLanes] = useParam("lanes");
  const [project, setProject] = useParam("project");
  const [assignee, setAssignee] = useParam("assignee");
  const [, setSort] = useParam("sort", "board");
  const order = useTaskOrder();
  const projects = useProjectChoices(words.tasks.allProjects, project);
  const assignees = useAssignees(words.tasks.anyone);
  const named = (options: readonly Option[], value: string): string =>
    value === "" ? "" : (options.find((one) => one.value === value)?.name ?? "");
  const suggested = words.savedViews.suggested([
    text === "" ? "" : words.savedViews.quoted(text),
    named(projects, project),
    named(assignees, assignee),
    isTable ? (order === "board" ? words.tasks.views.table : words.tasks.sort[order]) : "",
    isTable || lanes === "" ? "" : words.tasks.lanes[lanes === "project" ? "project" : "assignee"],
  ]);
  return (
    <FilterBar label={words.tasks.which}>
      <FilterText label={words.tasks.search} value={text} onChange={setText} isMain />
      <Select
        isBare
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
      {isTable && (
        <Select
          isBare
          label={words.tasks.sort.label}
          options={TASK_ORDERS.map((value) => ({ value, name: words.tasks.sort[value] }))}
          value={order}
          onChange={(event) => setSort(event.target.value)}
        />
      )}
      {!isTable && (
        <Select
          isBare
          label={words.tasks.lanes.label}
          options={LANES.map((value) => ({ value, name: words.tasks.lanes[value || "none"] }))}
          value={lanes}
          onChange={(event) => setLanes(event.target.value)}
        />
      )}
      {(project !== "" || assignee !== "" || text !== "") && (
        <Button
          size="s"
          kind="bare"
          onClick={() => {
            setProject("");
            setAssignee("");
            setText("");
          }}
        >
          {words.tasks.clear}
        </Button>
      )}
      <SavedViews page="tasks" suggested={suggested} way={isTable ? "table" : "board"} />
      <Button size="s" kind="bare" className="ml-auto" onClick={onProjects}>
        {words.tasks.projects.title}
      </Button>
    </FilterBar>
  );
}
