import { createMiddleware } from "hono/factory";
import type { FormSettings } from "../../core/extensions/form.ts";
import type { Language } from "../../core/language.ts";
import type { AppView, PageEnv } from "../app/view.ts";
import type { Text } from "../text/text.ts";

/** The copy with the form's controls called as the operator calls them. */
export function inOwnWords(text: Text, labels: FormSettings["labels"], language: Language): Text {
  const own = (name: keyof FormSettings["labels"], ours: string) => labels[name]?.[language] ?? ours;
  const { form } = text;
  return {
    ...text,
    form: {
      ...form,
      name: own("name", form.name),
      url: own("url", form.url),
      method: own("method", form.method),
      authKey: own("authKey", form.authKey),
      authSecrets: { ...form.authSecrets, header: own("authValue", form.authSecrets.header) },
      hierarchy: own("hierarchy", form.hierarchy),
      batching: own("batching", form.batching),
    },
  };
}

/** For the pages of the form. */
export const ownWords = createMiddleware<PageEnv<AppView>>(async (c, next) => {
  const { view } = c.var;
  const labels = view.settings.endpointDefaults.form?.labels ?? {};
  c.set("view", { ...view, text: inOwnWords(view.text, labels, view.language) });
  await next();
});
