/** Settings, Notifications. Its question: is this browser told what needs me while TinyOffice is closed, and which others are? */
"use client";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { useInstall } from "../../lib/install";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { type PushDevices, usePush, useRemoveDevice, useTestDevice, useTurnOn } from "./queries";
import { pushAbility } from "./subscription";

export function Push() {
  const push = usePush();
  const devices = push.data?.devices ?? [];
  const ownId = push.data?.ownId;
  return (
    <section aria-label={words.settings.tabs.push} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">{words.push.text}</p>
      {push.error !== null && push.data === undefined && (
        <Trouble text={toWords(push.error)} retry={() => void push.refetch()} />
      )}
      {push.data !== undefined && ownId === undefined && <ThisBrowser />}
      {devices.length > 0 && (
        <ul aria-label={words.push.devices}>
          {devices.map((device) => (
            <One key={device.id} device={device} ownId={ownId} />
          ))}
        </ul>
      )}
      <p className="text-n-7">{words.push.privacy}</p>
      <Terminal commands={["tinyagi config set push.content full", "tinyagi push list"]} />
      <Install />
    </section>
  );
}

/** Turns it on here, or says why it cannot be. */
function ThisBrowser() {
  const turnOn = useTurnOn();
  const ability = pushAbility();
  return (
    <div className="grid justify-items-start gap-2 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{words.push.thisBrowser}</h2>
      <p className="text-n-7">{words.push.ability[ability]}</p>
      {ability === "able" && (
        <Button kind="go" disabled={turnOn.isPending} onClick={() => turnOn.mutate()}>
          {words.push.turnOn}
        </Button>
      )}
      {turnOn.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(turnOn.error)}
        </p>
      )}
    </div>
  );
}

function One({ device, ownId }: { device: PushDevices[number]; ownId: string | undefined }) {
  const { id, name, service, sentAt, problem } = device;
  const test = useTestDevice();
  const remove = useRemoveDevice(ownId);
  const error = test.error ?? remove.error;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-n-3 py-2.5">
      <span className="min-w-0 grow">
        <b className="block font-medium break-all text-n-10">
          {oneLine(name, 60)}
          {id === ownId && <span className="ml-2 font-normal text-n-7">{words.push.here}</span>}
        </b>
        <span className="flex flex-wrap gap-x-2 text-12 text-n-7">
          <code className="break-all">{service}</code>
          <span>
            {sentAt === null ? (
              words.push.neverSent
            ) : (
              <>
                {words.push.sent} <TimeChip at={sentAt} ago />
              </>
            )}
          </span>
        </span>
        {problem !== null && <span className="block text-12 text-failed">{words.push.problem(problem)}</span>}
        {error && (
          <span role="alert" className="block text-12 text-failed">
            {toWords(error)}
          </span>
        )}
      </span>
      <Button
        size="s"
        aria-label={words.push.testNamed(name)}
        disabled={test.isPending}
        onClick={() => test.mutate(id)}
      >
        {words.push.test}
      </Button>
      <Button
        size="s"
        kind="risk"
        aria-label={words.push.removeNamed(name)}
        disabled={remove.isPending}
        onClick={() => remove.mutate(id)}
      >
        {words.push.remove}
      </Button>
    </li>
  );
}

/** Where the browser offers it. */
function Install() {
  const install = useInstall();
  if (install === undefined) return null;
  return (
    <div className="grid justify-items-start gap-2 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{words.push.install}</h2>
      <p className="text-n-7">{words.push.installText}</p>
      <Button onClick={install}>{words.push.installVerb}</Button>
    </div>
  );
}
