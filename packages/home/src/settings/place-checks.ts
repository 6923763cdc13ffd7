/** Agents on workers that do not exist, and an engine that others could listen to. */
import { type ErrorDetail, isLoopback } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "./json-tree.js";

export function placeProblems({ agents, execution }: JsonObject): ErrorDetail[] {
  const { engine, workers: given } = isObject(execution) ? execution : {};
  const workers = isObject(given) ? given : {};
  const lost = Object.entries(isObject(agents) ? agents : {}).flatMap(([id, agent]): ErrorDetail[] => {
    const place = isObject(agent) ? agent.place : undefined;
    return typeof place === "string" && !Object.hasOwn(workers, place)
      ? [{ path: `agents.${id}.place`, message: "names a worker that is not in `execution.workers`" }]
      : [];
  });
  return [...lost, ...(isObject(engine) ? plainAddresses(engine) : [])];
}

/** What is not encrypted may not leave the machine. */
function plainAddresses(engine: JsonObject): ErrorDetail[] {
  return ["url", "workerUrl"].flatMap((key) => {
    const url = engine[key];
    if (typeof url !== "string" || !url.startsWith("redis:")) return [];
    if (URL.canParse(url) && isLoopback(new URL(url).hostname)) return [];
    return [
      {
        path: `execution.engine.${key}`,
        message: "is not on this machine: use rediss://, which is encrypted",
      },
    ];
  });
}
