/** All settings as fields, in groups, found by their words. */
"use client";
import { visible } from "../../lib/format/text";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { FilterText } from "../../ui/filter-bar";
import { Link } from "../../ui/link";
import { PAGES } from "../../ui/pages";
import { effective } from "./effective";
import { FieldRow } from "./field-row";
import { found, type Group } from "./schema-fields";
import type { SettingsDraft } from "./use-settings-draft";

interface Props {
  draft: SettingsDraft;
  onChanged: () => void;
  /** Enter was pressed in a field. */
  onEnter: () => void;
}

export function SettingsForm({ draft, onChanged, onEnter }: Props) {
  const [search, setSearch] = useParam("find");
  const groups = found(effective(draft.groups, draft.settings, draft.typed), search);
  return (
    <form
      className="max-w-[880px]"
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
    >
      {/* Without it, Enter in a field would do nothing. */}
      <button type="submit" hidden>
        {words.common.save}
      </button>
      <search className="sticky top-0 z-10 flex bg-n-0 py-3" aria-label={words.settings.title}>
        <FilterText label={words.settings.find} value={search} onChange={setSearch} />
      </search>
      {groups.length === 0 && (
        <p className="py-6 text-13 text-n-7">{words.settings.noneSays(visible(search))}</p>
      )}
      {groups.map((group) => (
        <section key={group.key} aria-label={group.name} className="pb-4">
          <h2 className="border-b border-n-4 pt-2 pb-2 text-13 font-semibold text-n-10">
            {group.name}
            {group.help !== "" && group.fields[0]?.key !== group.key && (
              <span className="ml-2 font-normal text-n-7">{group.help}</span>
            )}
          </h2>
          {group.page !== undefined && <Elsewhere group={group} />}
          {group.fields.map((field) => (
            <FieldRow
              key={field.key}
              field={field}
              draft={draft}
              onType={(text) => {
                draft.type(field.key, text);
                onChanged();
              }}
            />
          ))}
        </section>
      ))}
    </form>
  );
}

/** What has a page of its own is changed there. */
function Elsewhere({ group: { name, page } }: { group: Group }) {
  const exists = PAGES.some(({ path }) => path === page);
  return (
    <p className="py-3 text-13 text-n-7">
      {exists && page !== undefined ? (
        <>
          {words.settings.ownPage}{" "}
          <Link
            href={page}
            className="font-medium text-n-10 underline underline-offset-3 max-md:inline-block max-md:py-3.5"
          >
            {name}
          </Link>
        </>
      ) : (
        words.settings.inRawFile
      )}
    </p>
  );
}
