/** Before anything is known of the reader. It is in each page as the daemon sends it, so that no page begins blank. */
import { words } from "../../locale/words";
import { LOGO } from "./logo-file";

/** Large enough to be what the eye meets first, whatever the page shows next. */
const LOGO_PX = 128;

/** It draws no text: the first text of a page waits for the machine's list of fonts, or for the font of the office. */
export function Opening() {
  return (
    <div className="grid h-dvh place-content-center">
      {/* biome-ignore lint/performance/noImgElement: Next resizes no picture of an export. */}
      <img
        src={LOGO.pathname}
        alt={words.shell.opening}
        width={LOGO_PX}
        height={LOGO_PX}
        fetchPriority="high"
      />
    </div>
  );
}
