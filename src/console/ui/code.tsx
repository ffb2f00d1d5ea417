import type { Child, FC } from "hono/jsx";
import { isBranch, type Lossless, parseLossless } from "../../core/json/lossless.ts";
import type { View } from "../app/view.ts";
import { Icon } from "./icon.tsx";

/** Copies the text of the element with this id, or `value`; hidden without JavaScript. */
export const CopyButton: FC<{ view: View; from?: string; value?: string; label?: string }> = ({
  view: { text },
  from,
  value,
  label = text.actions.copy,
}) => (
  <button type="button" class="secondary small copy" data-copy={value} data-copy-from={from} hidden>
    <Icon name="copy" />
    <span data-done={text.actions.copied}>{label}</span>
  </button>
);

const leaf = (value: Lossless) => {
  const kind = value === null ? "null" : JSON.isRawJSON(value) ? "number" : typeof value;
  return <span class={`json-${kind}`}>{JSON.stringify(value)}</span>;
};

/** Values inside one another are shown folded below this depth or above this number of entries. */
const openDepth = 3;
const openEntries = 50;

const Value: FC<{ value: Lossless; name?: string | undefined; last: boolean; depth: number }> = ({
  value,
  name,
  last,
  depth,
}) => {
  const key = name === undefined ? null : <span class="json-key">{JSON.stringify(name)}: </span>;
  const comma = last ? "" : ",";
  const isObject = isBranch(value);
  const entries: [string, Lossless][] = isObject ? Object.entries(value) : [];
  if (!isObject || entries.length === 0)
    return (
      <div class="json-row">
        {key}
        {isObject ? (Array.isArray(value) ? "[]" : "{}") : leaf(value)}
        {comma}
      </div>
    );
  const [from, to] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return (
    <details class="json-fold" open={depth < openDepth && entries.length <= openEntries}>
      <summary>
        {key}
        {from}
        <span class="json-more">
          {" … "}
          {to}
          {comma}
        </span>
      </summary>
      <div class="json-body">
        {entries.map(([child, inner], index) => (
          <Value
            value={inner}
            name={Array.isArray(value) ? undefined : child}
            last={index === entries.length - 1}
            depth={depth + 1}
          />
        ))}
      </div>
      <div class="json-row">
        {to}
        {comma}
      </div>
    </details>
  );
};

/** What scrolls must be reachable by keyboard. */
const Scrolling: FC<{ label: string; class: string; children?: Child }> = ({ label, children, ...rest }) => (
  <section class={rest.class} tabindex={0} aria-label={label}>
    {children}
  </section>
);

/** Text as it is. */
export const Plain: FC<{ text: string; label: string }> = ({ text, label }) => (
  <Scrolling class="code" label={label}>
    <pre>
      <code>{text}</code>
    </pre>
  </Scrolling>
);

/** Text that may be JSON: then highlighted and foldable, else as it is. */
export const Json: FC<{ text: string; label: string }> = ({ text, label }) => {
  const value = parsed(text);
  if (value === undefined) return <Plain text={text} label={label} />;
  return (
    <Scrolling class="code json" label={label}>
      <Value value={value} last depth={0} />
    </Scrolling>
  );
};

/** Larger or more deeply nested texts than these are shown as they are. */
const mostCharacters = 200_000;
const mostDepth = 100;

/** A text of JSON as a value that keeps its numbers as they were written; undefined for what is better shown as text. */
function parsed(text: string): Lossless | undefined {
  if (text.length > mostCharacters || depthOf(text) > mostDepth) return undefined;
  try {
    const value = parseLossless(text);
    return isBranch(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** At least how deeply brackets stand in one another. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[[{}\]]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

interface CodeProps {
  view: View;
  id: string;
  /** Says what this is, above it and to screen readers. */
  label: string;
  text: string;
  /** Show it as text even when it is JSON. */
  plain?: boolean;
  /** Further buttons beside "Copy". */
  children?: Child;
}

/** A block of code with a title and a button to copy it. */
export const Code: FC<CodeProps> = ({ view, id, label, text, plain, children }) => (
  <figure class="code-block">
    <figcaption>
      <span>{label}</span>
      <span class="code-tools">
        {children}
        <CopyButton view={view} value={text} />
      </span>
    </figcaption>
    <div id={id}>{plain ? <Plain text={text} label={label} /> : <Json text={text} label={label} />}</div>
  </figure>
);
