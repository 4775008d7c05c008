/** The one anticipated error. Its code says what kind; it never says more, and never carries what a person wrote. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = "Refused";
  }

  /** A script that another loads has a class of its own, so a refusal is known by its name. */
  static override [Symbol.hasInstance](found: unknown): boolean {
    return found instanceof Error && found.name === "Refused";
  }
}

/** A wrong key, a broken seal, a moved or cut envelope: from outside they look the same. */
export const cannotOpen = (): Refused => new Refused("cannot_open");

/** What can be seen to be malformed without a key. */
export const malformed = (): Refused => new Refused("envelope");

/** Run what opens something; whatever goes wrong inside becomes the one refusal. */
export async function opening<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw cannotOpen();
  }
}
