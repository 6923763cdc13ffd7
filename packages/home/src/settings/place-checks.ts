/** Agents on workers that do not exist, and an engine that others could listen to. */
import { type ErrorDetail, isPlainElsewhere } from "@tinyagi/contracts";
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
  return [
    ...lost,
    ...(isObject(engine) ? [...whoseServer(engine), ...plainAddresses(engine), ...anyAddress(engine)] : []),
  ];
}

/** What is of a server of somebody else, and means nothing for one that TinyAGI runs itself. */
const OF_OTHERS = ["url", "user", "password", "ca"];
const OF_OWN = ["address", "port"];

function whoseServer(engine: JsonObject): ErrorDetail[] {
  const isOwn = engine.own === true;
  const wrong = (isOwn ? OF_OTHERS : OF_OWN).filter((key) => engine[key] !== undefined);
  const message = isOwn
    ? "is for a server that TinyAGI does not run: remove it, or `execution.engine.own`"
    : "is for a server that TinyAGI runs itself: set `execution.engine.own` to true, or remove it";
  const found = wrong.map((key) => ({ path: `execution.engine.${key}`, message }));
  if (isOwn || engine.url !== undefined) return found;
  return [
    ...found,
    { path: "execution.engine", message: "needs `url`, the address of a server, or `own`: true, to run one" },
  ];
}

/** Nobody reaches a machine by the address that stands for all of its own. */
const ANY = ["0.0.0.0", "::"];

function anyAddress({ own, address, workerUrl }: JsonObject): ErrorDetail[] {
  if (own !== true || workerUrl !== undefined || !ANY.includes(String(address))) return [];
  const message = `is needed with the address ${String(address)}: where other machines reach the server, rediss://host:port`;
  return [{ path: "execution.engine.workerUrl", message }];
}

/** What is not encrypted may not leave the machine. */
function plainAddresses(engine: JsonObject): ErrorDetail[] {
  return ["url", "workerUrl"].flatMap((key) => {
    const url = engine[key];
    if (typeof url !== "string" || !isPlainElsewhere(url)) return [];
    return [
      {
        path: `execution.engine.${key}`,
        message: "is not on this machine: use rediss://, which is encrypted",
      },
    ];
  });
}
