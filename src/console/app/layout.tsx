import type { Child, FC } from "hono/jsx";
import { type Language, languages } from "../../core/language.ts";
import { Flash } from "../ui/flash.tsx";
import { Icon } from "../ui/icon.tsx";
import { LanguageForm } from "../ui/language.tsx";
import { appSections, consoleSections, type Section } from "./nav.ts";
import type { AppView, View } from "./view.ts";

/** JSON, because htmx reads it by itself: no styles of its own, nothing evaluated. */
const htmxConfig = JSON.stringify({ includeIndicatorCSS: false, history: "reload", defaultTimeout: 30_000 });

interface DocumentProps {
  title: string;
  language: Language;
  asset: (name: string) => string;
  color?: string | undefined;
  /** Further scripts, e.g. `chart.js`. */
  scripts?: string[];
  class?: string;
  children?: Child;
}

/** An HTML document with our styles and scripts. */
export const Document: FC<DocumentProps> = ({
  title,
  language,
  asset,
  color,
  scripts = [],
  children,
  ...rest
}) => (
  <html lang={language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={htmxConfig} />
      <title>{title}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={asset("console.css")} />
      {color && <link rel="stylesheet" href={`/portal/brand.css?color=${color.slice(1)}`} />}
      {["console.js", ...scripts].map((name) => (
        <script src={asset(name)} defer />
      ))}
    </head>
    <body class={rest.class}>{children}</body>
  </html>
);

const NavLink: FC<{ view: View; base: string; section: Section }> = ({ view, base, section }) => {
  const href = base + section.path;
  const path = view.path.split("?")[0]!;
  const within = !section.alone && path.startsWith(`${href}/`);
  const current = path === href ? "page" : within ? "true" : undefined;
  return (
    <li>
      <a href={href} aria-current={current}>
        <Icon name={section.label} />
        {view.text.nav[section.label]}
      </a>
    </li>
  );
};

const Brand: FC<{ view: View }> = ({ view }) => {
  const { name, logoUrl } = view.settings.brand;
  return (
    <span class="brand">
      {logoUrl ? (
        <img src={logoUrl} alt={name ?? ""} referrerpolicy="no-referrer" />
      ) : (
        <span class="mark" aria-hidden="true">
          <Icon name="horn" />
        </span>
      )}
      {!(logoUrl && name) && (
        <span class="brand-name">{name ?? (view.face === "portal" ? view.text.product : "Posthorn")}</span>
      )}
    </span>
  );
};

interface LayoutProps {
  view: View | AppView;
  title: string;
  scripts?: string[];
  /** Wider than text reads well, for tables and two columns. */
  wide?: boolean;
  children?: Child;
}

/** A page with the navigation. */
export const Layout: FC<LayoutProps> = ({ view, title, scripts = [], wide, children }) => {
  const { text, face } = view;
  const app = "app" in view ? view.app : null;
  const site = view.settings.brand.name ?? (face === "portal" ? text.product : "Posthorn");
  return (
    <Document
      title={title === site ? title : `${title} · ${site}`}
      language={view.language}
      asset={view.asset}
      color={view.settings.brand.color}
      scripts={scripts}
      class={view.framed ? "framed" : ""}
    >
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <div class="shell">
        <header class="side">
          <Brand view={view} />
          <nav aria-label={text.navigation}>
            {app && face === "console" && (
              <p class="context">
                <a href="/console/apps">
                  <Icon name="back" />
                  {text.nav.toApplications}
                </a>
                <strong>{app.name}</strong>
              </p>
            )}
            <ul>
              {app
                ? appSections.map((section) => <NavLink view={view} base={view.base} section={section} />)
                : consoleSections
                    .filter(({ secret }) => !(secret && view.readOnly))
                    .map((section) => <NavLink view={view} base="/console" section={section} />)}
            </ul>
          </nav>
          <div class="side-foot">
            <LanguageForm face={face} language={view.language} back={view.path} label={text.chooseLanguage} />
            {app && (
              <a href={`${view.base}/time-zone`} title={text.timeZone.title}>
                <Icon name="clock" />
                <span>{text.timeZone.title}</span>
              </a>
            )}
            <form method="post" action={`${face === "portal" ? view.base : "/console"}/logout`}>
              <input type="hidden" name="csrf" value={view.session.csrf} />
              <button type="submit" class="link">
                <Icon name="logout" />
                {text.nav.logout}
              </button>
            </form>
          </div>
        </header>
        <main id="content" tabindex={-1} class={wide ? "wide" : undefined}>
          <Flash view={view} />
          {view.readOnly && (
            <p class="note" role="note">
              <Icon name="eye" />
              {text.readOnly}
            </p>
          )}
          {children}
        </main>
      </div>
    </Document>
  );
};

interface BareProps {
  title: string;
  language: Language;
  asset: (name: string) => string;
  color?: string | undefined;
  face: "portal" | "console";
  /** For the way back after a choice of language. */
  path: string;
  label: string;
  children?: Child;
}

/** A page without navigation: logins and errors. */
export const Bare: FC<BareProps> = ({ title, language, asset, color, face, path, label, children }) => (
  <Document title={title} language={language} asset={asset} color={color} class="bare">
    <main id="content" class="card">
      {children}
    </main>
    {languages.length > 1 && (
      <footer>
        <LanguageForm face={face} language={language} back={path} label={label} />
      </footer>
    )}
  </Document>
);
