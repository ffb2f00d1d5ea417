/** Static files by their plain names: `console.css` → `/assets/console/console.1a2b3c4d.css`. */
let manifest: Promise<Record<string, string>> | null = null;

/** The names with hashes that the build gave them, asked for once. */
export async function assetNames(env: Env): Promise<(name: string) => string> {
  manifest ??= env.ASSETS.fetch("https://assets/assets/console/manifest.json")
    .then((response) => {
      if (!response.ok) throw new Error(`manifest.json: status ${response.status}`);
      return response.json<Record<string, string>>();
    })
    .catch((error) => {
      manifest = null;
      throw error;
    });
  const names = await manifest;
  return (name) => `/assets/console/${names[name] ?? name}`;
}
