import type { FC } from "hono/jsx";
import { Layout } from "../app/layout.tsx";
import { nameOf } from "../model/endpoints.ts";
import { Csrf, Once, Shown } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { Note, PageHeader } from "../ui/page.tsx";
import { Access } from "./access.tsx";
import { Basics } from "./basics.tsx";
import { Answers, Notes, Pace } from "./delivery.tsx";
import { Events } from "./events.tsx";
import { type Preview, PreviewPanel, ProblemLink } from "./preview.tsx";
import { Rules } from "./rules.tsx";
import { type Scene, swapping } from "./scene.ts";
import { Shaping, ShapingInFront } from "./shaping.tsx";

interface PageProps {
  s: Scene;
  preview: Preview;
  /** Why it can't be saved at all, in words. */
  refused: string | null;
  /** The form holds what isn't saved. */
  unsaved: boolean;
  /** The address that this page has from now on, when it is not the one that was asked for. */
  path: string | null;
}

export const FormPage: FC<PageProps> = ({ s, preview, refused, unsaved, path }) => {
  const { view, saved } = s;
  const { form: text, nav, actions } = view.text;
  const list = `${view.base}/webhooks`;
  const back = saved
    ? { href: `${list}/${saved.id}`, label: nameOf(saved) }
    : { href: list, label: nav.webhooks };
  return (
    <Layout view={view} title={saved ? text.editTitle(nameOf(saved)) : text.newTitle} wide>
      <PageHeader title={saved ? text.editTitle(nameOf(saved)) : text.newTitle} back={back} />
      <form
        id="webhook-form"
        method="post"
        action={s.action}
        novalidate
        class="webhook-form"
        data-leave={text.leave}
        data-unsaved={unsaved ? "" : undefined}
        data-path={path ?? undefined}
      >
        <button type="submit" name="do" value="save" hidden disabled={refused !== null}>
          {actions.save}
        </button>
        <Csrf view={view} />
        {s.shown === null ? <Once /> : <Shown prints={s.shown} />}
        <div class="form-main stack">
          {refused !== null && (
            <Note tone="warning">
              <span id="why-not">{refused}</span>
            </Note>
          )}
          <Errors s={s} />
          <Basics s={s} />
          <Events s={s} />
          <ShapingInFront s={s} />
          <div class="advanced">
            <h2>{text.advanced}</h2>
            <Shaping s={s} />
            <div class="when-http">
              <Access s={s} />
            </div>
            <Rules s={s} />
            <Pace s={s} />
            <Answers s={s} />
            <Notes s={s} />
          </div>
          <datalist id="paths">
            {s.paths.map((one) => (
              <option value={one} />
            ))}
          </datalist>
          <div
            hidden
            data-preview=""
            hx-post={`${s.action}?do=preview`}
            hx-trigger="input from:#webhook-form delay:350ms"
            hx-target="#preview"
            {...swapping("#preview")}
            hx-sync="this:replace"
          />
        </div>
        <PreviewPanel s={s} preview={preview} />
        <div class="form-foot">
          <button type="submit" name="do" value="save" disabled={refused !== null} aria-describedby="why-not">
            {actions.save}
          </button>
          {preview.eventType !== null && (
            <button type="submit" name="do" value="save-test" class="secondary" disabled={refused !== null}>
              <Icon name="send" />
              {text.saveAndTest}
            </button>
          )}
          <a class="button quiet-button" href={back.href}>
            {actions.cancel}
          </a>
        </div>
      </form>
      {saved && (
        <form id="confirm-email" method="post" action={`${list}/${saved.id}/confirm-email`}>
          <Csrf view={view} />
        </form>
      )}
    </Layout>
  );
};

/** All that is wrong, with the way to each control. */
const Errors: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { problems } = s;
  if (problems.length === 0) return null;
  return (
    <div class="note danger" role="alert" id="errors">
      <Icon name="alert" />
      <div>
        <p>
          <strong>{text.errorTitle(problems.length)}</strong>
        </p>
        <ul>
          {problems.map(({ at, message }) => (
            <li>{at === "" ? message : <ProblemLink s={s} at={at} message={message} />}</li>
          ))}
        </ul>
      </div>
    </div>
  );
};
