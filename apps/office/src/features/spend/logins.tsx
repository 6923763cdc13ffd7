/** Logins of providers: which one is used and why, and how much of their windows is used. Nothing where there is nothing to say. */
"use client";
import type { LoginView } from "@tinyagi/contracts";
import { moment } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { useLogins } from "./queries";

export function Logins() {
  const { data = {} } = useLogins();
  const shown = Object.entries(data).filter(
    ([, logins]) => logins.length > 1 || logins.some(({ quota }) => quota.length > 0),
  );
  if (shown.length === 0) return null;
  return (
    <section aria-label={words.spend.logins.title} className="min-w-0">
      <h2 className="flex h-11 items-center text-13 font-semibold text-n-10">{words.spend.logins.title}</h2>
      <ul className="text-13">
        {shown.flatMap(([provider, logins]) =>
          logins.map((login) => (
            <li
              key={`${provider} ${login.name}`}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b border-n-3 py-2.5"
            >
              <span className="font-medium text-n-10">
                {oneLine(provider, 60)}
                {logins.length > 1 && ` · ${words.spend.logins.named(login.name)}`}
              </span>
              <span className="text-12 text-n-7">{stateOf(login)}</span>
              {login.pause !== null && (
                <span className="col-span-2 text-12 text-n-7">{oneLine(login.pause.reason, 300)}</span>
              )}
              {login.quota.map((window) => (
                <Used key={window.period} window={window} />
              ))}
            </li>
          )),
        )}
      </ul>
    </section>
  );
}

function Used({ window: { period, usedPercent, resetsAt } }: { window: LoginView["quota"][number] }) {
  const said = words.spend.logins;
  const percent = Math.floor(usedPercent);
  const name = said.periods[period] ?? oneLine(period, 40).replaceAll("_", " ");
  return (
    <span className="col-span-2 flex items-center gap-2.5 text-12 text-n-7">
      <span className="w-24 shrink-0">{name}</span>
      <progress
        aria-label={name}
        className="h-1.5 w-32 accent-n-10"
        max={100}
        value={Math.min(100, percent)}
      />
      <span className="font-mono text-n-10">{percent}%</span>
      {resetsAt !== null && <span>{said.until(moment(resetsAt))}</span>}
    </span>
  );
}

function stateOf({ ordered, inUse, pause }: LoginView): string {
  const said = words.spend.logins;
  if (!ordered) return said.notOrdered;
  if (pause !== null) return said.paused(moment(pause.until));
  return inUse ? said.inUse : said.ready;
}
