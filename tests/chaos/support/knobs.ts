/** What a person at the keyboard can change about a chaos run, by environment variables. */

const environment: NodeJS.ProcessEnv = process.env;
const DEFAULT_KILLS = 50;
const DEFAULT_PROGRESS = 160;

/** `CHAOS_KILLS`: deaths of the random run. */
export const KILLS = Number(environment.CHAOS_KILLS ?? DEFAULT_KILLS);
/** `CHAOS_PROGRESS`: most acknowledgements and deliveries between a start and the next death. */
export const PROGRESS_MAX = Number(environment.CHAOS_PROGRESS ?? DEFAULT_PROGRESS);
/** `CHAOS_SEED`: the seed a failed run printed, to run it again. */
export const SEED = Number(environment.CHAOS_SEED ?? Date.now() % 2 ** 31);
/** `CHAOS_DAEMON_MAIN`: another build of the daemon, to see what the tests say about it. */
export const OTHER_DAEMON = environment.CHAOS_DAEMON_MAIN;
