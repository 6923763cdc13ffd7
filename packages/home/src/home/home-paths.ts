/** The paths inside the home directory. Pure: creates and reads nothing. */
import { join } from "node:path";

export interface HomePaths {
  home: string;
  /** `settings.json`; its single backup is `settingsBackup`. */
  settings: string;
  settingsBackup: string;
  database: string;
  /** Records the last commit of the database. */
  commitMark: string;
  /** Locked by the running daemon. */
  lock: string;
  auth: string;
  authToken: string;
  /** Digests of the browser sessions. */
  authSessions: string;
  /** The key towards push services, and the browsers that are notified. */
  authPush: string;
  logs: string;
  files: string;
  /** Files that people sent. */
  filesIn: string;
  /** Files to be sent to people. */
  filesOut: string;
  /** Where the running daemon writes its pid and port (`daemon.json`). */
  runtime: string;
  /** Says that the last daemon hung. */
  hung: string;
  backups: string;
  plugins: string;
  /** Files of active runs. Emptied at each start. */
  run: string;
  channels: string;
  /** What the owner saw of the own MCP servers, and the folders that they run in. */
  mcp: string;
}

/** The longest path that fits into a Unix socket address, in bytes. */
export const SOCKET_PATH_MAX_BYTES = 107;
/** The longest path of a socket in a home. */
const LONGEST_SOCKET = "run/egress/0123456789ab.sock";

/** Whether the sockets of a home can be made. Containers need them. */
export function fitsSockets(home: string): boolean {
  return Buffer.byteLength(join(home, LONGEST_SOCKET)) <= SOCKET_PATH_MAX_BYTES;
}

/** The paths of `home`, an absolute directory. */
export function homePaths(home: string): HomePaths {
  return {
    home,
    settings: join(home, "settings.json"),
    settingsBackup: join(home, "settings.json.bak"),
    database: join(home, "tinyagi.db"),
    commitMark: join(home, "tinyagi.db.mark"),
    lock: join(home, "daemon.lock"),
    auth: join(home, "auth"),
    authToken: join(home, "auth", "token"),
    authSessions: join(home, "auth", "sessions.json"),
    authPush: join(home, "auth", "push.json"),
    logs: join(home, "logs"),
    files: join(home, "files"),
    filesIn: join(home, "files", "in"),
    filesOut: join(home, "files", "out"),
    runtime: join(home, "daemon.json"),
    hung: join(home, "daemon.hung"),
    backups: join(home, "backups"),
    plugins: join(home, "plugins"),
    run: join(home, "run"),
    channels: join(home, "channels"),
    mcp: join(home, "mcp"),
  };
}
