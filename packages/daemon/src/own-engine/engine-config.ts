/** The configuration of the engine that the daemon runs itself: encrypted, for one user, and nothing is kept on disk. Pure. */

export interface EngineConfig {
  readonly port: number;
  /** Addresses at which it listens. */
  readonly bind: readonly string[];
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Where it is started. It writes nothing there. */
  readonly folder: string;
  readonly user: string;
  /** SHA-256 of the password, in hex. */
  readonly digest: string;
}

export function engineConfig(config: EngineConfig): string {
  const { port, bind, certificateFile, keyFile, folder, user, digest } = config;
  return [
    "port 0",
    `tls-port ${port}`,
    `bind ${bind.join(" ")}`,
    `tls-cert-file ${quoted(certificateFile)}`,
    `tls-key-file ${quoted(keyFile)}`,
    `tls-ca-cert-file ${quoted(certificateFile)}`,
    // Who may do what is decided by its user.
    "tls-auth-clients no",
    "user default off",
    `user ${user} on #${digest} ~* &* +@all`,
    // It would refuse addresses of others, because the user that it asks about is off.
    "protected-mode no",
    'save ""',
    "appendonly no",
    "maxmemory-policy noeviction",
    "daemonize no",
    `dir ${quoted(folder)}`,
    "",
  ].join("\n");
}

/** The server reads the same escapes. */
function quoted(path: string): string {
  return JSON.stringify(path);
}
