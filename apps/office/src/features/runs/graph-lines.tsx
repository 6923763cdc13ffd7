/** The lines between the parts of a graph, and what each kind of line says. */
"use client";
import { words } from "../../locale/words";
import type { Edge, Layout } from "./layout";

const DASHES = { parent: "4 4", need: undefined } as const;
const KINDS = ["parent", "need"] as const;

export function GraphLines({ layout, current }: { layout: Layout; current: string }) {
  const { width, height, edges } = layout;
  const paths = (kind: Edge["kind"], isHot: boolean): string =>
    edges
      .filter((edge) => edge.kind === kind && (edge.from === current || edge.to === current) === isHot)
      .map(({ path }) => path)
      .join("");
  return (
    <svg width={width} height={height} className="absolute inset-0" aria-hidden="true" fill="none">
      {KINDS.map((kind) => (
        <g key={kind} strokeDasharray={DASHES[kind]}>
          <path d={paths(kind, false)} className="stroke-n-6" />
          <path d={paths(kind, true)} strokeWidth={2} className="stroke-n-10" />
        </g>
      ))}
    </svg>
  );
}

export function GraphLegend({ edges }: { edges: readonly Edge[] }) {
  const said = { parent: words.runs.graph.startedBy, need: words.runs.graph.needs };
  const shown = KINDS.filter((kind) => edges.some((edge) => edge.kind === kind));
  if (shown.length < 2) return null;
  return (
    <ul className="pointer-events-none absolute bottom-3 left-4 z-10 grid gap-0.5 rounded-s bg-n-0 px-2 py-1.5 text-12 text-n-8 md:left-8">
      {shown.map((kind) => (
        <li key={kind} className="flex items-center gap-2">
          <svg width="28" height="2" aria-hidden="true">
            <path d="M0 1H28" className="stroke-n-8" strokeDasharray={DASHES[kind]} />
          </svg>
          {said[kind]}
        </li>
      ))}
    </ul>
  );
}
