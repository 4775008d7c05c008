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
