import { toWords } from "../../lib/api";

/** Why an act failed, where it was asked for. */
export function Problem({ error }: { error: Error }) {
  return (
    <p role="alert" className="mt-1.5 text-12 text-failed">
      {toWords(error)}
    </p>
  );
}
