/** Before anything is known of the reader. It is in each page as the daemon sends it, so that no page begins blank. */
import { words } from "../../locale/words";

/** Large enough to be what the eye meets first, whatever the page shows next. */
const LOGO_PX = 128;

export function Opening() {
  return (
    <div className="grid h-dvh place-content-center justify-items-center gap-4">
      {/* biome-ignore lint/performance/noImgElement: Next resizes no picture of an export. */}
      <img src="/icon.svg" alt="" width={LOGO_PX} height={LOGO_PX} fetchPriority="high" />
      <p aria-hidden="true" className="text-20 font-bold tracking-tight text-n-10">
        TinyOffice
      </p>
      <p className="sr-only">{words.shell.opening}</p>
    </div>
  );
}
