/** Environment variables that change a chaos run. */

const environment: NodeJS.ProcessEnv = process.env;
const DEFAULT_KILLS = 50;
const DEFAULT_PROGRESS = 160;
const DEFAULT_NODES = 6;

/** `CHAOS_KILLS`: number of kills in the random run. */
export const KILLS = Number(environment.CHAOS_KILLS ?? DEFAULT_KILLS);
/** `CHAOS_PROGRESS`: maximum of acknowledgements and deliveries between a start and the next kill. */
export const PROGRESS_MAX = Number(environment.CHAOS_PROGRESS ?? DEFAULT_PROGRESS);
/** `CHAOS_NODES`: sub-agents of the real claude that work when the daemon is killed. */
export const NODES = Number(environment.CHAOS_NODES ?? DEFAULT_NODES);
/** `CHAOS_SEED`: the seed that a failed run printed, to repeat it. */
export const SEED = Number(environment.CHAOS_SEED ?? Date.now() % 2 ** 31);
/** `CHAOS_NODE`: another Node for the daemon, which then uses the database of that Node. */
export const OTHER_NODE = environment.CHAOS_NODE;
/** `CHAOS_DAEMON_MAIN`: another build of the daemon to test. */
export const OTHER_DAEMON = environment.CHAOS_DAEMON_MAIN;
