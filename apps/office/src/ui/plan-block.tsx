/**
 * A plan for sub-agents in an answer: who does what, and after whom. Its JSON stands folded below it, also while it is
 * being written, and when the agent made a mistake in it.
 */
"use client";
import type { ShownPlan } from "@tinyagi/views";
import type { ReactNode } from "react";
import { oneLine } from "../lib/format/text";
import { words } from "../locale/words";

/** @param props.plan undefined: not whole */
export function PlanBlock({ plan, children }: { plan: ShownPlan | undefined; children: ReactNode }) {
  const say = words.views.runs.plan;
  return (
    <section aria-label={say.label} className="my-3 rounded-m border border-n-4 px-3 py-2 text-13">
      <p className="font-medium text-n-10">
        {plan === undefined ? say.label : say.planned(plan.agents.length)}
        {plan !== undefined && plan.goal !== "" && (
          <span className="font-normal text-n-7"> · {oneLine(plan.goal, 160)}</span>
        )}
      </p>
      {plan !== undefined && <Agents plan={plan} />}
      <details className="mt-1">
        <summary className="cursor-pointer text-12 text-n-7 hover:text-n-10 max-md:py-3.5">
          {say.json}
        </summary>
        {children}
      </details>
    </section>
  );
}

function Agents({ plan }: { plan: ShownPlan }) {
  return (
    <ol className="mt-1 grid list-none gap-1 p-0">
      {plan.agents.map(({ id, agent, prompt, after }) => (
        <li key={id} className="min-w-0 border-l-2 border-n-4 pl-2">
          <b className="font-medium text-n-10">{oneLine(id, 60)}</b>
          {agent !== undefined && <span className="text-n-7"> @{oneLine(agent, 40)}</span>}
          {after.length > 0 && (
            <span className="text-n-7">
              {" "}
              · {words.views.runs.plan.after(after.map((one) => oneLine(one, 40)))}
            </span>
          )}
          <span className="line-clamp-2 break-words text-n-8">{oneLine(prompt, 240)}</span>
        </li>
      ))}
    </ol>
  );
}
