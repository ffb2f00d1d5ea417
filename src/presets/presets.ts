import { calenso } from "./calenso.ts";
import { getresponse } from "./getresponse.ts";
import { klicktipp } from "./klicktipp.ts";
import type { Preset } from "./preset.ts";
import { stamply } from "./stamply.ts";

export const presets: readonly Preset[] = [calenso, getresponse, klicktipp, stamply];
