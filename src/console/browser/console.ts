/** What makes pages quicker to use. Everything works without it. */
import "htmx.org";
import { colours } from "./colours.ts";
import { copies } from "./copy.ts";
import { dialogs } from "./dialogs.ts";
import { live } from "./live.ts";
import { login } from "./login.ts";
import { menus } from "./menus.ts";
import { places } from "./places.ts";
import { sections } from "./sections.ts";
import { times } from "./times.ts";
import { webhookForm } from "./webhook-form.ts";

places();
login();
dialogs();
menus();
copies();
sections();
times();
live();
webhookForm();
colours();
