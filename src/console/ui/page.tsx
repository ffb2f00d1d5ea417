import type { Child, FC } from "hono/jsx";
import type { View } from "../app/view.ts";
import { Icon, type IconName } from "./icon.tsx";

interface PageHeaderProps {
  title: string;
  intro?: string | undefined;
  /** The way back, to a path with a name. */
  back?: { href: string; label: string };
  /** Badges beside the title. */
  badges?: Child;
  /** Buttons on the right. */
  children?: Child;
}

export const PageHeader: FC<PageHeaderProps> = ({ title, intro, back, badges, children }) => (
  <header class="page-header">
    <div>
      {back && (
        <a class="back" href={back.href}>
          <Icon name="back" />
          {back.label}
        </a>
      )}
      <div class="title">
        <h1>{title}</h1>
        {badges}
      </div>
      {intro && <p class="intro">{intro}</p>}
    </div>
    {children && <div class="actions">{children}</div>}
  </header>
);

export type Tone = "neutral" | "success" | "warning" | "danger" | "accent";

export const Badge: FC<{ tone?: Tone; icon?: IconName; title?: string; children?: Child }> = ({
  tone = "neutral",
  icon,
  title,
  children,
}) => (
  <span class={`badge ${tone}`} title={title}>
    {icon && <Icon name={icon} />}
    {children}
  </span>
);

interface EmptyProps {
  icon: IconName;
  title: string;
  hint?: string;
  /** What to do about it. */
  children?: Child;
}

export const Empty: FC<EmptyProps> = ({ icon, title, hint, children }) => (
  <div class="empty">
    <span class="empty-icon">
      <Icon name={icon} />
    </span>
    <h2>{title}</h2>
    {hint && <p>{hint}</p>}
    {children}
  </div>
);

/** A hint that needs attention, in a box. */
export const Note: FC<{ tone?: "info" | "success" | "warning" | "danger"; children?: Child }> = ({
  tone = "info",
  children,
}) => (
  <div class={`note ${tone}`} role="note">
    <Icon name={{ info: "info", success: "check", warning: "alert", danger: "alert" }[tone] as IconName} />
    <div>{children}</div>
  </div>
);

interface PagerProps {
  view: View;
  page: { iterator: string | null; prevIterator: string | null; done: boolean };
  /** Address with this iterator. */
  href: (iterator: string | null) => string;
  /** What the page was asked for with, null for the first one. */
  iterator: string | null;
}

export const Pager: FC<PagerProps> = ({ view: { text }, page, href, iterator }) => {
  const backwards = iterator?.startsWith("-") ?? false;
  const goesBack = iterator !== null && page.prevIterator !== null && !(backwards && page.done);
  const goesOn = backwards ? page.iterator !== null : !page.done;
  if (!goesBack && !goesOn) return null;
  return (
    <nav class="pager" aria-label={`${text.actions.previous} / ${text.actions.next}`}>
      {goesBack ? (
        <a class="button secondary" href={href(page.prevIterator)} rel="prev">
          <Icon name="back" />
          {text.actions.previous}
        </a>
      ) : (
        <span />
      )}
      {goesOn && (
        <a class="button secondary" href={href(page.iterator)} rel="next">
          {text.actions.next}
          <Icon name="forward" />
        </a>
      )}
    </nav>
  );
};

/** A moment. The server knows the browser's zone from the second page on; until then our script corrects it. */
export const Time: FC<{ view: View; at: string; as?: "dateTime" | "exact" | "short" | "relative" }> = ({
  view: { format },
  at,
  as = "dateTime",
}) => (
  <time datetime={at} title={format.exact(at)} data-local={format.zoneKnown ? undefined : as}>
    {format[as](at)}
  </time>
);
