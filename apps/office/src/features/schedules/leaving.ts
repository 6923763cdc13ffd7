/** Schedules whose deletion can still be undone. */
import { createLeaving } from "../../lib/leaving";

export const { set: setLeaving, use: useLeaving } = createLeaving<string>();
