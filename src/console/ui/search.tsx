import type { FC } from "hono/jsx";

interface SearchProps {
  /** Page that is searched. */
  action: string;
  query: string;
  label: string;
  placeholder: string;
  /** What was found, in words; empty without a query. */
  found: string;
  /** Id of the list that changes. */
  list: string;
  /** Fields that stay. */
  keep?: Record<string, string | null | undefined>;
}

/** Finds while somebody types; without JavaScript, by Enter. */
export const Search: FC<SearchProps> = ({ action, query, label, placeholder, found, list, keep = {} }) => (
  <search>
    <form
      method="get"
      action={action}
      class="search"
      hx-get={action}
      hx-trigger="submit, input changed delay:200ms from:#q, search from:#q"
      hx-target={`#${list}`}
      hx-select={`#${list}`}
      hx-select-oob="#found"
      hx-swap="outerHTML"
      hx-sync="this:replace"
      hx-replace-url="true"
    >
      {Object.entries(keep).map(
        ([name, value]) => value && <input type="hidden" name={name} value={value} />,
      )}
      <label for="q" class="visually-hidden">
        {label}
      </label>
      <input type="search" id="q" name="q" value={query} placeholder={placeholder} autocomplete="off" />
      <output id="found" class="quiet" for="q">
        {found}
      </output>
    </form>
  </search>
);
