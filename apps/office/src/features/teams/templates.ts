/** Teams to start with. A template adds new agents; it never takes those that exist. Pure. */
import { idFrom } from "../agents/agent-state";

interface Newcomer {
  id: string;
  name: string;
  role: string;
}

/** A team that is about to be created. */
export interface TeamPlan {
  id: string;
  name: string;
  /** All members. */
  agents: string[];
  leader: string;
  /** Members that do not exist yet. */
  newcomers: readonly Newcomer[];
}

export interface Template {
  key: string;
  name: string;
  text: string;
  /** The first one leads. */
  agents: readonly { name: string; role: string }[];
}

export const TEMPLATES: readonly Template[] = [
  {
    key: "dev",
    name: "Development",
    text: "A lead, a coder and a reviewer",
    agents: [
      { name: "Lead", role: "Splits the work, hands it over, and joins the results" },
      { name: "Coder", role: "Writes the code and its tests" },
      { name: "Reviewer", role: "Reads every change and says what is wrong" },
    ],
  },
  {
    key: "content",
    name: "Content",
    text: "An editor, a researcher and a writer",
    agents: [
      { name: "Editor", role: "Plans what is written, and decides when it is good" },
      { name: "Researcher", role: "Finds facts and names their sources" },
      { name: "Writer", role: "Writes drafts and improves them" },
    ],
  },
  {
    key: "ops",
    name: "Operations",
    text: "An operator, support and a bookkeeper",
    agents: [
      { name: "Operator", role: "Keeps systems running, and checks backups" },
      { name: "Support", role: "Answers customers, and asks when unsure" },
      { name: "Bookkeeper", role: "Keeps the books, and compares them with the bank" },
    ],
  },
];

/** @param taken ids of all agents and teams */
export function planOf(template: Template, name: string, taken: object): TeamPlan {
  const used: Record<string, true> = Object.fromEntries(Object.keys(taken).map((id) => [id, true]));
  const claim = (from: string): string => {
    const id = idFrom(from, used);
    used[id] = true;
    return id;
  };
  const id = claim(name);
  const newcomers = template.agents.map((agent) => ({ ...agent, id: claim(agent.name) }));
  return { id, name, agents: newcomers.map((one) => one.id), leader: newcomers[0]?.id ?? "", newcomers };
}
