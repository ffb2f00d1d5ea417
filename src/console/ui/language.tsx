import type { FC } from "hono/jsx";
import { type Language, languages } from "../../core/language.ts";
import type { Face } from "../app/view.ts";
import { texts } from "../text/text.ts";

interface LanguageFormProps {
  face: Face;
  language: Language;
  /** Path to come back to. */
  back: string;
  label: string;
}

export const LanguageForm: FC<LanguageFormProps> = ({ face, language, back, label }) => (
  <form method="post" action={`/${face}/language`} class="languages" aria-label={label}>
    <input type="hidden" name="back" value={back} />
    {languages.map((one) => (
      <button
        type="submit"
        name="language"
        value={one}
        lang={one}
        class="link"
        aria-pressed={one === language ? "true" : "false"}
      >
        <span class="long">{texts[one].languageName}</span>
        <span class="short">{one.toUpperCase()}</span>
      </button>
    ))}
  </form>
);
