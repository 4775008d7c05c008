/** Load a script of ours where it is needed, and not before, held to its hash. */
import { Refused } from "../seal/errors.ts";

export async function load(address: string | undefined, integrity: string | undefined): Promise<void> {
  if (!address) throw new Refused("offline");
  const script = document.createElement("script");
  Object.assign(script, { type: "module", src: address, integrity: integrity ?? "" });
  await new Promise((loaded, failed) => {
    script.onload = loaded;
    script.onerror = () => failed(new Refused("offline"));
    document.head.append(script);
  });
  script.remove();
}

/** What a script gives to the page that loads it, under a name that is declared beside who asks. */
export async function loaded<Name extends keyof typeof globalThis>(
  name: Name,
  address: string | undefined,
  integrity: string | undefined,
): Promise<NonNullable<(typeof globalThis)[Name]>> {
  if (!globalThis[name]) await load(address, integrity);
  const found = globalThis[name];
  if (!found) throw new Refused("offline");
  return found as NonNullable<typeof found>;
}
