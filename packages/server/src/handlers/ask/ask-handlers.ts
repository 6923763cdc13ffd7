/** Questions about TinyAGI itself. Reads only. */
import { type Ask, createAsk } from "@tinyagi/features";
import type { RouteHandlers } from "../../route-handlers.js";
import { getLoad } from "../load.js";
import type { Services } from "../services.js";

export function askHandlers(services: Services): Pick<RouteHandlers, "ask"> {
  const ask = buildAsk(services);
  return { ask: ({ query }) => ask(query.q) };
}

/** The same answers for every client. */
export function buildAsk(services: Services): Ask {
  const { store, settings, journal } = services;
  return createAsk({
    store,
    settings: () => settings.current(),
    masked: () => settings.masked(),
    load: () => getLoad(services),
    redact: journal.redacted,
  });
}
