import type { Child, FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import { ApiError } from "../../app/client.ts";
import { onceIn } from "../../app/shown.ts";
import type { AppView } from "../../app/view.ts";
import { inOneText } from "../../text/plain-words.ts";
import { Csrf, Once } from "../../ui/form.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";

/**
 * Why nothing can be sent to a webhook by hand, in plain words; null when it can.
 * @param endpoint null when it was deleted
 */
export function whyNot(view: AppView, endpoint: Endpoint | null, archived: boolean): string | null {
  const { whyNot } = view.text.requests;
  if (archived) return whyNot.archived;
  if (endpoint === null) return whyNot.deleted;
  if (!view.app.webhooksEnabled) return whyNot.off;
  if (endpoint.disabled) return whyNot.paused;
  if (endpoint.destination?.type === "email" && endpoint.destination.confirmed === false)
    return whyNot.unconfirmed;
  return null;
}

/**
 * Sends messages to a webhook once more, and once however often the form comes; why the API refused, null when all went
 * well.
 */
export async function resend(
  view: AppView,
  endpoint: string,
  messages: readonly string[],
  form: FormData,
): Promise<string | null> {
  const { api, apiPath } = view;
  const key = await onceIn(form);
  try {
    for (const message of messages)
      await api.postOnce(
        `${apiPath}/msg/${encodeURIComponent(message)}/endpoint/${endpoint}/resend`,
        {},
        key,
      );
    return null;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 400 || error.status === 410))
      return inOneText(view, error.issues);
    throw error;
  }
}

interface SendButtonProps {
  view: AppView;
  /** Of the dialog that asks first. */
  id: string;
  action: string;
  fields?: Record<string, string>;
  /** Why it can't be done, null when it can. */
  reason: string | null;
  /** There is something to ask first. */
  asks: boolean;
  /** Where the dialog is without JavaScript. */
  askAt: string;
  icon?: IconName;
  /** What a screen reader says, when the words on the button are not enough. */
  label?: string;
  small?: boolean;
  children?: Child;
}

/** A button that sends at once, or asks first, or says why it can't. */
export const SendButton: FC<SendButtonProps> = (props) => {
  const {
    view,
    id,
    action,
    fields = {},
    reason,
    asks,
    askAt,
    icon = "rotate",
    label,
    small,
    children,
  } = props;
  const style = small ? "button secondary small" : "button secondary";
  const words = (
    <>
      <Icon name={icon} />
      {children}
    </>
  );
  if (reason !== null)
    return (
      <button type="button" class={style} disabled title={reason} aria-label={label}>
        {words}
      </button>
    );
  if (asks)
    return (
      <a class={style} href={askAt} data-dialog={id} aria-label={label}>
        {words}
      </a>
    );
  return (
    <form method="post" action={action} class="inline">
      <Csrf view={view} />
      <Once />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={style} aria-label={label}>
        {words}
      </button>
    </form>
  );
};

interface AskProps extends Pick<SendButtonProps, "view" | "id" | "action" | "fields"> {
  title: string;
  open: boolean;
  closeTo: string;
  children?: Child;
}

/** The question of a `SendButton`. */
export const Ask: FC<AskProps> = ({ children, ...dialog }) => (
  <Confirm {...dialog} confirm={dialog.view.text.requests.resend}>
    {children}
  </Confirm>
);
