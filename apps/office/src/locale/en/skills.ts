/** Skills of an agent. */
import { counted } from "@tinyagi/views";

export const skills = {
  text: "A skill is a folder of instructions and scripts. The agent reads its description in every run, and the whole text when a task needs it.",
  agent: "Agent",
  noAgents: "There is no agent yet. Create one first: skills belong to an agent.",
  toAgents: "Go to Agents",
  list: "Skills",
  emptyTitle: "No skills yet",
  emptyText: "TinyAGI adds the bundled skills before the first run of the agent.",
  add: "Add a skill",
  addHelp:
    "Words search the public registry skills.sh. Or enter owner/repo@skill, bundled:name, or the full path of a folder with a SKILL.md.",
  addExample: "spreadsheet",
  search: "Search",
  preview: "Preview…",
  previewNamed: (ref: string) => `Preview ${ref}`,
  busy: "Fetching…",
  results: "Results of the registry",
  noResult: "The registry has no skill for these words.",
  installs: (number: string) => `${number} installs`,
  page: "Its page",
  files: "Files",
  size: (bytes: number) => counted(bytes, "byte"),
  source: (ref: string | undefined) =>
    ref === undefined
      ? "Written by the agent, or by hand in its workspace."
      : ref === "bundled"
        ? "Bundled with TinyAGI."
        : `Installed from ${ref}.`,
  edited: "Edited since then.",
  installTitle: (name: string, agent: string) => `Install ${name} for @${agent}?`,
  installText:
    "The agent will follow these instructions and may run these scripts, with its own permissions. Read them first.",
  install: "Install",
  installed: (name: string) => `${name} is installed`,
  remove: "Remove…",
  removeNamed: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    "All its files are deleted from the workspace of the agent. A bundled skill returns with bundled:name, others from where they came from.",
};
