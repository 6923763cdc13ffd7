#!/usr/bin/env node
/** Cards of the task board, as far as this agent may see and change them. */
import { agentId, api, main, must, print, readInput } from "./tinyagi-api.mjs";

const USAGE = `tasks.mjs list [--mine] [--status <state>] [--project <id>]
tasks.mjs show <id>
tasks.mjs create --title <text> [--description <text>] [--assignee <agent or team>] [--status <state>] [--project <id>]
tasks.mjs update <id> [--status <state>] [--title <text>] [--description <text>] [--assignee <agent or team>]
tasks.mjs comment <id> --text <text>   (without --text: from stdin)
tasks.mjs projects
States: backlog, todo, in_progress, review, done`;

const toPath = (words) => `/api/tasks/${encodeURIComponent(must(words[0], "the task's id, such as WEB-12"))}`;
const toFields = ({ title, description, status, assignee, project }) =>
  Object.fromEntries(
    Object.entries({ title, description, status, assignee, projectId: project }).filter(
      ([, value]) => value !== undefined,
    ),
  );

await main(
  USAGE,
  {
    mine: { type: "boolean" },
    status: { type: "string" },
    project: { type: "string" },
    title: { type: "string" },
    description: { type: "string" },
    assignee: { type: "string" },
    text: { type: "string" },
  },
  {
    async list({ options }) {
      const assignee = options.mine === true ? agentId() : options.assignee;
      const query = { status: options.status, projectId: options.project, assignee };
      print(await api("GET", "/api/tasks", { query }));
    },
    async show({ words }) {
      const task = await api("GET", toPath(words));
      print({ ...task, comments: await api("GET", `${toPath(words)}/comments`) });
    },
    async create({ options }) {
      must(options.title, "--title");
      print((await api("POST", "/api/tasks", { body: toFields(options) })).task);
    },
    async update({ words, options }) {
      print((await api("PUT", toPath(words), { body: toFields(options) })).task);
    },
    async comment({ words, options }) {
      const content = must((options.text ?? (await readInput())).trim(), "--text");
      const body = { content, author: agentId(), authorType: "agent" };
      print((await api("POST", `${toPath(words)}/comments`, { body })).comment);
    },
    async projects() {
      print(await api("GET", "/api/projects"));
    },
  },
);
