/** Settings, From elsewhere. Its question: who reaches TinyOffice now, and how do I open it to my phone? */
"use client";
import type { ExposeWay } from "@tinyagi/contracts";
import { exposeProblemText, exposureText } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CopyCommand } from "../../ui/copy-command";
import { Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { type Exposure, useExpose, useExposure, useStopExposure } from "./queries";

const HOUR_MINUTES = 60;
const TIMES = [1, 4, 12, 24, 168].map((hours) => hours * HOUR_MINUTES);
const SAID_CHARS = 400;

export function Expose() {
  const exposure = useExposure();
  const { data, error } = exposure;
  return (
    <section aria-label={words.settings.tabs.expose} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">{words.expose.text}</p>
      {error !== null && data === undefined && (
        <Trouble text={toWords(error)} retry={() => void exposure.refetch()} />
      )}
      {error === null && data === undefined && <Reading />}
      {data !== undefined && <Now data={data} />}
      {data?.state === "off" && <Ways data={data} />}
      <Terminal commands={["tinyagi expose", "tinyagi expose link"]} />
    </section>
  );
}

function Now({ data }: { data: Exposure }) {
  const stop = useStopExposure();
  const now = useNow();
  const { url, state, problem, via } = data;
  const trouble = problem === null || via === null ? undefined : exposeProblemText(problem, via, words.views);
  return (
    <div className="grid justify-items-start gap-2 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{exposureText(data, now, words.views)}</h2>
      {url !== null && <code className="break-all">{url}</code>}
      {trouble !== undefined && (
        <p role="alert" className="text-failed">
          {oneLine(trouble.problem, SAID_CHARS)} <span className="block text-n-9">{trouble.step}</span>
        </p>
      )}
      {state !== "off" && (
        <Button kind="risk" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {words.expose.stop}
        </Button>
      )}
      {stop.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(stop.error)}
        </p>
      )}
    </div>
  );
}

/** What has to be done in a terminal first. */
function Missing({ text, command }: { text: string; command: string }) {
  return (
    <div className="grid gap-2 rounded-m border border-n-4 p-4">
      <p className="text-n-9">{text}</p>
      <CopyCommand command={command} />
    </div>
  );
}

/** Only what is installed can be chosen; for the rest there are commands. */
function Ways({ data }: { data: Exposure }) {
  const open = useExpose();
  const installed = data.offers.filter((offer) => offer.installed);
  const [chosen, setChosen] = useState<ExposeWay>();
  const [minutes, setMinutes] = useState(12 * HOUR_MINUTES);
  const via = chosen ?? installed[0]?.via;
  if (!data.login)
    return <Missing text={words.expose.noLogin} command="tinyagi config set server.auth token" />;
  if (via === undefined) return <Missing text={words.expose.noneInstalled} command="tinyagi expose" />;
  return (
    <form
      className="grid justify-items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate({ via, minutes });
      }}
    >
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium text-n-10">{words.expose.how}</legend>
        {installed.map((offer) => (
          <label key={offer.via} className="flex gap-2">
            <input
              type="radio"
              name="via"
              checked={offer.via === via}
              onChange={() => setChosen(offer.via)}
            />
            <span>{words.views.expose.ways[offer.via]}</span>
          </label>
        ))}
      </fieldset>
      <label className="flex items-center gap-2">
        {words.expose.howLong}
        <select
          className="h-8 rounded-s border border-n-4 bg-n-0 px-2 max-md:min-h-11"
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
        >
          {TIMES.map((time) => (
            <option key={time} value={time}>
              {words.views.time.hours(time / HOUR_MINUTES)}
            </option>
          ))}
        </select>
      </label>
      <Button kind="go" type="submit" disabled={open.isPending}>
        {open.isPending ? words.expose.opening : words.expose.start}
      </Button>
      {open.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(open.error)}
        </p>
      )}
    </form>
  );
}
