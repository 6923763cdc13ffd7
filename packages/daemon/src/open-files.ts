/**
 * Checks how many files this process may open. Imports only Node's own modules and opens no file: with too low a
 * limit nothing else can be loaded, and Node's error would name an arbitrary file instead of the cause.
 */

/** Enough for a database, its WAL, logs, sockets, and the pipes of a few agents. An idle daemon has 29 open files. */
const NEEDED = 256;
/** `EX_OSERR` of sysexits: the system refused a resource. */
const EXIT_TOO_FEW = 71;

export interface OpenFilesRefusal {
  /** One line that says what to do. */
  readonly message: string;
  readonly exitCode: number;
}

/** Why TinyAGI cannot run with this process's limit of open files; undefined when it can. */
export function openFilesRefusal(limit = hardLimit()): OpenFilesRefusal | undefined {
  if (limit >= NEEDED) return undefined;
  const message =
    `This process is limited to ${limit} open files; TinyAGI needs at least ${NEEDED}. Raise the hard limit: ` +
    "`ulimit -n 1024` as root, LimitNOFILE=1024 in a systemd unit, or --ulimit nofile=1024 for a container.";
  return { message, exitCode: EXIT_TOO_FEW };
}

/** Node raises the soft limit to the hard limit at start, so TinyAGI cannot raise it further. */
function hardLimit(): number {
  // Otherwise the report resolves the name of every network address.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const soft = (report as { userLimits?: { open_files?: { soft?: unknown } } }).userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}
