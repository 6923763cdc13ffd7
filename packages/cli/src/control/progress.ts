/**
 * Says that a step takes its time. Guarantees: nothing for a step of less than a second and nothing with `--json`; a line
 * that moves on a terminal, which is gone when the step ends; elsewhere a line now and then.
 */
import { paint } from "@tinyagi/visualizer/text";
import type { Output } from "../output/output.js";

const SHOWN_AFTER_MS = 1_000;
const FRAME_MS = 120;
const FRAMES = ["|", "/", "-", "\\"];
/** Nobody watches a pipe: a line there is for the log, where a step hangs. */
const LINE_EVERY_MS = 10_000;

/**
 * Does the step.
 *
 * @param words what is being done, such as `Starting the daemon`
 * @param step gets a function that says, at once, what it waits for instead
 */
export async function withProgress<T>(
  { live, talk }: Pick<Output, "live" | "talk">,
  words: string,
  step: (wait: (words: string) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let now = words;
  const seconds = (): string => `${now}, ${Math.round((performance.now() - began) / 1_000)} s`;
  let height = 0;
  let frames = 0;
  const draw = (): void => {
    if (live === undefined) {
      talk(seconds());
      return;
    }
    if (frames === 0) live.begin();
    live.draw([paint("dim", `${FRAMES[frames % FRAMES.length]} ${seconds()}`)], height);
    height = 1;
    frames += 1;
  };
  let timer: NodeJS.Timeout | undefined;
  const first = setTimeout(
    () => {
      draw();
      timer = setInterval(draw, live === undefined ? LINE_EVERY_MS : FRAME_MS);
    },
    live === undefined ? LINE_EVERY_MS : SHOWN_AFTER_MS,
  );
  try {
    return await step((instead) => {
      now = instead;
      if (live === undefined) draw();
    });
  } finally {
    clearTimeout(first);
    clearInterval(timer);
    if (frames > 0) {
      live?.draw([], height);
      live?.end();
    }
  }
}
