import { secureHeaders } from "hono/secure-headers";

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;

/** Headers of a page that the API shows to people: nobody frames it, and it loads only what `policy` adds. */
export const securePage = (policy: NonNullable<Options["contentSecurityPolicy"]>) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      ...policy,
    },
    xFrameOptions: "DENY",
    // Whether all of a domain speaks HTTPS only is its owner's to say.
    strictTransportSecurity: false,
  });
