/**
 * Sockets through which a program could start another one outside of its sandbox: buses, container runtimes, terminals that
 * are shared, agents of keys. A read-only mount of a socket can be connected to, so the places of these must not be there.
 */
import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { isWithin } from "@tinyagi/base";
import { resolveRealPath } from "@tinyagi/home";

/** Variables that lead to such a socket. A program in a sandbox gets none of them. */
export const SOCKET_VARIABLES = [
  ...[
    "DBUS_SESSION_BUS_ADDRESS",
    "DBUS_SYSTEM_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "DOCKER_HOST",
    "CONTAINER_HOST",
  ],
  ...["XDG_RUNTIME_DIR", "TMUX", "TMUX_TMPDIR", "SCREENDIR", "WSL_INTEROP"],
] as const;

/** Where a system keeps the sockets of its services. */
const RUN = "/run";
const RUN_FOLDERS = [RUN, "/var/run"];
/** What is needed there to find hosts by name, and to find programs on NixOS. */
const OPEN_IN_RUN = ["/run/systemd/resolve", "/run/nscd", "/run/current-system"];
const RESOLVER = "/etc/resolv.conf";

type Env = Readonly<Record<string, string | undefined>>;

/** Mounts that empty the folders of sockets, to be used before all that opens something in them. */
export async function emptyRun(): Promise<string[]> {
  const found = await Promise.all(RUN_FOLDERS.map(existing));
  const folders = new Set(found.filter((path) => path !== undefined));
  const resolver = await resolveRealPath(RESOLVER);
  const open = isWithin(resolver, RUN) ? [...OPEN_IN_RUN, resolver] : OPEN_IN_RUN;
  return [
    ...[...folders].flatMap((path) => ["--tmpfs", path]),
    ...open.flatMap((path) => ["--ro-bind-try", path, path]),
  ];
}

/**
 * The places that variables name, whoever of the daemon and the run has them. Not those that {@link emptyRun} empties, and none
 * that holds the user's home: the program itself is there.
 */
export async function namedSockets(env: Env): Promise<string[]> {
  const values = [process.env, env].flatMap((one) => SOCKET_VARIABLES.flatMap((name) => one[name] ?? []));
  const found = await Promise.all(values.map((value) => existing(pathIn(value))));
  const { HOME: home = "/" } = env;
  return found.flatMap((path) =>
    path === undefined || isWithin(path, RUN) || isWithin(home, path) ? [] : path,
  );
}

/** Of a path, `unix:///path`, `unix:path=/path,guid=…` or `/path,pid,number`. Undefined: it names no place. */
function pathIn(value: string): string | undefined {
  const [first = ""] = value.split(",");
  const path = first.slice(first.indexOf("/")).replace("///", "/").replace("//", "/");
  return isAbsolute(path) ? path : undefined;
}

async function existing(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || (await stat(path).catch(() => undefined)) === undefined) return undefined;
  return resolveRealPath(path);
}
