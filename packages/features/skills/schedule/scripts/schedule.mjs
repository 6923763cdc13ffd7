#!/usr/bin/env node
/** Schedules of this agent: messages it gets at a time, once or again and again. */
import { agentId, api, main, must, print } from "./tinyagi-api.mjs";

const USAGE = `schedule.mjs list
schedule.mjs create --message <text> (--cron <expression> | --at <ISO date and time>) [--label <name>] [--time-zone <zone>]
schedule.mjs delete <id or label>
schedule.mjs history <id or label>`;

const toPath = (words) => `/api/schedules/${encodeURIComponent(must(words.join(" "), "an id or a label"))}`;

await main(
  USAGE,
  {
    message: { type: "string" },
    cron: { type: "string" },
    at: { type: "string" },
    label: { type: "string" },
    "time-zone": { type: "string" },
  },
  {
    async list() {
      print(await api("GET", "/api/schedules", { query: { agent: agentId() } }));
    },
    async create({ options }) {
      const { cron, at, label } = options;
      const body = {
        agentId: agentId(),
        message: must(options.message, "--message"),
        ...(cron === undefined ? {} : { cron }),
        ...(at === undefined ? {} : { runAt: at }),
        ...(label === undefined ? {} : { label }),
        ...(options["time-zone"] === undefined ? {} : { timeZone: options["time-zone"] }),
      };
      print((await api("POST", "/api/schedules", { body })).schedule);
    },
    async delete({ words }) {
      await api("DELETE", toPath(words));
      print("deleted");
    },
    async history({ words }) {
      print(await api("GET", `${toPath(words)}/runs`));
    },
  },
);
