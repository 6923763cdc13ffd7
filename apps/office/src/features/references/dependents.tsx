/** What a removal changes elsewhere, read anew each time the question opens. */
"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReferenceTarget } from "@tinyagi/contracts";
import { api, toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";

interface Target {
  kind: ReferenceTarget;
  id: string;
}

export function Dependents({ kind, id }: Target) {
  const { data, error } = useQuery({
    queryKey: [...KEYS.settings, "references", kind, id],
    queryFn: async ({ signal }) =>
      (await api().call("listDependents", { params: { kind, id }, signal })).references,
    staleTime: 0,
  });
  const { title, reading, onRemoval } = words.references;
  if (error) return <p className="text-12 text-failed">{toWords(error)}</p>;
  if (data === undefined) return <p className="text-12 text-n-7">{reading}</p>;
  if (data.length === 0) return null;
  return (
    <section aria-label={title} className="rounded-2 border border-n-3 p-3 text-13">
      <h3 className="font-medium text-n-10">{title}</h3>
      <ul className="mt-1 grid list-disc gap-0.5 pl-4 text-n-8">
        {data.map((reference) => (
          <li key={`${reference.role} ${reference.from} ${reference.target.id}`} className="break-words">
            {visible(onRemoval[reference.role](reference))}
          </li>
        ))}
      </ul>
    </section>
  );
}
