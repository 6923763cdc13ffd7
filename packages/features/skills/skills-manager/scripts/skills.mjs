#!/usr/bin/env node
/** What skills this agent has, and what the public registry offers. Installs nothing. */
import { agentId, api, main, must, print } from "./tinyagi-api.mjs";

const USAGE = `skills.mjs list
skills.mjs show <name>
skills.mjs search <words…>`;

const base = () => `/api/agents/${agentId()}/skills`;

await main(
  USAGE,
  {},
  {
    async list() {
      print(await api("GET", base()));
    },
    async show({ words }) {
      print(
        (await api("GET", `${base()}/${encodeURIComponent(must(words[0], "the skill's name"))}`)).content,
      );
    },
    async search({ words }) {
      const query = must(words.join(" "), "what to look for");
      print((await api("GET", `${base()}/registry`, { query: { query } })).results);
    },
  },
);
