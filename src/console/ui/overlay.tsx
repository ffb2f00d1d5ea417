import type { Child, FC } from "hono/jsx";
import type { View } from "../app/view.ts";
import { Csrf, Once, swap } from "./form.tsx";
import { Icon, type IconName } from "./icon.tsx";

/** The ⋮ menu: a popover of links and buttons. */
export const Menu: FC<{ id: string; label: string; children?: Child }> = ({ id, label, children }) => (
  <div class="menu">
    <button type="button" class="icon-button" popovertarget={id} aria-label={label} title={label}>
      <Icon name="more" />
    </button>
    <div id={id} popover="auto" class="menu-list">
      <ul>{children}</ul>
    </div>
  </div>
);

export const MenuLink: FC<{ href: string; icon: IconName; children?: Child }> = ({
  href,
  icon,
  children,
}) => (
  <li>
    <a href={href}>
      <Icon name={icon} />
      {children}
    </a>
  </li>
);

interface MenuActionProps {
  view: View;
  action: string;
  icon: IconName;
  /** Fields that go along. */
  fields?: Record<string, string>;
  /** Part of the page that changes; without it the whole page comes anew. */
  target?: string;
  danger?: boolean;
  children?: Child;
}

export const MenuAction: FC<MenuActionProps> = ({
  view,
  action,
  icon,
  fields = {},
  target,
  danger,
  children,
}) => (
  <li>
    <form method="post" action={action} {...(target ? swap(target) : {})}>
      <Csrf view={view} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={danger ? "danger" : undefined} disabled={view.readOnly}>
        <Icon name={icon} />
        {children}
      </button>
    </form>
  </li>
);

/** An entry that opens a dialog; without JavaScript it leads to `href`, the same as a page. */
export const MenuDialog: FC<{
  href: string;
  dialog: string;
  icon: IconName;
  danger?: boolean;
  children?: Child;
}> = ({ href, dialog, icon, danger, children }) => (
  <li>
    <a href={href} data-dialog={dialog} class={danger ? "danger" : undefined}>
      <Icon name={icon} />
      {children}
    </a>
  </li>
);

interface DialogProps {
  view: View;
  id: string;
  title: string;
  /** Shown at once, as the page that works without JavaScript. */
  open?: boolean;
  /** Where closing leads to without JavaScript. */
  closeTo: string;
  children?: Child;
}

/** A modal dialog. What opens it carries `data-dialog="<id>"`. */
export const Dialog: FC<DialogProps> = ({ view, id, title, open, closeTo, children }) => (
  <dialog id={id} aria-labelledby={`${id}-title`} open={open} data-modal={open ? "now" : undefined}>
    <article>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <a class="icon-button" href={closeTo} data-close aria-label={view.text.actions.close}>
          <Icon name="close" />
        </a>
      </header>
      {children}
    </article>
  </dialog>
);

interface ConfirmProps extends DialogProps {
  action: string;
  /** What the button says, e.g. "Delete". */
  confirm: string;
  fields?: Record<string, string>;
  danger?: boolean;
}

/** Asks before something is done that can't be taken back. */
export const Confirm: FC<ConfirmProps> = ({ action, confirm, fields = {}, danger, children, ...dialog }) => (
  <Dialog {...dialog}>
    <form method="post" action={action}>
      <Csrf view={dialog.view} />
      <Once />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <footer>
        <a class="button secondary" href={dialog.closeTo} data-close data-focus="">
          {dialog.view.text.actions.cancel}
        </a>
        <button type="submit" class={danger ? "danger" : undefined} disabled={dialog.view.readOnly}>
          {confirm}
        </button>
      </footer>
    </form>
  </Dialog>
);
