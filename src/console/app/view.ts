import type { Hono } from "hono";
import type { Application } from "../../contract/application.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Language } from "../../core/language.ts";
import type { Text } from "../text/text.ts";
import type { Api, Client } from "./client.ts";
import type { Format } from "./format.ts";
import type { Flash, Session } from "./session.ts";

/** `portal`: an operator's customer, with one application. `console`: the operator. */
export type Face = "portal" | "console";

/** All that a page is drawn from, beside its own data. */
export interface View {
  face: Face;
  /** Path that the screens' paths are appended to, without a slash at the end. */
  base: string;
  /** Of the page that is shown, with its query. */
  path: string;
  session: Session;
  api: Client;
  text: Text;
  language: Language;
  format: Format;
  settings: Settings;
  readOnly: boolean;
  /** The page is in a frame of another site. */
  framed: boolean;
  flash: Flash | null;
  /** Address of a static file by its name, e.g. `console.css`. */
  asset: (name: string) => string;
}

/** A view of one application. */
export interface AppView extends View {
  app: Application;
  /** Path of the application in the API. */
  apiPath: string;
}

export interface Bindings {
  env: Env;
  api: Api;
}

interface Variables {
  language: Language;
  frameAncestors: readonly string[];
}

export type ConsoleEnv = { Bindings: Bindings; Variables: Variables };
export type PageEnv<V extends View = View> = { Bindings: Bindings; Variables: Variables & { view: V } };
/** Screens of one application, shown in the portal and in the console. */
export type Screens = Hono<PageEnv<AppView>>;
