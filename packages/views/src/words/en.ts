import { runs } from "./runs-en.js";
import type { ViewWords } from "./words.js";

/** English, the default of every view. */
export const en: ViewWords = {
  tag: "en",
  time: {
    now: "now",
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => `${count} d`,
    join: (large, small) => `${large} ${small}`,
    ago: (span) => `${span} ago`,
  },
  runs,
};
