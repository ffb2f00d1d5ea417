import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { log } from "../../store/log.ts";
import { inOneText } from "../text/plain-words.ts";
import { languageFor, type Text, texts } from "../text/text.ts";
import { Icon } from "../ui/icon.tsx";
import { assetNames } from "./assets.ts";
import { ApiError } from "./client.ts";
import { ForeignForm } from "./guard.ts";
import { Bare } from "./layout.tsx";
import { LoggedOut } from "./page-view.ts";
import { chosenLanguage } from "./session.ts";
import type { ConsoleEnv, Face } from "./view.ts";

interface Trouble {
  status: number;
  title: string;
  says: string;
  /** What the API found, when that helps. */
  detail?: string;
}

function describe(error: Error, face: Face, text: Text): Trouble {
  const { errors } = text;
  const expired = {
    status: 401,
    title: errors.expiredTitle,
    says: face === "portal" ? errors.expired : errors.expiredConsole,
  };
  if (error instanceof LoggedOut) return expired;
  if (error instanceof ForeignForm) return { status: 403, title: errors.formTitle, says: errors.form };
  if (!(error instanceof ApiError)) return { status: 500, title: errors.failedTitle, says: errors.failed };
  const { status } = error;
  if (status === 401) return expired;
  if (status === 403)
    return error.code === "plan_limit" || error.code === "limit_reached"
      ? { status, title: errors.refusedTitle, says: inOneText({ text }, error.issues) }
      : { status, title: errors.forbiddenTitle, says: errors.forbidden };
  if (status === 404) return { status, title: errors.notFoundTitle, says: errors.notFound };
  if (status === 410) return { status, title: errors.goneTitle, says: errors.gone };
  if (status === 429) return { status, title: errors.limitTitle, says: errors.limit };
  if (status < 500)
    return {
      status,
      title: errors.refusedTitle,
      says: errors.refusedTitle,
      detail: inOneText({ text }, error.issues),
    };
  return { status: 503, title: errors.failedTitle, says: errors.failed };
}

/** Where a person can go on from here. */
function wayOn(path: string, status: number, { errors }: Text): { href: string; label: string } | null {
  if (path.startsWith("/console"))
    return status === 401
      ? { href: "/console/login", label: errors.toLogin }
      : { href: "/console", label: errors.toConsole };
  const base = /^\/portal\/[^/]+/.exec(path)?.[0];
  return status === 401 || base === undefined ? null : { href: `${base}/webhooks`, label: errors.toStart };
}

/** What was to change a part of a page shows its failure in place of all the content. */
const inPlace = [
  ["hx-retarget", "#content"],
  ["hx-reselect", "#content"],
  ["hx-reswap", "outerHTML show:top"],
] as const;

/** Every failure as a page in plain words with a way on. */
export async function troublePage(error: Error, c: Context<ConsoleEnv>): Promise<Response> {
  const face: Face = c.req.path.startsWith("/console") ? "console" : "portal";
  const language = c.get("language") ?? languageFor(chosenLanguage(c), null, c.req.header("accept-language"));
  const text = texts[language];
  const trouble = describe(error, face, text);
  if (trouble.status >= 500)
    log("page_failed", { method: c.req.method, path: c.req.path, error: error.stack ?? String(error) });
  const way = wayOn(c.req.path, trouble.status, text);
  const asset = await assetNames(c.env.env);
  if (c.req.header("hx-request")) for (const [name, value] of inPlace) c.header(name, value);
  return c.html(
    <Bare
      title={trouble.title}
      language={language}
      asset={asset}
      face={face}
      path={c.req.method === "GET" ? c.req.path : "/"}
      label={text.chooseLanguage}
    >
      <span class="empty-icon">
        <Icon name={trouble.status === 401 ? "lock" : "alert"} />
      </span>
      <h1>{trouble.title}</h1>
      <p>{trouble.says}</p>
      {trouble.detail && (
        <p>
          <small>{trouble.detail}</small>
        </p>
      )}
      {way && (
        <p>
          <a class="button" href={way.href}>
            {way.label}
          </a>
        </p>
      )}
    </Bare>,
    trouble.status as ContentfulStatusCode,
  );
}
