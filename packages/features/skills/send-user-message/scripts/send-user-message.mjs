#!/usr/bin/env node
/** Sends a message to the person of this conversation, beside the final answer. */
import { api, main, must, print, readInput } from "./tinyagi-api.mjs";

const USAGE = `send-user-message.mjs send --text <text> [--file <path in the workspace>]…   (without --text: from stdin)`;

await main(
  USAGE,
  { text: { type: "string" }, file: { type: "string", multiple: true } },
  {
    async send({ options }) {
      const message = must((options.text ?? (await readInput())).trim(), "--text");
      const files = options.file ?? [];
      const body = { message, ...(files.length === 0 ? {} : { files }) };
      print(await api("POST", "/api/responses", { body }));
    },
  },
);
