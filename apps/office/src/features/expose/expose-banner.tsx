/** Above every page while somebody from elsewhere gets in: to whom it is open, for how long, and a way to close it. */
"use client";
import { exposureText } from "@tinyagi/views";
import { useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { whenAtRest } from "../../lib/rest";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useExposure, useStopExposure } from "./queries";

export function ExposeBanner() {
  // After what the page itself asks.
  const [enabled, setEnabled] = useState(false);
  useEffect(() => whenAtRest(() => setEnabled(true)), []);
  const { data } = useExposure({ enabled });
  const stop = useStopExposure();
  const now = useNow();
  if (data === undefined || data.state === "off") return null;
  return (
    <section
      aria-label={words.expose.name}
      className="flex flex-none flex-wrap items-center gap-x-3 md:flex-nowrap gap-y-1 bg-waiting-soft px-4 py-2 text-13 text-n-10 md:px-8"
    >
      {/* Said once: what is left of the time would be read out each minute. */}
      <span role="status" className="sr-only">
        {words.expose.name}
      </span>
      <p className="min-w-0 grow">
        <b className="font-semibold">{exposureText(data, now, words.views)}</b>{" "}
        {data.url !== null && <code className="break-all">{data.url}</code>}
        {stop.error && (
          <span role="alert" className="block text-12 text-failed">
            {toWords(stop.error)}
          </span>
        )}
      </p>
      <Button size="s" kind="risk" disabled={stop.isPending} onClick={() => stop.mutate()}>
        {words.expose.stop}
      </Button>
    </section>
  );
}
